import { existsSync } from "node:fs";
import { link, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.ts";

const NLU = `version: "3.1"
# said at the door
nlu:
- intent: greet
  examples: |
    - hello
    - good day
- intent: buy
  examples: |
    - a [rose](flower) please
    - two [tulips]{"entity": "flower", "value": "tulip"}
- intent: faq/name
  examples: |
    - who are you
- regex: zip
  examples: |
    - \\d{5}
responses:
  utter_faq/name:
  - text: Ada
`;

async function createFolder() {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, "data"));
  await writeFile(join(folder.path, "data/nlu.yml"), NLU);
  await writeFile(join(folder.path, "data/rules.yml"), "rules:\n- rule: a\n  steps:\n  - intent: greet\n");
  const file = (name: string) => join(folder.path, name);
  return {
    ...folder,
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
    has: (name: string) => existsSync(file(name)),
    read: (name: string) => readFile(file(name), "utf8"),
    write: (name: string, text: string) => writeFile(file(name), text),
    convert: (...args: string[]) => runCli(["data", "convert", "nlu", ...args], { cwd: folder.path }),
  };
}

describe("tsbot data convert nlu", () => {
  it("writes a folder's NLU data into one file, and says what it leaves behind", async () => {
    await using folder = await createFolder();
    const { code, stdout, stderr } = await folder.convert();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      "Wrote 5 examples, 1 synonym, 1 pattern and 1 response (3 intents) of 1 file to converted_data.yml.\n" +
        "Comments of data/nlu.yml are not carried over.\n",
    );
    const written = await folder.read("converted_data.yml");
    expect(written).toBe(
      NLU.replace("# said at the door\n", "").replace(
        "- regex",
        "- synonym: tulip\n  examples: |\n    - tulips\n- regex",
      ),
    );
  });

  it("goes to JSON and back without a change of meaning", async () => {
    await using folder = await createFolder();
    const there = await folder.convert("--out", "nlu.json");
    expect(there.code).toBe(0);
    expect(there.stdout).toContain("Rasa's JSON has no place for responses: 1 response stayed");
    const data = JSON.parse(await folder.read("nlu.json"));
    expect(data.rasa_nlu_data.common_examples[3]).toEqual({
      text: "two tulips",
      intent: "buy",
      entities: [{ start: 4, end: 10, value: "tulip", entity: "flower" }],
    });
    const back = await folder.convert("--data", "nlu.json", "--out", "back.yml");
    expect(back.code).toBe(0);
    await folder.convert("--out", "direct.yml");
    expect(await folder.read("back.yml")).toBe((await folder.read("direct.yml")).split("responses:")[0]);
  });

  it("takes the format from --format or the name, and a folder for the place", async () => {
    await using folder = await createFolder();
    await mkdir(join(folder.path, "out"));
    expect((await folder.convert("--format", "json", "--out", "out")).code).toBe(0);
    expect(JSON.parse(await folder.read("out/nlu.json"))).toHaveProperty("rasa_nlu_data");
    expect((await folder.convert("-f", "json", "--out", "plain")).code).toBe(0);
    expect(folder.has("plain.json")).toBe(true);
    const { code, stderr } = await folder.convert("-f", "json", "--out", "nlu.yml");
    expect(code).toBe(2);
    expect(stderr).toContain("--out 'nlu.yml' is a name for yaml, but --format is json.");
  });

  it("overwrites nothing without --force, and what it reads never", async () => {
    await using folder = await createFolder();
    await folder.write("other.yml", "mine");
    const refused = await folder.convert("--out", "other.yml");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("In the way: 'other.yml'. Nothing was written. [cli/would-overwrite]");
    expect(await folder.read("other.yml")).toBe("mine");
    expect((await folder.convert("--out", "other.yml", "--force")).code).toBe(0);
    expect(await folder.read("other.yml")).toContain("nlu:");
    const own = await folder.convert("--out", "data/nlu.yml", "--force");
    expect(own.code).toBe(1);
    expect(own.stderr).toContain("'data/nlu.yml' is what is being read");
    expect(await folder.read("data/nlu.yml")).toBe(NLU);
  });

  it("warns when the output lies among the data", async () => {
    await using folder = await createFolder();
    const { code, stderr } = await folder.convert("--out", "data/all.yml");
    expect(code).toBe(0);
    expect(stderr).toContain("data/all.yml lies in 'data'");
  });

  it("writes nothing when the files have mistakes or YAML cannot say them, and shows the places", async () => {
    await using folder = await createFolder();
    const examples = [
      { text: "see [a](b)", intent: "x" },
      {
        text: "New York City",
        intent: "x",
        entities: [
          { start: 0, end: 8, entity: "a" },
          { start: 4, end: 13, entity: "b" },
        ],
      },
      { text: "nobody's" },
    ];
    await folder.write("old.json", JSON.stringify({ rasa_nlu_data: { common_examples: examples } }, null, 1));
    const { code, stdout, stderr } = await folder.convert("--data", "old.json", "--out", "new.yml");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^old\.json:4:4 {2}error: .*brackets would be read as an annotation.*\[project\/not-in-yaml\]$/m,
    );
    expect(stdout).toMatch(/^old\.json:8:4 {2}error: .*two of its entities overlap/m);
    expect(stdout).toMatch(/warning: .*'nobody's' has no intent.*\[project\/left-out\]/);
    expect(stderr).toBe("warning: Nothing was written: 2 errors.\n");
    expect(folder.has("new.yml")).toBe(false);
    expect((await folder.convert("--data", "old.json", "--out", "new.json")).code).toBe(0);
    await folder.write("data/nlu.yml", NLU.replace("[rose](flower)", '[rose]{"entity": flower}'));
    const broken = await folder.convert("--json");
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject({
      ok: false,
      diagnostics: [{ code: "project/annotation-bad-json", file: "data/nlu.yml", line: 10 }],
    });
  });

  it("counts what was written, not what was left out", async () => {
    await using folder = await createFolder();
    const examples = [{ text: "hello", intent: "greet" }, { text: "nobody's" }];
    await folder.write("old.json", JSON.stringify({ rasa_nlu_data: { common_examples: examples } }));
    const yaml = await folder.convert("--data", "old.json", "--out", "new.yml");
    expect(yaml.stdout).toContain("Wrote 1 example (1 intent) of 1 file");
    const asJson = await folder.convert("--data", "old.json", "--out", "again.yml", "--json");
    expect(JSON.parse(asJson.stdout)).toMatchObject({ examples: 1 });
    const json = await folder.convert("--data", "old.json", "--out", "new.json");
    expect(json.stdout).toContain("Wrote 2 examples (1 intent) of 1 file");
  });

  it("never overwrites what it reads, whatever name it has there", async () => {
    await using folder = await createFolder();
    await symlink(join(folder.path, "data"), join(folder.path, "elsewhere"));
    await symlink(join(folder.path, "data/nlu.yml"), join(folder.path, "soft.yml"));
    await link(join(folder.path, "data/nlu.yml"), join(folder.path, "hard.yml"));
    for (const out of ["elsewhere/nlu.yml", "soft.yml", "hard.yml"]) {
      const { code, stderr } = await folder.convert("--out", out, "--force");
      expect(code).toBe(1);
      expect(stderr).toContain(`The output '${out}' is what is being read.`);
    }
    expect(await folder.read("data/nlu.yml")).toBe(NLU);
  });

  it("reads exports of other tools", async () => {
    await using folder = await createFolder();
    await mkdir(join(folder.path, "agent"));
    const says = JSON.stringify([{ data: [{ text: "zum " }, { text: "Arzt", alias: "who", meta: "@who" }] }]);
    await folder.write("agent/go.json", JSON.stringify({ name: "go", auto: true, responses: [] }));
    await folder.write("agent/go_usersays_de.json", says);
    const english = await folder.convert("--data", "agent", "--out", "go.yml");
    expect(english.code).toBe(1);
    expect(english.stdout).toContain("There are some in: de.");
    expect(english.stderr).toContain("[cli/nothing-to-convert]");
    expect((await folder.convert("--data", "agent", "-l", "de", "--out", "go.yml")).code).toBe(0);
    expect(await folder.read("go.yml")).toContain("    - zum [Arzt](who)\n");
  });

  it("prints what it did as JSON", async () => {
    await using folder = await createFolder();
    const { code, stdout, stderr } = await folder.convert("--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      file: join(folder.path, "converted_data.yml"),
      format: "yaml",
      sources: ["data/nlu.yml"],
      examples: 5,
      commentsLost: ["data/nlu.yml"],
    });
  });

  it.each([
    { args: ["--data", "nope"], says: "There is no training data 'nope'" },
    { args: ["--data", "data/rules.yml"], says: "There are no NLU data in 'data/rules.yml'" },
  ])("explains $args", async ({ args, says }) => {
    await using folder = await createFolder();
    const { code, stdout, stderr } = await folder.convert(...args);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(says);
    expect(folder.has("converted_data.yml")).toBe(false);
  });
});
