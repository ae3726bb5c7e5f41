import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../../src/base/index.ts";
import { nluToJson, nluToYaml } from "../../../src/project/index.ts";
import { hasEntities, type Row, type RowEntity } from "./data-sets.ts";

export interface ProjectContent {
  readonly rows: readonly Row[];
  /** The rows as YAML, where that is there already. */
  readonly yaml?: string | null;
  /** Options of DIETClassifier. */
  readonly options?: JsonObject;
}

/** Writes a project that tsbot and Rasa read alike. */
export async function writeProject(directory: string, content: ProjectContent): Promise<void> {
  const { rows, yaml = null, options = {} } = content;
  await mkdir(join(directory, "data"), { recursive: true });
  const write = (name: string, text: string): Promise<void> => writeFile(join(directory, name), text);
  // JSON is YAML.
  const pipeline = [...FEATURES, { name: "DIETClassifier", ...options }];
  await write("config.yml", JSON.stringify({ recipe: "default.v1", language: "en", pipeline, policies: [] }));
  const intents = [...new Set(rows.map(({ intent }) => intent))];
  const entities = [...new Set(rows.flatMap((row) => row.entities.map(({ entity }) => entity)))];
  const domain = { version: "3.1", intents, ...(hasEntities(rows) && { entities }) };
  await write("domain.yml", JSON.stringify(domain));
  if (yaml !== null) await write("data/nlu.yml", yaml);
  else await writeRows(rows, write);
}

const FEATURES = [
  { name: "WhitespaceTokenizer" },
  { name: "RegexFeaturizer" },
  { name: "LexicalSyntacticFeaturizer" },
  { name: "CountVectorsFeaturizer" },
  { name: "CountVectorsFeaturizer", analyzer: "char_wb", min_ngram: 1, max_ngram: 4 },
];

/** As marked examples, or as JSON when a text cannot be said so: brackets that are none, entities that overlap. */
async function writeRows(
  rows: readonly Row[],
  write: (name: string, text: string) => Promise<void>,
): Promise<void> {
  const at = { file: "data/nlu.yml", line: 1, column: 1 };
  const nlu = {
    examples: rows.map(({ text, intent, entities }) => ({
      text,
      intent,
      entities: entities.map((entity) => toEntity(text, entity)),
      at,
    })),
    synonyms: new Map<string, string>(),
    regexes: [],
    lookups: [],
  };
  const { text, findings } = nluToYaml({ nlu, responses: new Map(), variables: new Set() });
  if (findings.every(({ severity }) => severity !== "error")) await write("data/nlu.yml", text);
  else await write("data/nlu.json", nluToJson({ nlu }));
}

/** With offsets that count UTF-16 units. */
function toEntity(text: string, { start, end, entity, value }: RowEntity): RowEntity & { value: string } {
  const points = [...text];
  const from = points.slice(0, start).join("").length;
  const surface = points.slice(start, end).join("");
  return { start: from, end: from + surface.length, entity, value: value ?? surface };
}
