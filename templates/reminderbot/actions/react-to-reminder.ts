import { defineAction } from "tsbot";

/** Reminds the user to call someone: the person that the reminder carries. */
export default defineAction({
  name: "action_react_to_reminder",
  async run({ tracker, say }) {
    const [person = "someone"] = tracker.entityValues("PERSON");
    say(`Remember to call ${person}!`);
  },
});
