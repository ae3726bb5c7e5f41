import { defineAction, reminderCancelled } from "tsbot";

/** Cancels all reminders of this conversation. */
export default defineAction({
  name: "action_forget_reminders",
  async run({ say }) {
    say("Okay, I'll cancel all your reminders.");
    return [reminderCancelled()];
  },
});
