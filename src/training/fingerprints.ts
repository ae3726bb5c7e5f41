import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson, findModules, type JsonObject, type JsonValue } from "../base/index.ts";
import { domainToJson } from "../domain/index.ts";
import type { ModelMetadata } from "../model/index.ts";
import { componentNames, fileOptions } from "../nlu/index.ts";
import type { Project, ProjectComponent } from "../project/index.ts";

/** Raised whenever training changes what it makes of the same data, so that old parts are not reused. */
const TRAINING_VERSION = 7;

/** Bytes up to which a file is known by its content; a larger one by its size and when it was changed. */
const LARGEST_READ = 64 * 2 ** 20;

/**
 * The files that decide what components learn, beside those that were read as the project: the project's own components,
 * when the pipeline names one, and what options name.
 */
export async function fingerprintFiles({ config, directory }: Project): Promise<JsonObject> {
  const isOwn = config.pipeline.some(({ name }) => !componentNames.has(name));
  const modules = isOwn ? await findModules(join(directory, "components")) : [];
  const named = config.pipeline.flatMap(({ options }) => fileOptions.map((option) => options[option]));
  const paths = [
    ...modules.map((name) => `components/${name}`),
    ...named.filter((name) => typeof name === "string"),
  ];
  const entries = await Promise.all(
    paths.map(async (path) => [path, await fingerprintFile(join(directory, path))] as const),
  );
  return Object.fromEntries(entries);
}

async function fingerprintFile(path: string): Promise<string | null> {
  // What is absent or no file is for the component to tell.
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) return null;
  if (found.size > LARGEST_READ) return `${found.size} bytes of ${found.mtimeMs}`;
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

/** What decides a model's parts; equal fingerprints mean that training again would give the same part. */
export function fingerprintProject(
  project: Project,
  {
    seed,
    augmentation,
    files,
  }: { readonly seed: number; readonly augmentation: number | null; readonly files: JsonObject },
): ModelMetadata["fingerprints"] {
  const common = { version: TRAINING_VERSION, seed };
  return {
    nlu: hash({ ...common, ...nluSources(project), files }),
    core: hash({ ...common, augmentation, ...coreSources(project) }),
    domain: hash(domainToJson(project.domain)),
  };
}

function nluSources({ config, nlu }: Project): { [key: string]: JsonValue } {
  return {
    language: config.language,
    pipeline: config.pipeline.map(withoutPlace),
    examples: nlu.examples.map(({ at: _, ...example }) => example as unknown as JsonValue),
    synonyms: [...nlu.synonyms],
    regexes: nlu.regexes.map(({ at: _, ...regex }) => regex),
    lookups: nlu.lookups.map(({ at: _, ...lookup }) => lookup as unknown as JsonValue),
  };
}

function coreSources({ config, stories, domain }: Project): { [key: string]: JsonValue } {
  return {
    policies: config.policies.map(withoutPlace),
    stories: JSON.parse(
      JSON.stringify(stories, (key, value) => (key === "at" ? undefined : value)),
    ) as JsonValue,
    domain: domainToJson({
      ...domain,
      responses: new Map([...domain.responses.keys()].map((name) => [name, []])),
    }),
  };
}

function withoutPlace({ name, options }: ProjectComponent): JsonValue {
  return { name, options };
}

function hash(value: JsonValue): string {
  return createHash("sha256")
    .update(canonicalJson(JSON.parse(JSON.stringify(value)) as JsonValue))
    .digest("hex");
}
