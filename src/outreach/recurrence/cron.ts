import { createRequire } from "node:module";
import type * as Croner from "croner";
import { toDate, toErrorMessage } from "../../base/index.ts";
import type { ReadRule, RulePlace } from "./rule.ts";

/** Loaded when the first such rule is read: most servers have none. */
const load = (): typeof Croner => createRequire(import.meta.url)("croner");

/**
 * A crontab line of five fields (`0 9 * * MON-FRI`). A time that a leap of daylight saving skips means the first moment
 * after it, one that comes twice the first; lines that count hours or minutes go through both (croner's own behaviour).
 */
export function readCron(text: string, { zone, start }: RulePlace): ReadRule {
  const { Cron } = load();
  try {
    const cron = new Cron(text, { timezone: zone, mode: "5-part", paused: true });
    return {
      rule: {
        after(moment, most) {
          const times: number[] = [];
          let last = Math.max(moment, start - 1);
          while (times.length < most) {
            const next = cron.nextRun(toDate(last))?.getTime();
            if (next === undefined) break;
            // Its steps are whole seconds: a moment within one may be taken for its beginning.
            if (next > last) times.push(next);
            last = Math.max(next, last + 1_000);
          }
          return times;
        },
      },
    };
  } catch (error) {
    return { problem: `'${text}' is no crontab line: ${toErrorMessage(error)}` };
  }
}
