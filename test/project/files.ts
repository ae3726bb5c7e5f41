import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { builtInChannelNames, findBadKeys } from "../../src/channels/index.ts";
import { checkProjectStories } from "../../src/cli/check-stories.ts";
import { componentNames } from "../../src/nlu/index.ts";
import { policyNames } from "../../src/policies/index.ts";
import { type Diagnostic, type Project, readProject, validateProject } from "../../src/project/index.ts";

/** Files by name; null leaves one of the base project out. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

/** A small flower shop without mistakes. */
export const baseFiles: Readonly<Record<string, string>> = {
  "config.yml": `recipe: default.v1
language: en
assistant_id: shop
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: DIETClassifier
policies:
  - name: RulePolicy
`,
  "credentials.yml": "rest:\n",
  "endpoints.yml": "action_endpoint:\n  url: http://127.0.0.1:5055/webhook\n",
  "domain.yml": `version: "3.1"
intents:
  - greet
  - buy
entities:
  - flower
slots:
  flower:
    type: text
    mappings:
      - type: from_entity
        entity: flower
responses:
  utter_greet:
    - text: "Hello!"
  utter_sold:
    - text: "One {flower}, there you are."
actions:
  - action_pay
`,
  "data/nlu.yml": `version: "3.1"
nlu:
  - intent: greet
    examples: |
      - hello
      - good day
  - intent: buy
    examples: |
      - a [rose](flower) please
      - I want a [tulip](flower)
`,
  "data/rules.yml": `version: "3.1"
rules:
  - rule: greet
    steps:
      - intent: greet
      - action: utter_greet
  - rule: buy
    steps:
      - intent: buy
      - action: action_pay
      - action: utter_sold
`,
};

/** A file of the base project with a piece replaced. */
export function edit(name: string, piece: string, replacement: string): Files {
  const text = baseFiles[name] ?? "";
  if (!text.includes(piece)) throw new Error(`${name} does not hold ${piece}`);
  return { [name]: text.replace(piece, replacement) };
}

/** Writes files into a new folder, calls `use` with it, and removes it. */
export async function withFiles<Result>(
  files: Files,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), "tsbot-project-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      if (text === null) continue;
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), text);
    }
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Reads the base project with some files changed. */
export function read(files: Files, environment: Record<string, string> = {}): Promise<Project> {
  return withFiles({ ...baseFiles, ...files }, (directory) => readProject({ directory }, environment));
}

/** Validates a project as the command line does. */
export function validate(
  project: Project,
  actionNames: readonly string[] | null = [],
  ignored: readonly string[] = [],
): readonly Diagnostic[] {
  const known = {
    actionNames: actionNames === null ? null : new Set(actionNames),
    componentNames,
    policyNames,
    checkStories: checkProjectStories,
    channelNames: new Set(builtInChannelNames),
    findBadKeys,
  };
  return validateProject(project, known, ignored);
}

/** `data/rules.yml:12:5 error project/unknown-action` */
export function line({ at, severity, code }: Diagnostic): string {
  return `${at.file}:${at.line}:${at.column} ${severity} ${code}`;
}
