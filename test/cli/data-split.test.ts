import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.ts";

const lines = (name: string, amount: number) =>
  Array.from({ length: amount }, (_, index) => `    - ${name} ${index}\n`).join("");

const NLU = `nlu:
- intent: greet
  examples: |
${lines("hello", 10)}- intent: faq/name
  examples: |
${lines("who are you", 5)}- synonym: tulip
  examples: |
    - tulips
responses:
  utter_faq/name:
  - text: Ada
`;

const story = (name: string) =>
  `# about ${name}\n- story: ${name}\n  steps:\n  - intent: greet\n  - action: utter_${name}\n`;

async function createFolder() {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, "data"));
  const file = (name: string) => join(folder.path, name);
  await writeFile(file("data/nlu.yml"), NLU);
  await writeFile(
    file("data/stories.yml"),
    `version: "3.1"\nstories:\n${["a", "b", "c", "d", "e"].map(story).join("")}`,
  );
  await writeFile(file("data/one.yml"), `stories:\n${story("only")}`);
  return {
    ...folder,
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
    has: (name: string) => existsSync(file(name)),
    read: (name: string) => readFile(file(name), "utf8"),
    write: (name: string, text: string) => writeFile(file(name), text),
    list: (name: string) => readdir(file(name)),
    split: (...args: string[]) => runCli(["data", "split", ...args], { cwd: folder.path }),
  };
}

describe("tsbot data split nlu", () => {
  it("writes Rasa's four files, every example in one of them", async () => {
    await using folder = await createFolder();
    const { code, stdout, stderr } = await folder.split("nlu", "--random-seed", "1");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      "Split 15 examples: 12 for training, 3 for testing.\n" +
        "training_data.yml, test_data.yml, nlg_training_data.yml and nlg_test_data.yml are in train_test_split.\n",
    );
    const training = await folder.read("train_test_split/training_data.yml");
    const test = await folder.read("train_test_split/test_data.yml");
    const examples = (text: string) => text.match(/ {4}- (?:hello|who are you) \d/g) ?? [];
    expect([...examples(training), ...examples(test)].sort()).toEqual([...examples(NLU)].sort());
    expect(examples(test).filter((line) => line.includes("hello"))).toHaveLength(2);
    for (const text of [training, test])
      expect(text).toContain("- synonym: tulip\n  examples: |\n    - tulips\n");
    for (const name of ["nlg_training_data.yml", "nlg_test_data.yml"])
      expect(await folder.read(`train_test_split/${name}`)).toContain("utter_faq/name:\n  - text: Ada\n");
  });

  it("gives the same for the same seed, which it tells when nobody gave one", async () => {
    await using folder = await createFolder();
    const { stdout } = await folder.split("nlu", "--out", "a");
    const [, seed = ""] = /--random-seed (\d+)/.exec(stdout) ?? [];
    await folder.split("nlu", "--out", "b", "--random-seed", seed);
    expect(await folder.read("b/test_data.yml")).toBe(await folder.read("a/test_data.yml"));
  });

  it("keeps Rasa's JSON as JSON, with examples that have no intent", async () => {
    await using folder = await createFolder();
    const examples = Array.from({ length: 4 }, (_, index) => ({ text: `example ${index}` }));
    await folder.write("old.json", JSON.stringify({ rasa_nlu_data: { common_examples: examples } }));
    const { code } = await folder.split("nlu", "-u", "old.json", "--training-fraction", "0.5");
    expect(code).toBe(0);
    const read = async (name: string) =>
      JSON.parse(await folder.read(`train_test_split/${name}.json`)).rasa_nlu_data.common_examples;
    expect(await read("training_data")).toHaveLength(2);
    expect(await read("test_data")).toHaveLength(2);
  });

  it("writes environment variables as they are, not what they hold", async () => {
    await using folder = await createFolder();
    await folder.write(
      "data/nlu.yml",
      NLU.replace("text: Ada", `text: Ada of \${HOUSE}\n  - text: '\${HOUSE}'`),
    );
    const environment = { HOUSE: "a secret" };
    const { code, stdout } = await runCli(["data", "split", "nlu"], { cwd: folder.path, environment });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.not.stringContaining("HOUSE") });
    const responses = await folder.read("train_test_split/nlg_training_data.yml");
    expect(responses).toContain(`  - text: Ada of \${HOUSE}\n  - text: '\${HOUSE}'\n`);
  });

  it("overwrites nothing without --force, not even in part", async () => {
    await using folder = await createFolder();
    await mkdir(join(folder.path, "train_test_split"));
    await folder.write("train_test_split/test_data.yml", "mine");
    const { code, stderr } = await folder.split("nlu");
    expect(code).toBe(1);
    expect(stderr).toContain("In the way: 'train_test_split/test_data.yml'. Nothing was written.");
    expect(await folder.list("train_test_split")).toEqual(["test_data.yml"]);
    expect((await folder.split("nlu", "--force")).code).toBe(0);
    expect(await folder.read("train_test_split/test_data.yml")).toContain("nlu:");
  });

  it.each([
    { fraction: "80", says: "Did you mean 0.8?" },
    { fraction: "1", says: "between 0 and 1" },
    { fraction: "most", says: "'most' is no number between 0 and 1" },
  ])("explains a fraction of $fraction", async ({ fraction, says }) => {
    await using folder = await createFolder();
    const { code, stderr } = await folder.split("nlu", "--training-fraction", fraction);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it("says so when there is nothing to split", async () => {
    await using folder = await createFolder();
    const { code, stderr } = await folder.split("nlu", "--nlu", "data/stories.yml");
    expect(code).toBe(1);
    expect(stderr).toContain("There are no NLU examples in 'data/stories.yml'. [cli/nothing-to-split]");
    expect(folder.has("train_test_split")).toBe(false);
  });
});

describe("tsbot data split stories", () => {
  it("splits every file, keeps comments, and leaves an only story for training", async () => {
    await using folder = await createFolder();
    const { code, stdout, stderr } = await folder.split(
      "stories",
      "--random-seed",
      "1",
      "--training-fraction",
      "0.6",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      "Split data/one.yml: 1 for training, its only story stays for training.\n" +
        "Split data/stories.yml: 3 for training, 2 for testing.\n" +
        "train_one.yml, train_stories.yml and test_stories.yml are in train_test_split.\n",
    );
    const training = await folder.read("train_test_split/train_stories.yml");
    const test = await folder.read("train_test_split/test_stories.yml");
    expect(training).toMatch(/^version: "3\.1"\nstories:\n/);
    expect(test).toMatch(/^stories:\n/);
    for (const name of ["b", "c", "d", "e"]) {
      expect(Number(training.includes(story(name))) + Number(test.includes(story(name)))).toBe(1);
    }
    const { stdout: json } = await folder.split("stories", "--out", "again", "--random-seed", "1", "--json");
    expect(JSON.parse(json)).toMatchObject({
      ok: true,
      seed: 1,
      stories: [
        { file: "data/one.yml", test: 0 },
        { training: 4, test: 1 },
      ],
    });
  });

  it("warns of checkpoints and of an output among the data", async () => {
    await using folder = await createFolder();
    await folder.write(
      "data/one.yml",
      `stories:\n${story("x")}  - checkpoint: go on\n- story: y\n  steps:\n  - checkpoint: go on\n`,
    );
    const { code, stderr } = await folder.split("stories", "--out", "data/parts");
    expect(code).toBe(0);
    expect(stderr).toContain("data/one.yml has checkpoints");
    expect(stderr).toContain("They lie in 'data'");
  });

  it("writes nothing when a file is broken", async () => {
    await using folder = await createFolder();
    await folder.write("data/one.yml", "stories: {a: [\n");
    const { code, stdout } = await folder.split("stories");
    expect(code).toBe(1);
    expect(stdout).toContain("data/one.yml");
    expect(folder.has("train_test_split")).toBe(false);
  });
});
