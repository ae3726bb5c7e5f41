import { defineAction } from "tsbot";

const format = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });

/** Tells the time of the machine that the bot runs on. */
export default defineAction({
  name: "action_tell_time",
  async run({ say, clock }) {
    say(`It is ${format.format(clock.now())}.`);
  },
});
