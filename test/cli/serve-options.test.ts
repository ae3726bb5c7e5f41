import { describe, expect, it } from "vitest";
import type { CommandContext } from "../../src/cli/command.ts";
import type { PathOptions, ServerOptions } from "../../src/cli/options.ts";
import { toServeOptions } from "../../src/cli/serve-options.ts";

const optionsOf = (options: ServerOptions) =>
  toServeOptions({ options, environment: {}, directory: "/" } as CommandContext<ServerOptions & PathOptions>);

describe("--request-timeout", () => {
  it.each([
    [2.01, 2_010],
    [0.0001, 1],
    [0, 0],
    [1e12, 2 ** 31 - 1],
  ])("%d seconds are %d milliseconds, which Node takes", (seconds, milliseconds) => {
    expect(optionsOf({ requestTimeout: seconds }).requestTimeout).toBe(milliseconds);
  });
});
