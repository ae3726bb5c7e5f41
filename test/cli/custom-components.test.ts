import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createTestAssistant } from "../../src/testing/index.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The component that docs/pipeline.md shows. */
async function shownComponent(): Promise<string> {
  const text = await readFile(join(ROOT, "docs/pipeline.md"), "utf8");
  return /^```ts\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? "";
}

/** A project with that component, and an intent that is shouted. */
async function shoutingProject() {
  const folder = await temporaryFolder();
  const file = (name: string) => join(folder.path, name);
  await cp(join(ROOT, "templates/reminderbot"), folder.path, { recursive: true });
  const config = await readFile(file("config.yml"), "utf8");
  await writeFile(
    file("config.yml"),
    config.replace(/(- name: DIETClassifier\n(?: {4}.*\n)*)/, "$1  - name: Shouting\n"),
  );
  await mkdir(file("components"));
  await writeFile(file("components/shouting.ts"), await shownComponent());
  await writeFile(
    file("data/shouting.yml"),
    'version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - HELLO\n      - HEY YOU\n',
  );
  return { ...folder, file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

describe("a project's own component", () => {
  it("is validated, trained, served and trained again when its file changes", async () => {
    await using project = await shoutingProject();
    const cwd = project.path;
    const trained = await runCli(["train"], { cwd });
    expect(trained).toMatchObject({ code: 0 });
    const nlu = async (text: string): Promise<string | null> => {
      const { stdout } = await runCli(["shell", "nlu"], { cwd, input: `${text}\n` });
      return (JSON.parse(stdout) as { intent: { name: string | null } }).intent.name;
    };
    expect([await nlu("HELLO"), await nlu("hello")]).toEqual(["greet", "nlu_fallback"]);

    expect((await runCli(["train"], { cwd })).stdout).toMatch(/nothing|unchanged|up to date/i);
    await writeFile(project.file("components/shouting.ts"), `// Changed.\n${await shownComponent()}`);
    expect((await runCli(["train", "--dry-run"], { cwd })).stdout).toContain(
      "would be trained: understanding",
    );

    await using assistant = Object.assign(await createTestAssistant({ directory: cwd }), {
      async [Symbol.asyncDispose]() {
        await assistant.close();
      },
    });
    expect(await assistant.say("HELLO")).not.toEqual([]);
  }, 120_000);

  it("is told of where it does not load, and is not taken for a name that there is not", async () => {
    await using project = await shoutingProject();
    await writeFile(project.file("components/shouting.ts"), "export default {\n");
    const broken = await runCli(["validate"], { cwd: project.path });
    expect(broken.stdout + broken.stderr).toContain("components/cannot-load");
    expect(broken.stdout + broken.stderr).not.toContain("project/unknown-component");

    await writeFile(
      project.file("components/shouting.ts"),
      (await shownComponent()).replace('"Shouting"', '"Shoutin"'),
    );
    const misspelt = await runCli(["validate"], { cwd: project.path });
    expect(misspelt.stdout + misspelt.stderr).toMatch(
      /project\/unknown-component[\s\S]*Did you mean 'Shoutin'/,
    );
  }, 60_000);

  it("ends training with its place when it fails", async () => {
    await using project = await shoutingProject();
    const failing = (await shownComponent()).replace(
      "train({ data }) {",
      'train({ data }) {\n    throw new Error("no luck");',
    );
    await writeFile(project.file("components/shouting.ts"), failing);
    const { code, stdout, stderr } = await runCli(["train"], { cwd: project.path });
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(
      /components\/shouting\.ts:7:\d+\s+The component 'Shouting' failed in training: no luck\./,
    );
  }, 60_000);
});
