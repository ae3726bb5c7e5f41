import type { Story } from "../conversation/index.ts";
import { readDomainPart, readResponses } from "./readers/domain.ts";
import { DOMAIN_KEYS, type DomainPart, emptyPart } from "./readers/domain-parts.ts";
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
}

const DATA_KEYS = [
  "version",
  "nlu",
  "stories",
  "rules",
  "responses",
  "templates",
  "rasa_nlu_data",
  "config",
  ...DOMAIN_KEYS,
];

/** A data file may hold any mix of NLU data, stories, rules, responses and domain keys. */
export function readDataFile({ name, reader, root: written }: OpenFile): DataFile {
  const root = reader.checkKeys(written, DATA_KEYS, "a data file");
  checkVersion(reader, root);
  const isTest = /(?:^|\/)test_[^/]*$/.test(name);
  const nlu = getValue(root, "nlu");
  const isJson = getValue(root, "rasa_nlu_data") !== undefined;
  const isDomain = DOMAIN_KEYS.some((key) => key !== "responses" && getValue(root, key) !== undefined);
  return {
    nlu: isJson ? readNluJson(reader, root) : nlu === undefined ? emptyNlu : readNlu(reader, nlu),
    stories: isTest ? [] : readStories(reader, root),
    domain: isDomain
      ? readDomainPart(reader, root, null)
      : { ...emptyPart, responses: readResponses(reader, root) },
  };
}
