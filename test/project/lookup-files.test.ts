import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readProject } from "../../src/project/index.ts";
import { baseFiles, type Files, line, withFiles } from "./files.ts";

const data = (elements: string): Files => ({
  ...baseFiles,
  "data/tables.json": `{"rasa_nlu_data": {"lookup_tables": [\n  {"name": "flower", "elements": ${elements}}]}}`,
});

async function read(files: Files, prepare: (directory: string) => void = () => {}) {
  return await withFiles(files, async (root) => {
    prepare(root);
    const project = await readProject({ directory: `${root}/.` }, {});
    return {
      elements: project.nlu.lookups.flatMap(({ elements }) => elements),
      findings: project.diagnostics.map(line),
      files: project.files.map(({ path }) => path),
    };
  });
}

describe("lookup tables by file", () => {
  it("hold the lines of the file, from the project's folder on; the file counts among those of the project", async () => {
    const files = {
      ...data('"tables/flowers.txt"'),
      "tables/flowers.txt": "rose\r\n\n  lily of the valley \n",
    };
    expect(await read(files)).toEqual({
      elements: ["rose", "lily of the valley"],
      findings: [],
      files: expect.arrayContaining(["tables/flowers.txt"]),
    });
  });

  it.each([
    ["is not there", '"flowers.txt"'],
    ["lies outside of the project", '"../../../../../../etc/hostname"'],
    ["lies outside of the project, by its full path", '"/etc/hostname"'],
    ["is no name", "7"],
  ])("that %s are an error at the name", async (_, elements) => {
    const { findings, elements: read_ } = await read(data(elements));
    expect(read_).toEqual([]);
    expect(findings).toEqual(["data/tables.json:2:34 error project/lookup-file"]);
  });

  it("are named in YAML by `examples` too, and are not mistaken for an example there", async () => {
    const lookup = (name: string): Files => ({
      ...baseFiles,
      "data/tables.yml": `nlu:\n  - lookup: flower\n    examples: ${name}\n`,
      "tables/flowers.txt": "rose\ntulip\n",
    });
    expect(await read(lookup("tables/flowers.txt"))).toMatchObject({
      elements: ["rose", "tulip"],
      findings: [],
    });
    expect((await read(lookup("flowers.txt"))).findings).toEqual([
      "data/tables.yml:3:15 error project/lookup-file",
    ]);
    expect((await read(lookup("rose"))).findings).toEqual([
      "data/tables.yml:3:15 warning project/example-without-dash",
    ]);
  });

  it("follow no link out of the project", async () => {
    const findings = await withFiles({ "secret.txt": "secret" }, async (other) => {
      const link = (root: string): void => symlinkSync(join(other, "secret.txt"), join(root, "link.txt"));
      return (await read(data('"link.txt"'), link)).findings;
    });
    expect(findings).toEqual(["data/tables.json:2:34 error project/lookup-file"]);
  });
});
