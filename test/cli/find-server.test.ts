import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findServer, foundToken } from "../../src/cli/find-server.ts";
import { readServerFile, writeServerFile } from "../../src/server/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { temporaryFolder } from "./run-cli.ts";

const url = "http://127.0.0.1:5005";

/** The address of the server that a command in the folder would talk to. */
const found = async (directory: string): Promise<string> =>
  (await findServer({ options: {}, environment: {}, directory, clock: createSimulatedClock() })).url;
const none = expect.objectContaining({ code: "cli/no-server" }) as unknown;

describe("the server of a project", () => {
  it("is found from the project's folder and those below it", async () => {
    await using folder = await temporaryFolder();
    await writeServerFile(folder.path, { url, auth: {} });
    const below = join(folder.path, "data/nlu");
    await mkdir(below, { recursive: true });
    expect(await found(folder.path)).toBe(url);
    expect(await found(below)).toBe(url);
  });

  it.each(["config.yml", "domain.yml", ".tsbot"])(
    "is not looked for above the project (%s)",
    async (mark) => {
      await using folder = await temporaryFolder();
      await writeServerFile(folder.path, { url, auth: {} });
      const project = join(folder.path, "project");
      await mkdir(join(project, "data"), { recursive: true });
      if (mark === ".tsbot") await mkdir(join(project, mark));
      else await writeFile(join(project, mark), "");
      await expect(found(project)).rejects.toEqual(none);
      await expect(found(join(project, "data"))).rejects.toEqual(none);
    },
  );

  it.each([0o644, 0o620, 0o602])("is not taken from a file of mode %o", async (mode) => {
    await using folder = await temporaryFolder();
    await writeServerFile(folder.path, { url, auth: {} });
    await chmod(join(folder.path, ".tsbot/server.json"), mode);
    expect(await readServerFile(folder.path)).toBeNull();
  });

  // Only root can give a file away.
  const asRoot = process.getuid?.() === 0 ? it : null;
  asRoot?.("is not taken from somebody else's file", async () => {
    await using folder = await temporaryFolder();
    await writeServerFile(folder.path, { url, auth: {} });
    await chown(join(folder.path, ".tsbot/server.json"), 12_345, 12_345);
    await expect(found(folder.path)).rejects.toEqual(none);
  });
});

describe("the token for a server that was found", () => {
  const environment = { TSBOT_AUTH_TOKEN: "mine" };
  it.each([
    ["http://127.0.0.1:5005", undefined, "mine"],
    ["http://[::1]:5005", "its-own", "mine"],
    ["http://10.0.0.7:5005", undefined, undefined],
    ["http://10.0.0.7:5005", "its-own", "its-own"],
    ["http://127.0.0.1.example.com", undefined, undefined],
    ["nonsense", undefined, undefined],
  ])("at %s (which says %s) is %s", async (address, token, expected) => {
    expect(await foundToken({ url: address, token }, environment)).toBe(expected);
  });
});
