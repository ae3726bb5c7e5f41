import { describe, expect, it } from "vitest";
import { toErrorMessage, toErrorStack } from "../../src/base/index.ts";

const withoutText = Object.create(null) as object;

describe("an error that was thrown", () => {
  it("has a stack, or at least a text, whatever it is", () => {
    expect(toErrorStack("why")).toBe("why");
    expect(toErrorStack(withoutText)).toBe("[object Object]");
    const error = new Error("outer", { cause: withoutText });
    expect(toErrorStack(error)).toMatch(/^Error: outer\n[\s\S]*\nCaused by: \[object Object\]$/);
  });

  it("may be its own cause", () => {
    const error = new Error("circle");
    error.cause = error;
    const stack = toErrorStack(error);
    expect(stack.match(/Caused by/g)?.length).toBeLessThan(10);
    expect(stack.endsWith("Caused by: …")).toBe(true);
  });

  it("may be among its own errors", () => {
    const errors: unknown[] = [new Error("a")];
    const error = new AggregateError([]);
    error.errors = errors;
    errors.push(error);
    expect(toErrorMessage(error)).toMatch(/^a; .*…$/);
  });
});
