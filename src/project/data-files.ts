import type { Story } from "../conversation/index.ts";
import { foreignFormat, readForeign } from "./foreign/index.ts";
import type { OpenFile, OpenList } from "./open-file.ts";
import { readDomainPart, readResponses } from "./readers/domain.ts";
import { type DomainPart, emptyPart, unreadableSections } from "./readers/domain-parts.ts";
import type { LookupFiles } from "./readers/lookup-table.ts";
import { emptyNlu, type NluPart, readNlu } from "./readers/nlu.ts";
import { readNluJson } from "./readers/nlu-json.ts";
import { readStories } from "./readers/stories.ts";
import { checkVersion } from "./readers/version.ts";
import { dataFileKeys, domainSectionKeys } from "./shapes/data-file.ts";
import type { OpenedFiles } from "./source-collector.ts";
import type { SourceReader } from "./source-reader.ts";
import { getValue, type YamlMapping } from "./yaml/nodes.ts";

/** What a data file holds. */
export interface DataFile {
  readonly nlu: NluPart;
  readonly stories: readonly Story[];
  readonly domain: DomainPart;
  /** Something in it could not be understood: what it names is not all that it was meant to. */
  readonly hasGaps: boolean;
}

/** What reading the data files depends on besides them. */
export interface DataContext {
  /** The assistant's; exports of Dialogflow hold several. */
  readonly language: string;
  readonly lists: readonly OpenList[];
  readonly lookups: LookupFiles;
}

/** What does not stand in the data files themselves. */
type Surroundings = Pick<DataContext, "language" | "lookups">;

/** Reads the data files that were opened. */
export function readDataFiles(opened: readonly OpenedFiles[], around: Surroundings): readonly DataFile[] {
  const files = opened.flatMap((one) => one.files);
  const lists = opened.flatMap((one) => one.lists);
  reportOrphans(files, lists);
  return files.map((file) => readDataFile(file, { ...around, lists }));
}

/** Reads the NLU data of the files that were opened, and nothing else of them. */
export function readNluParts(opened: readonly OpenedFiles[], around: Surroundings): readonly NluPart[] {
  const files = opened.flatMap((one) => one.files);
  const lists = opened.flatMap((one) => one.lists);
  reportOrphans(files, lists);
  return files.map((file) => {
    const format = foreignFormat(file.name, file.root);
    if (format !== null) return readForeign(file, format, { ...around, lists });
    if (holdsNoData(file)) return emptyNlu;
    return readRasaNlu(
      file.reader,
      file.reader.checkKeys(file.root, dataFileKeys, "a data file"),
      around.lookups,
    );
  });
}

/** A list of Dialogflow's belongs to the intent or entity of the same name; without that nobody knows what it lists. */
function reportOrphans(files: readonly OpenFile[], lists: readonly OpenList[]): void {
  const owners = new Set(files.map(({ name }) => name.toLowerCase()));
  for (const { name, reader } of lists) {
    const owner = name.replace(/_(?:usersays|entries)_[^_/]+\.json$/i, ".json");
    if (owners.has(owner.toLowerCase())) continue;
    const at = { file: name, line: 1, column: 1 };
    reader.report("project/foreign-part", at, `This list belongs to '${owner}', which is not there.`, {
      severity: "warning",
      hint: "Put the intent's or entity's own file beside it, as Dialogflow exports them.",
    });
  }
}

/** A data file may hold any mix of NLU data, stories, rules, responses and domain keys. */
function readDataFile(file: OpenFile, context: DataContext): DataFile {
  const { name, reader, root: written } = file;
  const foreign = foreignFormat(name, written);
  if (foreign !== null) {
    const nlu = readForeign(file, foreign, context);
    return { nlu, stories: [], domain: emptyPart, hasGaps: reader.hasGaps() };
  }
  if (holdsNoData(file)) return { nlu: emptyNlu, stories: [], domain: emptyPart, hasGaps: false };
  const root = reader.checkKeys(written, dataFileKeys, "a data file");
  checkVersion(reader, root);
  const isTest = /(?:^|\/)test_[^/]*$/.test(name);
  const isDomain = domainSectionKeys.some((key) => key !== "responses" && getValue(root, key) !== undefined);
  const stories = isTest ? [] : readStories(reader, root);
  const domain = isDomain
    ? readDomainPart(reader, root, null)
    : { ...emptyPart, responses: readResponses(reader, root), unreadable: unreadableSections(root) };
  return {
    nlu: readRasaNlu(reader, root, context.lookups),
    stories,
    hasGaps: reader.hasGaps(),
    domain: { ...domain, endToEndActions: [...domain.endToEndActions, ...botTexts(stories)] },
  };
}

function readRasaNlu(reader: SourceReader, root: YamlMapping, lookups: LookupFiles): NluPart {
  if (getValue(root, "rasa_nlu_data") !== undefined) return readNluJson(reader, root, lookups);
  const nlu = getValue(root, "nlu");
  return nlu === undefined ? emptyNlu : readNlu(reader, nlu, lookups);
}

/** What the bot says in end-to-end stories is an action of that text. */
function botTexts(stories: readonly Story[]): readonly string[] {
  return stories.flatMap(({ steps }) => steps.flatMap((step) => (step.type === "bot" ? [step.text] : [])));
}

/** Keys of the configuration of a sub-project, which data folders may hold and Rasa passes over. */
const CONFIG_KEYS = ["pipeline", "policies", "recipe", "imports", "importers"];

/** Whether a file is one of data by its keys. */
export function holdsData({ name, root }: OpenFile): boolean {
  const isData = ({ key }: { readonly key: string }): boolean =>
    key !== "version" && key !== "config" && dataFileKeys.some((known) => known === key);
  return root.entries.some(isData) || foreignFormat(name, root) !== null;
}

/** The configuration of a sub-project, which holds no data. */
export function isConfiguration(file: OpenFile): boolean {
  return !holdsData(file) && file.root.entries.some(({ key }) => CONFIG_KEYS.includes(key));
}

/** A configuration, or a JSON Schema, which is there for editors. */
function holdsNoData(file: OpenFile): boolean {
  const isSchema = file.name.endsWith(".json") && file.root.entries.some(({ key }) => key === "$schema");
  return isConfiguration(file) || (isSchema && !holdsData(file));
}
