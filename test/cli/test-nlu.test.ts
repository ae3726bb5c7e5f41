import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findMalformed } from "../evaluation/markup.ts";
import { createNluProject } from "./nlu-project.ts";

type NluProject = Awaited<ReturnType<typeof createNluProject>>;

const TEST = `nlu:
- intent: greet
  examples: |
    - hello there friend
    - <script>alert(1)</script> bye
- intent: goodbye
  examples: |
    - bye now
- intent: travel
  examples: |
    - fly to [Rome](city)
`;

let bot: NluProject;
beforeAll(async () => {
  bot = await createNluProject({ "test.yml": TEST });
  expect(await bot.run("train", "--quiet")).toMatchObject({ code: 0 });
});
afterAll(async () => await bot[Symbol.asyncDispose]());

describe("tsbot test nlu", () => {
  it("tests the newest model and writes Rasa's files and a page, training none", async () => {
    const models = await readdir(join(bot.path, "models"));
    const { code, stdout } = await bot.run("test", "nlu", "-u", "test.yml", "--successes");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Tested 4 examples with models\/.*\.tar\.gz/);
    expect(stdout).toMatch(/intents +0\.750 +0\.\d{3} +0\.\d{3} +1 of 4/);
    expect(stdout).toMatch(/^greet +0\.667 +1\.000 +0\.500 +2 +goodbye \(1\)$/m);
    expect(stdout).toContain("open results/report.html");
    expect(await readdir(join(bot.path, "models"))).toEqual(models);
    const files = await readdir(join(bot.path, "results"));
    // Extractors that have no confidence get no histogram.
    expect(files.filter((name) => name !== "CRFEntityExtractor_histogram.svg").sort()).toEqual([
      "CRFEntityExtractor_confusion_matrix.svg",
      "CRFEntityExtractor_errors.json",
      "CRFEntityExtractor_report.json",
      "CRFEntityExtractor_successes.json",
      "intent_confusion_matrix.svg",
      "intent_errors.json",
      "intent_histogram.svg",
      "intent_report.json",
      "intent_successes.json",
      "report.html",
    ]);
    expect(await bot.json("results/intent_errors.json")).toMatchObject([
      { text: "<script>alert(1)</script> bye", intent: "greet", intent_prediction: { name: "goodbye" } },
    ]);
    const page = await bot.read("results/report.html");
    expect(findMalformed(page)).toBeNull();
    expect(page).not.toContain("<script");
    expect(page).toContain("test.yml:5");
  });

  it("says that a model knows its own training data", async () => {
    const { stdout } = await bot.run("test", "nlu", "--out", "own", "--no-plot", "--no-errors");
    expect(stdout).toContain("--cross-validation");
    const files = await readdir(join(bot.path, "own"));
    expect(files.sort()).toEqual(["CRFEntityExtractor_report.json", "intent_report.json"]);
  });

  it("prints only JSON with --json", async () => {
    const { code, stdout } = await bot.run("test", "nlu", "--nlu", "test.yml", "--json", "--out", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      mode: "model",
      examples: 4,
      intents: {
        accuracy: 0.75,
        wrong: 1,
        confusions: [{ expected: "greet", predicted: "goodbye", count: 1 }],
      },
      entities: { extractors: { CRFEntityExtractor: { weighted_f1: 1, strict_f1: 1 } } },
      below_minimum: [],
    });
  });

  it.each([
    [["--min-accuracy", "0.75"], 0, ""],
    [["--min-accuracy", "0.76"], 1, "accuracy of intents 0.750 is below 0.76"],
    [["--min-f1", "1"], 1, "macro F1 of intents 0."],
    [["--min-f1", "0.1"], 0, ""],
  ])("fails where the figures are below %j", async (flags, expected, message) => {
    const { code, stderr } = await bot.run("test", "nlu", "-u", "test.yml", "--out", "gate", ...flags);
    expect(code).toBe(expected);
    expect(stderr).toContain(message);
    expect(stderr.includes("[cli/below-minimum]")).toBe(expected === 1);
    expect(bot.has("gate/report.html")).toBe(true);
  });

  it("tells what is better and worse than in an earlier report, also in the same folder", async () => {
    await bot.run("test", "nlu", "-u", "test.yml", "--out", "again");
    await bot.write(
      "changed.yml",
      TEST.replace("bye now", "hello hello").replace("<script>alert(1)</script> bye", "hi"),
    );
    const flags = ["test", "nlu", "-u", "changed.yml", "--out", "again", "--compare", "again"];
    const { code, stdout } = await bot.run(...flags);
    expect(code).toBe(0);
    expect(stdout).toContain("Compared with again");
    expect(stdout).toMatch(/newly wrong: 1 example\n +“hello hello” {2}goodbye, taken for greet/);
    expect(stdout).toMatch(/worse: goodbye 0\.\d+ → 0\.000/);
    expect(await bot.read("again/report.html")).toContain("Newly wrong");
  });
});

describe("tsbot test nlu --cross-validation", () => {
  it("tests every example, by the configuration alone, the same for a seed", async () => {
    const flags = ["test", "nlu", "--cross-validation", "-f", "3", "--out", "folds"];
    const { code, stdout, stderr } = await bot.run(...flags);
    expect(code).toBe(0);
    expect(stdout).toContain("Tested 18 examples in 3 folds");
    expect(stdout).toMatch(/intents +\d\.\d{3} ± \d\.\d{3}/);
    expect(stderr).toContain("Fold 3 of 3 …");
    expect(await bot.read("folds/report.html")).toContain("<h2>Folds</h2>");
    const json = async (seed: string) => (await bot.run(...flags, "--json", "--seed", seed)).stdout;
    expect(await json("7")).toBe(await json("7"));
  });

  it("needs no model and no domain, and takes another configuration", async () => {
    await using empty = await createNluProject();
    const flags = ["--cross-validation", "-f", "2", "-c", "keywords.yml", "-d", "nowhere.yml", "--json"];
    const { code, stdout } = await empty.run("test", "nlu", ...flags);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ mode: "cross-validation", folds: 2, seed: 42, examples: 18 });
  });

  it("trains with components of the project's own", async () => {
    const own = "KeywordIntentClassifier\n  - name: Quiet\n";
    await using some = await createNluProject({
      "own.yml": `recipe: default.v1\nlanguage: en\npipeline:\n  - name: WhitespaceTokenizer\n  - name: ${own}`,
      "components/quiet.ts":
        'import { defineComponent } from "tsbot";\nexport default defineComponent({ name: "Quiet", load: () => ({ process() {} }) });\n',
    });
    const flags = ["--cross-validation", "-f", "2", "-c", "own.yml", "--quiet"];
    expect(await some.run("test", "nlu", ...flags)).toMatchObject({ code: 0, stderr: "" });
  });

  it("does not test the only example of an intent, and says so", async () => {
    await using some = await createNluProject({
      "data/more.yml": "nlu:\n- intent: rare\n  examples: |\n    - once\n",
    });
    const { stderr } = await some.run("test", "nlu", "--cross-validation", "-f", "2", "-c", "keywords.yml");
    expect(stderr).toContain("Not tested, with one example each: rare.");
  });
});

describe("tsbot test nlu with several configurations", () => {
  it("compares them on growing parts of the data", async () => {
    const flags = ["-c", "config.yml", "keywords.yml", "-r", "2", "-p", "0", "50", "--out", "compared"];
    const { code, stdout } = await bot.run("test", "nlu", ...flags);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\d+ examples \(−0 %\) +\d+ examples \(−50 %\)/);
    expect(stdout).toMatch(/^config +\d/m);
    const results = (await bot.json("compared/results.json")) as Record<string, number[][]>;
    expect(Object.keys(results)).toEqual(["config", "keywords"]);
    expect(results["config"]?.map((run) => run.length)).toEqual([2, 2]);
    expect(findMalformed(await bot.read("compared/nlu_model_comparison_graph.svg"))).toBeNull();
    expect(findMalformed(await bot.read("compared/report.html"))).toBeNull();
    expect(bot.has("compared/run_2/50%_exclusion/keywords_report/intent_report.json")).toBe(true);
  });
});

describe("tsbot test nlu, used wrongly", () => {
  it.each([
    [["--cross-validation", "--folds", "1"], 2, "--folds 1"],
    [["--cross-validation", "--folds", "many"], 2, "whole number"],
    [["--runs", "0"], 2, "--runs 0"],
    [["--min-f1", "2"], 2, "no number between 0 and 1"],
    [["--min-accuracy", "80"], 2, "Did you mean 0.8?"],
    [["--percentages", "100"], 2, "--percentages '100'"],
    [["-c", "config.yml", "keywords.yml", "--cross-validation"], 2, "--cross-validation cannot be part"],
    [["--cross-validation", "-c", "nosuch.yml"], 1, "nosuch.yml"],
    [["--cross-validation", "-c", "strange.yml"], 1, "Did you mean 'DIETClassifier'?"],
    [["--nlu", "nosuch"], 1, "nosuch"],
    [["--nlu", "domain.yml"], 1, "[cli/no-examples]"],
    [["--nlu", "broken.yml"], 1, "[cli/project-has-mistakes]"],
    [["--model", "nosuch.tar.gz"], 1, "[model/not-found]"],
    [["--model", "data"], 1, "[cli/no-model]"],
    [["--compare", "nosuch"], 1, "[cli/no-report]"],
    [["--out", "config.yml"], 1, "[cli/not-a-folder]"],
  ])("explains %j", async (flags, expected, message) => {
    await bot.write("strange.yml", "recipe: default.v1\nlanguage: en\npipeline:\n  - name: DIETClasifier\n");
    await bot.write("broken.yml", "nlu:\n- intent: [greet\n");
    const { code, stdout, stderr } = await bot.run("test", "nlu", "--out", "wrong", ...flags);
    expect(stdout + stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
    expect(code).toBe(expected);
    expect(bot.has("wrong")).toBe(false);
  });
});
