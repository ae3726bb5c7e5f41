import { afterEach, describe, expect, it, vi } from "vitest";
import { createSystemClock, delay } from "../../src/base/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";

describe("the system clock", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("waits longer than 24.8 days without firing early", () => {
    vi.useFakeTimers({ now: 0 });
    const clock = createSystemClock();
    const due = 400 * 24 * 3600 * 1000;
    let firedAt: number | null = null;
    clock.schedule(due, () => {
      firedAt = clock.now();
    });
    vi.advanceTimersByTime(due - 1);
    expect(firedAt).toBeNull();
    vi.advanceTimersByTime(1);
    expect(firedAt).toBe(due);
  });

  it("does not fire a cancelled timer", () => {
    vi.useFakeTimers({ now: 0 });
    const clock = createSystemClock();
    let fired = false;
    clock
      .schedule(10, () => {
        fired = true;
      })
      .cancel();
    vi.advanceTimersByTime(100);
    expect(fired).toBe(false);
  });
});

describe("the simulated clock", () => {
  it("calls what is due in time order, at its own time", async () => {
    const clock = createSimulatedClock(0);
    const log: string[] = [];
    clock.schedule(20, () => log.push(`second at ${clock.now()}`));
    clock.schedule(10, () => {
      log.push(`first at ${clock.now()}`);
      clock.schedule(15, () => log.push(`armed on the way at ${clock.now()}`));
    });
    clock.schedule(31, () => log.push("too late"));
    await clock.advance(30);
    expect(log).toEqual(["first at 10", "armed on the way at 15", "second at 20"]);
    expect(clock.now()).toBe(30);
    expect(clock.pending).toBe(1);
  });

  it("makes delays pass, and lets a signal end them", async () => {
    const clock = createSimulatedClock(0);
    const waited = delay(clock, 1000).then(() => clock.now());
    await clock.advance(1000);
    await expect(waited).resolves.toBe(1000);

    const controller = new AbortController();
    const aborted = delay(clock, 1000, controller.signal);
    controller.abort(new Error("stopped"));
    await expect(aborted).rejects.toThrow("stopped");
    expect(clock.pending).toBe(0);
  });
});
