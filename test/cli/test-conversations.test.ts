import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliResult, runCli } from "./run-cli.ts";

const GARDEN = fileURLToPath(new URL("../fixtures/garden", import.meta.url));

const SCRIPTS = `tests:
  - test: greets
    steps:
      - user: hello
      - bot: Hello!
      - bot: [One, {custom: {a: 1}}]
  - test: asks for a plant
    steps:
      - user: order
      - bot: Which flower?
`;

const STORIES = `version: "3.1"
stories:
  - story: greet
    steps:
      - user: hello
        intent: greet
      - action: utter_greet
      - action: utter_two
      - action: utter_three
  - story: order
    steps:
      - user: buy an [orchid](plant)
        intent: order
      - action: order_form
      - active_loop: order_form
      - action: utter_greet
`;

describe("tsbot test", () => {
  let path: string;
  const run = (...args: readonly string[]): Promise<CliResult> => runCli(["test", ...args], { cwd: path });

  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), "tsbot-tests-"));
    await cp(GARDEN, path, { recursive: true });
    await mkdir(join(path, "tests"));
    await writeFile(join(path, "tests/scripts.yml"), SCRIPTS);
  });
  afterAll(() => rm(path, { recursive: true, force: true }));

  it("trains where there is no model, tells what failed where, and exits with 1", async () => {
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toContain("✓ greets");
    expect(stdout).toContain("✗ asks for a plant");
    expect(stdout).toContain("tests/scripts.yml:10:14  The bot says something else.");
    expect(stdout).toMatch(/Which flower\? +≠ Which plant\?/);
    expect(stdout).toMatch(/1 passed, 1 failed \(.*trained for the tests\)/);
    expect(await readdir(path)).not.toContain("models");
  });

  it("takes the newest model while it is up to date", async () => {
    await runCli(["train"], { cwd: path });
    const { code, stdout } = await run("--filter", "GREET");
    expect(stdout).toMatch(/1 passed \(.*with models\//);
    expect(code).toBe(0);
  });

  it("prints JSON, and writes JUnit's XML", async () => {
    const { stdout } = await run("--json", "--junit", "out/tests.xml");
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      passed: 1,
      failed: 1,
      tests: [
        { name: "greets", file: "tests/scripts.yml", line: 2, ok: true, failure: null },
        { ok: false, failure: { line: 10, expected: ["Which flower?"], actual: ["Which plant?"] } },
      ],
    });
    const xml = await readFile(join(path, "out/tests.xml"), "utf8");
    expect(xml).toContain('<testsuites name="tsbot test" tests="2" failures="1"');
    expect(xml).toContain('<failure message="The bot says something else.">tests/scripts.yml:10:14');
  });

  it("follows Rasa's test stories as they are, and writes Rasa's files", async () => {
    await writeFile(join(path, "test_stories.yml"), STORIES);
    const { code, stdout } = await run("test_stories.yml", "--successes");
    expect(code).toBe(1);
    expect(stdout).toContain("✓ greet");
    expect(stdout).toMatch(/utter_greet +≠ action_listen/);
    const results = join(path, "results");
    expect(await readFile(join(results, "failed_test_stories.yml"), "utf8")).toContain(
      "- action: utter_greet  # predicted: action_listen",
    );
    expect(await readFile(join(results, "successful_test_stories.yml"), "utf8")).toContain("story: greet");
    expect(await readFile(join(results, "stories_with_warnings.yml"), "utf8")).toMatch(/^# No warnings/);
    const report = JSON.parse(await readFile(join(results, "story_report.json"), "utf8"));
    expect(report.conversation_accuracy).toEqual({ accuracy: 0.5, correct: 1, with_warnings: 0, total: 2 });
    expect(report.greet).toMatchObject({ precision: 1, support: 1 });
  });

  it("exits with 0 for wrong stories under 'core', as Rasa does, unless told to fail", async () => {
    const stories = ["core", "--e2e", "--stories", "test_stories.yml"];
    expect((await run(...stories)).code).toBe(0);
    expect((await run(...stories, "--fail-on-prediction-errors")).code).toBe(1);
    expect((await run(...stories, "--max-stories", "1", "--fail-on-prediction-errors")).code).toBe(0);
  });

  it("shows mistakes of tests with their places, and plays nothing", async () => {
    await writeFile(join(path, "broken.yml"), "tests:\n  - test: x\n    steps:\n      - wait: 5\n");
    const { code, stdout, stderr } = await run("broken.yml");
    expect(code).toBe(1);
    expect(stdout).toContain("broken.yml:4:15  error: '5' is no duration.  [project/bad-duration]");
    expect(stderr).toContain("Nothing was tested");
  });

  it("validates them too", async () => {
    await writeFile(join(path, "tests/broken.yml"), "tests:\n  - test: x\n    steps:\n      - wait: 5\n");
    const { code, stdout } = await runCli(["validate"], { cwd: path });
    expect(code).toBe(1);
    expect(stdout).toContain("tests/broken.yml:4:15  error: '5' is no duration.  [project/bad-duration]");
    await rm(join(path, "tests/broken.yml"));
  });

  it("says so when no test fits, or none is there", async () => {
    expect(await run("--filter", "nonsense")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no-tests"),
    });
    const { code, stderr } = await run("data");
    expect(code).toBe(1);
    expect(stderr).toContain("There are no tests of conversations.");
  });

  it("refuses wrong usage with 2", async () => {
    expect((await run("--max-stories", "few")).code).toBe(2);
    expect((await run("--fliter", "x")).code).toBe(2);
  });
});
