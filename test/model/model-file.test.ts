import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { create } from "tar";
import { describe, expect, it } from "vitest";
import { createRandom, lazy, silentLogger } from "../../src/base/index.ts";
import { type ArchiveFiles, readArchive, writeArchive } from "../../src/model/archive.ts";
import { findModel, loadModel, MODEL_FORMAT, writeModel } from "../../src/model/index.ts";
import { readProject } from "../../src/project/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { trainInMemory } from "../../src/training/index.ts";
import { temporaryFolder } from "../cli/run-cli.ts";

const directory = fileURLToPath(new URL("../../templates/reminderbot", import.meta.url));

async function train() {
  const project = await readProject({ directory }, {});
  return await trainInMemory(project, {
    tsbotVersion: "test",
    clock: createSimulatedClock(),
    random: createRandom(1),
    logger: silentLogger,
  });
}

/** An archive of given files, with right hashes, as an attacker who knows the format makes one. */
async function archive(path: string, folder: string, files: Readonly<Record<string, string>>) {
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  const hashes = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256(text)]));
  const all = { "hashes.json": JSON.stringify(hashes), ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
  await create({ file: path, gzip: true, cwd: folder }, Object.keys(all));
}

describe("a model file", () => {
  it("gives back what was trained", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "model.tar.gz");
    await writeModel(path, await train());
    const model = await loadModel(path);
    expect(await model.pipeline?.parse("Remind me to call Paul Pots", {})).toMatchObject({
      intent: { name: "ask_remind_call" },
      entities: [{ entity: "PERSON", value: "Paul Pots" }],
    });
    expect([...model.domain.responses.keys()]).toContain("utter_warn_dry");
    expect(model.policies).not.toBeNull();
  });

  it("holds the same for the same project and seed, whenever it is trained", async () => {
    const [first, second] = [await train(), await train()];
    expect(first.nlu).toEqual(second.nlu);
    expect(first.policies).toEqual(second.policies);
  });

  it("that was changed is refused, and says that training again mends it", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "model.tar.gz");
    await writeModel(path, await train());
    const bytes = gunzipSync(await readFile(path));
    const at = bytes.indexOf("EXTERNAL_dry_plant");
    bytes.write("EXTERNAL_wet_plant", at);
    await writeFile(path, gzipSync(bytes));
    await expect(loadModel(path)).rejects.toMatchObject({
      code: "model/unreadable",
      message: expect.stringContaining("changed after training") as string,
      hint: expect.stringContaining("tsbot train") as string,
    });
  });

  it.each<[string, (path: string, folder: string) => Promise<void>]>([
    ["is empty", (path) => writeFile(path, "")],
    ["is no archive", (path) => writeFile(path, "a".repeat(5_000))],
    [
      "is cut off",
      async (path, folder) => {
        const whole = join(folder, "whole.tar.gz");
        await writeModel(whole, await train());
        await writeFile(path, (await readFile(whole)).subarray(0, 2_000));
      },
    ],
    [
      "holds no hashes",
      async (path, folder) => {
        await writeFile(join(folder, "metadata.json"), "{}");
        await create({ file: path, gzip: true, cwd: folder }, ["metadata.json"]);
      },
    ],
    [
      "holds a link",
      async (path, folder) => {
        await symlink("/etc/hostname", join(folder, "metadata.json"));
        await create({ file: path, gzip: true, cwd: folder }, ["metadata.json"]);
      },
    ],
    [
      "leads out of its folder",
      async (path, folder) => {
        await writeFile(join(folder, "outside"), "{}");
        await create({ file: path, gzip: true, cwd: folder, prefix: "../..", preservePaths: true }, [
          "outside",
        ]);
      },
    ],
    ["holds nothing of use", (path, folder) => archive(path, folder, { "other.json": "{}" })],
    [
      "has metadata of another make",
      (path, folder) => archive(path, folder, { "metadata.json": '{"format":99}' }),
    ],
    ["has nonsense for metadata", (path, folder) => archive(path, folder, { "metadata.json": "[1," })],
    [
      "has metadata only",
      (path, folder) => archive(path, folder, { "metadata.json": JSON.stringify({ format: MODEL_FORMAT }) }),
    ],
    [
      "has nonsense for a domain",
      (path, folder) =>
        archive(path, folder, {
          "metadata.json": JSON.stringify({ format: MODEL_FORMAT }),
          "domain.json": "[]",
        }),
    ],
  ])("that %s is refused with one sentence", async (_, make) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "model.tar.gz");
    await make(path, folder.path);
    await expect(loadModel(path)).rejects.toMatchObject({
      code: expect.stringMatching(/^model\//) as string,
    });
  });

  const trained = lazy(train);
  const firstArray = (files: ArchiveFiles): string =>
    [...files.keys()].find((name) => name.endsWith(".bin")) ?? "";
  const json = (files: ArchiveFiles, name: string) =>
    JSON.parse(Buffer.from(files.get(name) ?? []).toString()) as Record<string, unknown>;

  const withState = (pipeline: Record<string, unknown>, state: unknown) => ({
    ...pipeline,
    components: (pipeline["components"] as object[]).map((component) => ({ ...component, state })),
  });

  it.each<[string, (files: ArchiveFiles) => readonly [string, unknown]]>([
    ["metadata without fingerprints", () => ["metadata.json", { format: MODEL_FORMAT }]],
    ["metadata that is a list", () => ["metadata.json", []]],
    ["an empty domain", () => ["domain.json", {}]],
    [
      "a domain with an intent of null",
      (files) => ["domain.json", { ...json(files, "domain.json"), intents: [null] }],
    ],
    [
      "a domain with a slot without mappings",
      (files) => ["domain.json", { ...json(files, "domain.json"), slots: [{ name: "a" }] }],
    ],
    ["policies that are none", () => ["policies.json", { models: [5] }]],
    ["rules that are none", () => ["policies.json", { models: [{ type: "rules", model: {} }] }]],
    ["a policy of an unknown type", () => ["policies.json", { models: [{ type: "other", model: {} }] }]],
    ["a pipeline that is a list", () => ["nlu/pipeline.json", []]],
    ["a pipeline of nothings", () => ["nlu/pipeline.json", { language: "en", components: [null] }]],
    [
      "components without what they learned",
      (files) => ["nlu/pipeline.json", withState(json(files, "nlu/pipeline.json"), null)],
    ],
    [
      "components with something else for what they learned",
      (files) => ["nlu/pipeline.json", withState(json(files, "nlu/pipeline.json"), { intents: 5 })],
    ],
    ["numbers that are cut off", (files) => [firstArray(files), Buffer.alloc(3)]],
    ["too few numbers", (files) => [firstArray(files), Buffer.alloc(4)]],
  ])("with right hashes over %s is refused in a person's words", async (_, change) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "model.tar.gz");
    await writeModel(path, await trained());
    const files = await readArchive(path);
    const [name, content] = change(files);
    const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
    expect(files.has(name)).toBe(true);
    await writeArchive(path, new Map(files).set(name, bytes));
    await expect(loadModel(path)).rejects.toMatchObject({
      code: "model/unreadable",
      message: expect.stringMatching(
        /cannot be used: its '\S+' is not what this version of tsbot writes\.$/,
      ) as string,
      hint: expect.stringContaining("tsbot train") as string,
    });
  });

  it("removes what was left of models that were never finished, but for those that may be in the making", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "model.tar.gz");
    const unfinished = (digit: string): string =>
      `other.tar.gz.${digit.repeat(8)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa.tmp`;
    for (const name of [unfinished("1"), unfinished("2"), "notes.tmp"])
      await writeFile(join(folder.path, name), "");
    for (const name of [unfinished("1"), "notes.tmp"]) await utimes(join(folder.path, name), 1_000, 1_000);
    await writeArchive(path, new Map());
    expect((await readdir(folder.path)).sort()).toEqual(["model.tar.gz", "notes.tmp", unfinished("2")]);
  });

  it("is looked for among models only, and not where one vanished", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.tar.gz"), "");
    await mkdir(join(folder.path, "z.tar.gz"));
    // A link that leads nowhere is listed, but cannot be looked at: so is a file that is removed in between.
    await symlink(join(folder.path, "gone"), join(folder.path, "y.tar.gz"));
    expect(await findModel(folder.path)).toBe(join(folder.path, "a.tar.gz"));
  });

  it("is looked for as the newest of a folder", async () => {
    await using folder = await temporaryFolder();
    expect(await findModel(join(folder.path, "models"))).toBeNull();
    expect(await findModel(folder.path)).toBeNull();
    for (const [name, time] of [
      ["a", 1_000],
      ["z", 500],
      ["b", 2_000],
    ] as const) {
      await writeFile(join(folder.path, `${name}.tar.gz`), "");
      await utimes(join(folder.path, `${name}.tar.gz`), time, time);
    }
    expect(await findModel(folder.path)).toBe(join(folder.path, "b.tar.gz"));
    await expect(findModel(join(folder.path, "c.tar.gz"))).rejects.toMatchObject({ code: "model/not-found" });
  });
});
