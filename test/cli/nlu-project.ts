import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runCli, temporaryFolder } from "./run-cli.ts";

const NLU = `version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - hello there
    - hi bot
    - hi there my friend
    - hello my friend
    - good morning
- intent: goodbye
  examples: |
    - bye
    - bye bye
    - goodbye friend
    - see you later
    - see you tomorrow
    - bye for now
- intent: travel
  examples: |
    - fly to [Rome](city)
    - a flight to [Paris](city)
    - fly me to [Oslo](city) tomorrow
    - I want to fly to [Rome](city)
    - book a flight to [Paris](city)
    - a plane to [Oslo](city) please
`;

const FILES = {
  "config.yml": `recipe: default.v1
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: LogisticRegressionClassifier
  - name: CRFEntityExtractor
policies:
  - name: RulePolicy
`,
  "keywords.yml":
    "recipe: default.v1\nlanguage: en\npipeline:\n  - name: WhitespaceTokenizer\n  - name: KeywordIntentClassifier\n",
  "domain.yml":
    'version: "3.1"\nintents: [greet, goodbye, travel]\nentities: [city]\nresponses:\n  utter_greet:\n    - text: Hi.\n',
  "data/nlu.yml": NLU,
  "data/rules.yml":
    'version: "3.1"\nrules:\n  - rule: greet\n    steps:\n      - intent: greet\n      - action: utter_greet\n',
};

/** A small project whose intents and cities are learned in a moment. */
export async function createNluProject(extra: Readonly<Record<string, string>> = {}) {
  const folder = await temporaryFolder();
  const file = (name: string): string => join(folder.path, name);
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(file(name)), { recursive: true });
    await writeFile(file(name), text);
  };
  for (const [name, text] of Object.entries({ ...FILES, ...extra })) await write(name, text);
  return {
    ...folder,
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
    write,
    has: (name: string) => existsSync(file(name)),
    read: (name: string) => readFile(file(name), "utf8"),
    json: async (name: string): Promise<unknown> => JSON.parse(await readFile(file(name), "utf8")),
    run: (...args: string[]) => runCli(args, { cwd: folder.path }),
  };
}
