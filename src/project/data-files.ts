import type { Story } from "../conversation/index.ts";
import { readDomainPart, readResponses } from "./readers/domain.ts";
import { DOMAIN_KEYS, type DomainPart, emptyPart, unreadableSections } from "./readers/domain-parts.ts";
import { emptyNlu, type NluPart, readNlu } from "./readers/nlu.ts";
import { readNluJson } from "./readers/nlu-json.ts";
import { readStories } from "./readers/stories.ts";
import { checkVersion } from "./readers/version.ts";
import type { OpenFile } from "./source-collector.ts";
import { getValue } from "./yaml/nodes.ts";

/** What a data file holds. */
export interface DataFile {
  readonly nlu: NluPart;
  readonly stories: readonly Story[];
  readonly domain: DomainPart;
  /** Something in it could not be understood: what it names is not all that it was meant to. */
  readonly hasGaps: boolean;
}

const DATA_KEYS = [
  "version",
  "nlu",
  "stories",
  "rules",
  "templates",
  "rasa_nlu_data",
  "config",
  ...DOMAIN_KEYS,
];

/** A data file may hold any mix of NLU data, stories, rules, responses and domain keys. */
export function readDataFile(file: OpenFile): DataFile {
  const { name, reader, root: written } = file;
  if (isForeign(file)) return { nlu: emptyNlu, stories: [], domain: emptyPart, hasGaps: false };
  const root = reader.checkKeys(written, DATA_KEYS, "a data file");
  checkVersion(reader, root);
  const isTest = /(?:^|\/)test_[^/]*$/.test(name);
  const nlu = getValue(root, "nlu");
  const isJson = getValue(root, "rasa_nlu_data") !== undefined;
  const isDomain = DOMAIN_KEYS.some((key) => key !== "responses" && getValue(root, key) !== undefined);
  const stories = isTest ? [] : readStories(reader, root);
  const domain = isDomain
    ? readDomainPart(reader, root, null)
    : { ...emptyPart, responses: readResponses(reader, root), unreadable: unreadableSections(root) };
  return {
    nlu: isJson ? readNluJson(reader, root) : nlu === undefined ? emptyNlu : readNlu(reader, nlu),
    stories,
    hasGaps: reader.hasGaps(),
    domain: { ...domain, endToEndActions: [...domain.endToEndActions, ...botTexts(stories)] },
  };
}

/** What the bot says in end-to-end stories is an action of that text. */
function botTexts(stories: readonly Story[]): readonly string[] {
  return stories.flatMap(({ steps }) => steps.flatMap((step) => (step.type === "bot" ? [step.text] : [])));
}

/** Keys of the configuration of a sub-project, which data folders may hold and Rasa passes over. */
const CONFIG_KEYS = ["pipeline", "policies", "recipe", "imports", "importers"];

/** Keys of exports of other tools: LUIS, wit.ai, Dialogflow. */
const FOREIGN_KEYS = [
  "luis_schema_version",
  "utterances",
  "defaultTimezone",
  "auto",
  "userSays",
  "isOverridable",
];

/** A file that holds no data of ours. */
function isForeign({ name, reader, root }: OpenFile): boolean {
  const keys = root.entries.map(({ key }) => key);
  if (name.endsWith(".json") && keys.some((key) => FOREIGN_KEYS.includes(key))) {
    reader.report(
      "project/foreign-format",
      root,
      "This is an export of another tool, which tsbot does not read.",
      {
        hint: "Convert it with `rasa data convert nlu`, or move it out of the data folder.",
      },
    );
    return true;
  }
  const hasData = keys.some((key) => key !== "version" && key !== "config" && DATA_KEYS.includes(key));
  return !hasData && keys.some((key) => CONFIG_KEYS.includes(key));
}
