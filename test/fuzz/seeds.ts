import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { readProject } from "../../src/project/index.ts";
import { baseFiles, validate, withFiles } from "../project/files.ts";

/** A project without errors, to be broken. */
export interface SeedProject {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  /** Actions that its own code would define. */
  readonly actionNames: readonly string[];
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BOTS = join(ROOT, "../shared/goldens/inputs/bots");
const READ = /\.(?:ya?ml|json)$/;
/** Larger projects would spend the time on few mutants. */
const LARGEST = 150_000;

/** The valid projects at hand: templates, fixtures, a small shop with everything in it, and the bots beside the repository. */
export async function loadSeeds({
  withBots,
}: {
  readonly withBots: boolean;
}): Promise<readonly SeedProject[]> {
  const folders = [
    ...(await foldersOf(join(ROOT, "templates"))),
    join(ROOT, "test/fixtures/outreach-bot"),
    ...(withBots && existsSync(BOTS) ? await projectsBelow(BOTS) : []),
  ];
  const seeds: SeedProject[] = [];
  for (const folder of folders) seeds.push(await readSeed(folder));
  seeds.push(toSeed("shop", baseFiles), toSeed("everything", everything));
  const valid = await Promise.all(seeds.map(withActions));
  return valid.filter((seed) => seed !== null);
}

async function foldersOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort();
}

async function projectsBelow(folder: string): Promise<readonly string[]> {
  const own = existsSync(join(folder, "domain.yml")) ? [folder] : [];
  const below = await Promise.all((await foldersOf(folder)).map(projectsBelow));
  return [...own, ...below.flat()];
}

async function readSeed(folder: string): Promise<SeedProject> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && READ.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return toSeed(
    relative(join(ROOT, ".."), folder),
    Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ""])),
  );
}

function toSeed(name: string, files: Readonly<Record<string, string>>): SeedProject {
  return { name, files: new Map(Object.entries(files)), actionNames: [] };
}

/** The seed with the actions it needs; null when it has errors all the same. */
async function withActions(seed: SeedProject): Promise<SeedProject | null> {
  const size = [...seed.files.values()].reduce((sum, text) => sum + text.length, 0);
  if (size > LARGEST) return null;
  return await withFiles(Object.fromEntries(seed.files), async (directory) => {
    const project = await readProject({ directory }, {});
    const actionNames = [...project.domain.actions];
    const errors = validate(project, actionNames).filter(({ severity }) => severity === "error");
    return errors.length > 0 ? null : { ...seed, actionNames };
  });
}

/** What the small shop lacks: forms, stories, checkpoints, annotations of every form, lookup tables, anchors and merge keys. */
const everything: Readonly<Record<string, string>> = {
  ...baseFiles,
  "config.yml": `recipe: default.v1
language: en
assistant_id: everything
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 5
  - name: CRFEntityExtractor
  - name: RegexEntityExtractor
  - name: EntitySynonymMapper
  - name: ResponseSelector
    retrieval_intent: faq
    epochs: 5
  - name: FallbackClassifier
    threshold: 0.3
policies:
  - name: MemoizationPolicy
    max_history: 3
  - name: RulePolicy
  - name: TEDPolicy
    epochs: 5
`,
  "domain.yml": `version: "3.1"
session_config:
  session_expiration_time: 60
  carry_over_slots_to_new_session: true
intents:
  - greet
  - buy:
      use_entities: [flower]
  - deny
  - faq:
      is_retrieval_intent: true
entities:
  - flower:
      roles: [wanted, given]
      groups: ["1"]
  - city
slots:
  flower: &text_slot
    type: text
    mappings:
      - type: from_entity
        entity: flower
        role: wanted
        conditions:
          - active_loop: flower_form
  amount:
    type: float
    min_value: 0
    max_value: 10
    mappings:
      - type: from_text
        conditions:
          - active_loop: flower_form
            requested_slot: amount
  city:
    <<: *text_slot
    influence_conversation: false
    mappings:
      - type: from_entity
        entity: city
  size:
    type: categorical
    values: [small, large]
    mappings:
      - type: from_intent
        intent: buy
        value: small
forms:
  flower_form:
    ignored_intents: [deny]
    required_slots: [flower, amount]
responses:
  utter_greet:
    - text: "Hello!"
      condition:
        - type: slot
          name: size
          value: small
    - text: "Hi!"
      channel: rest
  utter_sold:
    - text: "{amount} {flower}, there you are."
      buttons:
        - title: more
          payload: '/buy{{"flower": "rose"}}'
      image: "https://example.org/rose.png"
      custom:
        card: {kind: flower}
  utter_ask_flower:
    - text: "Which?"
  utter_ask_amount:
    - text: "How many?"
  utter_faq/hours:
    - text: "From nine."
  utter_faq/place:
    - text: "At the corner."
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
    examples:
      - text: |
          a [rose](flower) please
        metadata: {sentiment: good}
      - text: |
          a [tulip]{"entity": "flower", "role": "wanted", "group": "1"} from [Rome](city)
      - text: |
          give me a [roze]{"entity": "flower", "value": "rose", "role": "given"}
  - intent: deny
    examples: |
      - no
      - never
  - intent: faq/hours
    examples: |
      - when do you open
      - your hours
  - intent: faq/place
    examples: |
      - where are you
      - which street
  - synonym: rose
    examples: |
      - roze
      - rosa
  - regex: city
    examples: |
      - \\b[A-Z][a-z]+stadt\\b
  - lookup: flower
    examples: |
      - daisy
      - lily
`,
  "data/stories.yml": `version: "3.1"
stories:
  - story: buying
    steps:
      - intent: greet
      - action: utter_greet
      - checkpoint: greeted
  - story: after the greeting
    steps:
      - checkpoint: greeted
      - intent: buy
        entities:
          - flower: rose
            role: wanted
      - slot_was_set:
          - flower: rose
      - action: flower_form
      - active_loop: flower_form
      - active_loop: null
      - action: utter_sold
      - action: action_pay
  - story: no
    steps:
      - or:
          - intent: deny
          - user: |
              no thanks
            intent: deny
      - action: utter_greet
`,
  "data/rules.yml": `version: "3.1"
rules:
  - rule: answer
    steps:
      - intent: faq
      - action: utter_faq
  - rule: done
    condition:
      - active_loop: flower_form
    steps:
      - action: flower_form
      - active_loop: null
      - action: utter_sold
    wait_for_user_input: false
`,
};
