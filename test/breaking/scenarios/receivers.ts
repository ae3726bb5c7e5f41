import type { Mood } from "../receiver.ts";
import type { Scenario } from "../scenario.ts";

const NAMES: Readonly<Record<Exclude<Mood, "fine">, string>> = {
  down: "receiver-down",
  hangs: "receiver-hangs",
  cuts: "receiver-cuts",
  redirects: "receiver-redirects",
  gone: "receiver-gone",
};

/** A receiver that misbehaves for most of the time; what is meant for it waits, and comes when it is well again. */
function misbehaving(mood: Exclude<Mood, "fine">): Scenario {
  return {
    name: NAMES[mood],
    servers: 1,
    losesRequests: false,
    givesUp: mood === "gone",
    whyNot: () => null,
    async setUp() {
      let seen = 0;
      return {
        async disturb({ receiver, wait, duration, goesOn }) {
          await wait(duration / 10);
          await receiver.become(mood);
          const before = receiver.receipts.length;
          while (goesOn()) await wait(duration);
          seen = receiver.receipts.length - before;
          await receiver.become("fine");
          return 1;
        },
        check: () => (mood === "down" || seen > 0 ? [] : [`nothing was sent to a receiver that ${mood}`]),
      };
    },
  };
}

export const receiverScenarios: readonly Scenario[] = (Object.keys(NAMES) as Exclude<Mood, "fine">[]).map(
  misbehaving,
);
