import { join } from "node:path";
import { expect, it } from "vitest";
import { type NluFiles, nluToJson, nluToYaml, readNluFiles } from "../../src/project/index.ts";
import { toJson } from "../../src/project/yaml/nodes.ts";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";
import { describeGoldens, GOLDENS, goldensOf } from "./goldens.ts";

interface ConvertGolden {
  readonly kind: string;
  readonly input: { readonly paths: readonly string[]; readonly format: "json" | "yaml" };
  readonly written?: unknown;
  readonly written_text?: string;
}

/** Goldens that tsbot does not want to equal, with the reason; docs/differences-from-rasa.md tells users. */
const deviations: Readonly<Record<string, string>> = {
  "convert-td-demo-rasa-noents-yaml": "the data hold no examples: an error, and no empty file",
  "convert-td-training_data_containing_special_chars-yaml":
    "control characters are written in quotes; Rasa cannot read what it writes",
  "convert-td-luis-yaml": "an entity without a role gets none; Rasa writes the role 'O'",
  "convert-td-dialogflow-yaml": "files are read in the order of their names",
};

const goldens = goldensOf<ConvertGolden>("cli").filter(({ kind }) => kind === "convert");

async function readGolden({ input }: ConvertGolden): Promise<NluFiles> {
  return await readNluFiles({ directory: join(GOLDENS, "inputs"), data: input.paths, language: "en" });
}

const parse = (text: string) => JSON.parse(JSON.stringify(toJson(parseYaml("", text, {}).document.root!)));

describeGoldens("data convert nlu, compared with Rasa", () => {
  const cases = goldens.filter(({ file }) => deviations[file] === undefined);

  it("has goldens of both formats", () => {
    expect(cases.filter(({ input }) => input.format === "json").length).toBeGreaterThan(5);
    expect(cases.filter(({ input }) => input.format === "yaml").length).toBeGreaterThan(10);
    expect(goldens.map(({ file }) => file)).toEqual(expect.arrayContaining(Object.keys(deviations)));
  });

  it.each(cases)("$file", async (golden) => {
    const content = await readGolden(golden);
    if (golden.input.format === "json") {
      expect(JSON.parse(nluToJson(content))).toEqual(golden.written);
      return;
    }
    const { text, findings } = nluToYaml(content);
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(text).toBe(golden.written_text);
    expect(parse(text)).toEqual(golden.written);
  });

  const find = (name: string) => goldens.find(({ file }) => file === name) as ConvertGolden;

  it("an export of LUIS, but for the role 'O' that nobody gave", async () => {
    const golden = find("convert-td-luis-yaml");
    const { text } = nluToYaml(await readGolden(golden));
    const wanted = golden.written_text?.replaceAll(/\{"entity": "(\w+)", "role": "O"\}/g, "($1)");
    expect(wanted).not.toBe(golden.written_text);
    expect(text).toBe(wanted);
  });

  it("an export of Dialogflow, but for the order of its files", async () => {
    const golden = find("convert-td-dialogflow-yaml");
    const { text } = nluToYaml(await readGolden(golden));
    const sorted = ({ nlu }: { nlu: readonly unknown[] }) => nlu.map((entry) => JSON.stringify(entry)).sort();
    expect(sorted(parse(text))).toEqual(sorted(golden.written as { nlu: readonly unknown[] }));
  });

  it("characters that Rasa writes so that it cannot read them", async () => {
    const golden = find("convert-td-training_data_containing_special_chars-yaml");
    const { text, findings } = nluToYaml(await readGolden(golden));
    expect(findings).toEqual([]);
    expect(text).toContain('  - text: "C\\thi\\rne\\bs"\n');
    expect(text.split("- synonym")[0]).toBe(golden.written_text?.split("- synonym")[0]);
  });
});
