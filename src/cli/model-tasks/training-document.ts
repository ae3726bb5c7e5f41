import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject, type JsonObject, type JsonValue, TsbotError } from "../../base/index.ts";
import { readYamlText } from "../../project/index.ts";

/** A document with everything to train from, as the files of a project. */
interface TrainingFiles {
  readonly config: JsonObject;
  readonly domain: JsonObject;
  readonly data: JsonObject;
}

const CONFIG_KEYS = ["recipe", "assistant_id", "language", "pipeline", "policies"];
const DATA_KEYS = ["nlu", "stories", "rules"];
/** What would make the server read other files than the document. */
const FILE_KEYS = ["importers", "imports"];

/** Writes a document that came with a request as the files of a project. Throws as {@link readTrainingDocument}. */
export async function unpackDocument(text: string, directory: string): Promise<void> {
  const { config, domain, data } = readTrainingDocument(text);
  await mkdir(join(directory, "data"));
  // JSON is YAML.
  await writeFile(join(directory, "config.yml"), JSON.stringify(config));
  await writeFile(join(directory, "domain.yml"), JSON.stringify(domain));
  const isRasaJson = isJsonObject(domain["rasa_nlu_data"]);
  const name = isRasaJson ? "training.json" : "training.yml";
  await writeFile(join(directory, "data", name), JSON.stringify(isRasaJson ? domain : data));
}

/**
 * Reads a document of YAML (JSON is YAML) that came with a request. Throws `server/bad-training-data`, also where it
 * names files of the server's machine.
 */
function readTrainingDocument(text: string): TrainingFiles {
  const document = parse(text);
  for (const key of FILE_KEYS)
    if (document[key] !== undefined) throw badDocument(`'${key}' names other files.`, FILES_HINT, key);
  refuseLookupFiles(document["nlu"]);
  const pick = (isWanted: (key: string) => boolean): JsonObject =>
    Object.fromEntries(Object.entries(document).filter(([key]) => key === "version" || isWanted(key)));
  return {
    config: pick((key) => CONFIG_KEYS.includes(key)),
    data: pick((key) => DATA_KEYS.includes(key)),
    domain: pick((key) => !CONFIG_KEYS.includes(key) && !DATA_KEYS.includes(key)),
  };
}

function parse(text: string): JsonObject {
  const value = read(text);
  if (isJsonObject(value)) return value;
  throw badDocument("The request body is no YAML mapping.", KEYS_HINT);
}

function read(text: string): JsonValue {
  try {
    return readYamlText(text);
  } catch (error) {
    if (!TsbotError.isInstance(error)) throw error;
    throw badDocument(
      `The request body does not contain valid YAML. ${error.message}`,
      error.hint ?? KEYS_HINT,
    );
  }
}

const KEYS_HINT = "Send one YAML document with the keys of a project's files.";

/** `examples` of a lookup table may be the name of a file, whose lines would end up in the model. */
function refuseLookupFiles(nlu: JsonValue | undefined): void {
  for (const [index, item] of (Array.isArray(nlu) ? nlu : []).entries()) {
    if (!isJsonObject(item) || item["lookup"] === undefined) continue;
    const { examples } = item;
    const isList = typeof examples !== "string" || /^\s*-/.test(examples);
    if (!isList) throw badDocument("A lookup table names a file.", FILES_HINT, `/nlu/${index}/examples`);
  }
}

const FILES_HINT = "A document that is sent must hold everything itself.";

/** What a document that cannot be used gets. */
export function badDocument(message: string, hint: string, parameter = "/"): TsbotError {
  return new TsbotError("server/bad-training-data", message, { hint, details: { parameter, in: "body" } });
}
