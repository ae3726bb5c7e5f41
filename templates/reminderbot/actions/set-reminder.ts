import { defineAction, reminderScheduled } from "tsbot";

const DELAY_SECONDS = 5;

/** Schedules a reminder that carries the entities of the message, so that the reaction knows whom to call. */
export default defineAction({
  name: "action_set_reminder",
  async run({ tracker, say, clock }) {
    say(`I will remind you in ${DELAY_SECONDS} seconds.`);
    const [person = "someone"] = tracker.entityValues("PERSON");
    return [
      reminderScheduled({
        intent: "EXTERNAL_reminder",
        at: clock.now() + DELAY_SECONDS * 1000,
        entities: tracker.latestMessage.entities,
        // Within a conversation a reminder of the same name replaces the earlier one: one reminder for each person.
        name: `call ${person}`,
        // What the person writes meanwhile does not cancel it.
        killOnUserMessage: false,
      }),
    ];
  },
});
