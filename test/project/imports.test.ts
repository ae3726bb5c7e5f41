import { describe, expect, it } from "vitest";
import { readProject } from "../../src/project/index.ts";
import { baseFiles, type Files, line, validate, withFiles } from "./files.ts";

const IMPORTER = "importers:\n  - name: MultiProjectImporter\n";

/** A project whose main folder holds a configuration alone. */
const only = (config: string): Files => ({
  "config.yml": `${baseFiles["config.yml"]}${config}`,
  "endpoints.yml": baseFiles["endpoints.yml"] ?? "",
});

/** The flower shop below another folder, with things beside its data that sub-projects have. */
const shop = (folder: string): Files => ({
  [`${folder}/domain.yml`]: baseFiles["domain.yml"] ?? "",
  [`${folder}/data/nlu.yml`]: baseFiles["data/nlu.yml"] ?? "",
  [`${folder}/data/rules.yml`]: baseFiles["data/rules.yml"] ?? "",
  [`${folder}/endpoints.yml`]: "action_endpoint:\n  url: http://127.0.0.1:5055/webhook\n",
});

const findings = (files: Files, directory = "."): Promise<readonly string[]> =>
  withFiles(files, async (root) =>
    validate(await readProject({ directory: `${root}/${directory}` }, {})).map(line),
  );

describe("importing projects", () => {
  it("reads the domain and data of every folder, without any of its own", async () => {
    expect(
      await findings({ ...only(`${IMPORTER}imports: [shops/flowers]\n`), ...shop("shops/flowers") }),
    ).toEqual([]);
  });

  it("follows the imports of imported configurations from their own folders, in circles too", async () => {
    const files = {
      ...only(`${IMPORTER}imports: [shops/all]\n`),
      "shops/all/config.yml": "imports: [../flowers]\n",
      "shops/flowers/config.yml": "imports: [../all]\n",
      ...shop("shops/flowers"),
    };
    expect(await findings(files)).toEqual([]);
  });

  it("follows configurations that lie below data/ already, and reads no file twice", async () => {
    const files = {
      ...only(`${IMPORTER}imports: [data/main]\n`),
      "data/main/config.yml": "imports: [../../shops/flowers]\n",
      ...shop("shops/flowers"),
    };
    expect(await findings(files)).toEqual([]);
  });

  it("reports what two projects define with both places; the main project's counts", async () => {
    const files = {
      ...baseFiles,
      ...only(`${IMPORTER}imports: [shops]\n`),
      "shops/domain.yml":
        "version: '3.1'\nslots:\n  flower:\n    type: any\n    influence_conversation: false\n    mappings: [{type: custom}]\nresponses:\n  utter_sold:\n    - text: Sold.\n",
    };
    await withFiles(files, async (directory) => {
      const project = await readProject({ directory }, {});
      expect(
        validate(project).map((one) => [line(one), one.related[0]?.at.file, one.related[0]?.at.line]),
      ).toEqual([
        ["shops/domain.yml:3:3 warning project/defined-twice", "domain.yml", 8],
        ["shops/domain.yml:8:3 warning project/defined-twice", "domain.yml", 16],
      ]);
      expect(project.domain.slots.get("flower")?.type).toBe("text");
    });
  });

  it("holds rules of two projects against each other", async () => {
    const files = {
      ...baseFiles,
      ...only(`${IMPORTER}imports: [shops]\n`),
      "shops/rules.yml":
        "version: '3.1'\nrules:\n  - rule: other\n    steps:\n      - intent: greet\n      - action: utter_sold\n",
    };
    const found = await withFiles(files, async (directory) => validate(await readProject({ directory }, {})));
    expect(found.map((one) => [line(one), one.related[0]?.at.file])).toEqual([
      ["shops/rules.yml:3:11 error project/rule-contradiction", "data/rules.yml"],
    ]);
  });

  it("imports a neighbour of the project", async () => {
    const main = only(`${IMPORTER}imports: [../flowers]\n`);
    const files = Object.fromEntries(Object.entries(main).map(([name, text]) => [`main/${name}`, text]));
    expect(await findings({ ...files, ...shop("flowers") }, "main")).toEqual([]);
  });

  it.each([
    [
      "a folder that is not there",
      `${IMPORTER}imports: [shop]\n`,
      ["config.yml:12:11 error project/import-missing"],
    ],
    [
      "a folder that holds the project",
      `${IMPORTER}imports: ['..']\n`,
      ["config.yml:12:11 error project/import-missing"],
    ],
    [
      "imports without the importer",
      "importers:\n  - name: RasaFileImporter\nimports: [shop]\n",
      ["config.yml:12:10 warning project/imports-without-importer"],
    ],
    [
      "an importer in Python",
      "importers:\n  - name: shop.importers.Git\n",
      ["config.yml:11:11 error project/unknown-importer"],
    ],
    [
      "a misspelt importer, and not that its imports have no effect",
      "importers:\n  - name: MultiProjectImportr\nimports: [shop]\n",
      ["config.yml:11:11 error project/unknown-importer"],
    ],
    ["Rasa's own by its path", "importers:\n  - name: rasa.shared.importers.rasa.RasaFileImporter\n", []],
  ])("reports %s at its place, and nothing that follows from it", async (_, config, expected) => {
    // What the rules name may be defined where nobody looked.
    const hasImports = expected.some((one) => /import-missing|unknown-importer/.test(one));
    const domain = hasImports ? 'version: "3.1"\nintents: [greet]\n' : (baseFiles["domain.yml"] ?? "");
    expect(await findings({ ...baseFiles, ...only(config), "domain.yml": domain })).toEqual(expected);
  });
});
