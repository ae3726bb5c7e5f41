import { describe, expect, it } from "vitest";
import { TsbotError } from "../../src/base/index.ts";
import { pickConversation } from "../../src/cli/pick-conversation.ts";

const NOW = Date.UTC(2026, 0, 1);
const minutesAgo = (minutes: number) => NOW - minutes * 60_000;

describe("the conversation that is meant", () => {
  it("is the only one there is, however old", () => {
    expect(pickConversation([{ id: "a", updatedAt: minutesAgo(9999), channel: "rest" }], NOW)).toBe("a");
  });

  it("is the only one active within the last hour", () => {
    const listed = [
      { id: "new", updatedAt: minutesAgo(59), channel: "rest" },
      { id: "old", updatedAt: minutesAgo(61), channel: "rest" },
    ];
    expect(pickConversation(listed, NOW)).toBe("new");
  });

  it("is unknown while nobody has talked", () => {
    expect(() => pickConversation([], NOW)).toThrow("There is no conversation yet.");
  });

  it("has to be named when several are live, and they are listed", () => {
    const listed = [
      { id: "a", updatedAt: minutesAgo(1), channel: "rest" },
      { id: "b", updatedAt: minutesAgo(2), channel: "rest" },
      { id: "c", updatedAt: minutesAgo(999), channel: "rest" },
    ];
    const error = catchError(() => pickConversation(listed, NOW));
    expect(error.code).toBe("cli/several-conversations");
    expect(error.hint).toContain("newest with --conversation a:\n  a  1 min ago  rest\n  b  2 min ago  rest");
    expect(error.hint).not.toContain("  c  ");
  });

  it("has to be named when several are there and none is live", () => {
    const listed = Array.from({ length: 12 }, (_, index) => ({
      id: `id${index}`,
      updatedAt: minutesAgo(99),
      channel: null,
    }));
    const error = catchError(() => pickConversation(listed, NOW));
    expect(error.message).toContain("none was active");
    expect(error.hint).toContain("id9");
    expect(error.hint).not.toContain("id10");
  });
});

function catchError(run: () => unknown): TsbotError {
  try {
    run();
  } catch (error) {
    if (TsbotError.isInstance(error)) return error;
  }
  throw new Error("nothing was thrown");
}
