import {
  anObject,
  assertShape,
  type JsonObject,
  type JsonValue,
  parseJson,
  type Shape,
  TsbotError,
} from "../base/index.ts";
import { type Domain, domainFromJson, domainToJson } from "../domain/index.ts";
import {
  loadPipeline,
  type ModelFiles,
  type Surroundings,
  type TrainedPipeline,
  type WithCustomComponents,
} from "../nlu/index.ts";
import { loadPolicies, type TrainedPolicies } from "../policies/index.ts";
import { type ArchiveFiles, readArchive, writeArchive } from "./archive.ts";
import { MODEL_FORMAT, type ModelMetadata } from "./metadata.ts";
import { DOMAIN_SHAPE, METADATA_SHAPE, POLICIES_SHAPE } from "./shapes.ts";

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
const METADATA = "metadata.json";
const POLICIES = "policies.json";

/** Writes a model; atomic. Returns its size in bytes. */
export async function writeModel(path: string, parts: ModelParts): Promise<number> {
  const files = new Map<string, Uint8Array>();
  files.set(METADATA, toBytes(parts.metadata as unknown as JsonObject));
  files.set("domain.json", toBytes(domainToJson(parts.domain)));
  for (const [name, bytes] of parts.nlu ?? []) files.set(`${NLU_FOLDER}${name}`, bytes);
  if (parts.policies !== null) files.set(POLICIES, toBytes(parts.policies));
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
  return {
    metadata,
    domain: domainFromJson(readShaped(path, files, { name: "domain.json", shape: DOMAIN_SHAPE })),
    nlu: nlu.size === 0 ? null : nlu,
    policies: files.has(POLICIES) ? readShaped(path, files, { name: POLICIES, shape: POLICIES_SHAPE }) : null,
  };
}

/**
 * Reads and builds a model. `only: "nlu"` leaves the policies out; the rest is what understanding goes by. Throws what
 * {@link readModel} throws.
 */
export async function loadModel(
  path: string,
  { only, ...surroundings }: { readonly only?: "nlu" } & Partial<Surroundings> & WithCustomComponents = {},
): Promise<Model> {
  const { metadata, domain, nlu, policies } = await readModel(path);
  return {
    file: path,
    metadata,
    domain,
    pipeline:
      nlu === null
        ? null
        : await loadPipeline(nlu, surroundings).catch((error) => unusable(path, "nlu", error)),
    policies:
      policies === null || only === "nlu"
        ? null
        : checked(path, POLICIES, () => loadPolicies(policies, domain)),
  };
}

function readMetadata(path: string, files: ArchiveFiles): ModelMetadata {
  // The format first: another version may write anything else.
  const { format } = readShaped(path, files, { name: METADATA, shape: anObject({}) }) as JsonObject;
  if (format === MODEL_FORMAT) {
    const metadata = readShaped(path, files, { name: METADATA, shape: METADATA_SHAPE });
    return metadata as unknown as ModelMetadata;
  }
  throw new TsbotError("model/other-format", `The model '${path}' was written by another version of tsbot.`, {
    hint: "Train it again with `tsbot train --force`.",
  });
}

/** Hashes tell that a file is whole, not that its content makes sense. @param part the file or folder that is read. */
function checked<Value>(path: string, part: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    return unusable(path, part, error);
  }
}

/** What went wrong inside is the cause: it says nothing to a person who did not write the loader. */
function unusable(path: string, part: string, error: unknown): never {
  const reason = TsbotError.isInstance(error)
    ? error.message
    : `its '${part}' is not what this version of tsbot writes.`;
  throw new TsbotError("model/unreadable", `The model '${path}' cannot be used: ${reason}`, {
    hint: "Train it again with `tsbot train --force`.",
    cause: error,
  });
}

function toBytes(value: JsonValue): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/** @param file its name, and what its JSON must look like. */
function readShaped(
  path: string,
  files: ArchiveFiles,
  { name, shape }: { readonly name: string; readonly shape: Shape },
): JsonValue {
  return checked(path, name, () => {
    const value = parseJson(Buffer.from(files.get(name) ?? []).toString());
    assertShape(value, shape);
    return value;
  });
}
