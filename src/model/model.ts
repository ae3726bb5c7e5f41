import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  TsbotError,
  toErrorMessage,
} from "../base/index.ts";
import { type Domain, domainFromJson, domainToJson } from "../domain/index.ts";
import { loadPipeline, type ModelFiles, type TrainedPipeline } from "../nlu/index.ts";
import { loadPolicies, type TrainedPolicies } from "../policies/index.ts";
import { type ArchiveFiles, readArchive, writeArchive } from "./archive.ts";
import { MODEL_FORMAT, type ModelMetadata } from "./metadata.ts";

/** A model's parts as they are stored. */
export interface ModelParts {
  readonly metadata: ModelMetadata;
  readonly domain: Domain;
  /** Null in a model without NLU data. */
  readonly nlu: ModelFiles | null;
  /** Null in a model without stories and rules. */
  readonly policies: JsonValue | null;
}

/** A model ready to run. */
export interface Model {
  readonly file: string;
  readonly metadata: ModelMetadata;
  readonly domain: Domain;
  readonly pipeline: TrainedPipeline | null;
  readonly policies: TrainedPolicies | null;
}

const NLU_FOLDER = "nlu/";

/** Writes a model; atomic. Returns its size in bytes. */
export async function writeModel(path: string, parts: ModelParts): Promise<number> {
  const files = new Map<string, Uint8Array>();
  files.set("metadata.json", toBytes(parts.metadata as unknown as JsonObject));
  files.set("domain.json", toBytes(domainToJson(parts.domain)));
  for (const [name, bytes] of parts.nlu ?? []) files.set(`${NLU_FOLDER}${name}`, bytes);
  if (parts.policies !== null) files.set("policies.json", toBytes(parts.policies));
  return await writeArchive(path, files);
}

/** Reads a model's parts without building them. Throws `model/not-found`, `model/unreadable`, `model/other-format`. */
export async function readModel(path: string): Promise<ModelParts> {
  const files = await readArchive(path);
  const metadata = readMetadata(path, files);
  const nlu = new Map<string, Uint8Array>();
  for (const [name, bytes] of files) {
    if (name.startsWith(NLU_FOLDER)) nlu.set(name.slice(NLU_FOLDER.length), bytes);
  }
  return checked(path, () => ({
    metadata,
    domain: domainFromJson(readJson(files, "domain.json")),
    nlu: nlu.size === 0 ? null : nlu,
    policies: files.has("policies.json") ? readJson(files, "policies.json") : null,
  }));
}

/** Reads and builds a model. `only: "nlu"` leaves the policies out. Throws what {@link readModel} throws. */
export async function loadModel(path: string, options: { readonly only?: "nlu" } = {}): Promise<Model> {
  const { metadata, domain, nlu, policies } = await readModel(path);
  return {
    file: path,
    metadata,
    domain,
    pipeline: nlu === null ? null : await loadPipeline(nlu).catch((error) => unusable(path, error)),
    policies:
      policies === null || options.only === "nlu"
        ? null
        : checked(path, () => loadPolicies(policies, domain)),
  };
}

function readMetadata(path: string, files: ArchiveFiles): ModelMetadata {
  const value = checked(path, () => readJson(files, "metadata.json"));
  if (isJsonObject(value) && value["format"] === MODEL_FORMAT) return value as unknown as ModelMetadata;
  throw new TsbotError("model/other-format", `The model '${path}' was written by another version of tsbot.`, {
    hint: "Train it again with `tsbot train --force`.",
  });
}

/** Hashes tell that a file is whole, not that its content makes sense. */
function checked<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    return unusable(path, error);
  }
}

function unusable(path: string, error: unknown): never {
  throw new TsbotError("model/unreadable", `The model '${path}' cannot be used: ${toErrorMessage(error)}`, {
    hint: "Train it again with `tsbot train --force`.",
    cause: error,
  });
}

function toBytes(value: JsonValue): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function readJson(files: ArchiveFiles, name: string): JsonValue {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`it holds no '${name}'`);
  return parseJson(Buffer.from(bytes).toString());
}
