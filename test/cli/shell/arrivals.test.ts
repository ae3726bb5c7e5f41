import { describe, expect, it } from "vitest";
import { createArrivals } from "../../../src/cli/shell/arrivals.ts";
import type { MailboxMessage } from "../../../src/cli/shell/mailbox.ts";
import { createSimulatedClock } from "../../../src/testing/index.ts";

function open(isCalledBack = true) {
  const clock = createSimulatedClock();
  const lines: string[] = [];
  const arrivals = createArrivals({
    clock,
    signal: new AbortController().signal,
    isCalledBack: () => isCalledBack,
    show: (message) => lines.push(String(message["text"])),
    remark: (line) => lines.push(`(${line.slice(0, 20)})`),
  });
  return { clock, lines, arrivals };
}

const mail = (sequence: number, channel: string | null = "callback"): MailboxMessage => ({
  sequence,
  id: `id${sequence}`,
  timestamp: 0,
  channel,
  message: { text: `text ${sequence}` },
});
const push = (sequence: number) => ({ id: `id${sequence}`, message: { text: `text ${sequence}` } });

describe("messages that come both ways", () => {
  it("are shown once, whichever way is first", async () => {
    const { arrivals, lines } = open();
    arrivals.deliver(push(1));
    arrivals.collect([mail(1), mail(2)]);
    arrivals.deliver(push(2));
    await arrivals.settled();
    arrivals.deliver(push(2));
    expect(lines).toEqual(["text 1", "text 2"]);
  });

  it("are shown from the mailbox, in order, when the callback channel does not deliver", async () => {
    const { arrivals, lines, clock } = open();
    arrivals.collect([mail(1), mail(2), mail(3, null)]);
    await clock.advance(2_999);
    expect(lines).toEqual([]);
    await clock.advance(1);
    await arrivals.settled();
    expect(lines).toEqual(["(The callback channel)", "text 1", "text 2", "text 3"]);
  });

  it("are waited for again once the channel has delivered something", async () => {
    const { arrivals, lines, clock } = open();
    arrivals.collect([mail(1)]);
    await clock.advance(3_000);
    arrivals.deliver(push(2));
    arrivals.collect([mail(2), mail(3)]);
    await clock.advance(1_000);
    expect(lines.slice(1)).toEqual(["text 1", "text 2"]);
    arrivals.deliver(push(3));
    await arrivals.settled();
    expect(lines.at(-1)).toBe("text 3");
  });

  it("are shown at once where nothing is pushed", async () => {
    const { arrivals, lines } = open(false);
    arrivals.skip(1);
    arrivals.collect([mail(1), mail(2)]);
    await arrivals.settled();
    expect(lines).toEqual(["text 2"]);
  });
});
