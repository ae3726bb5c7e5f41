import { createHash } from "node:crypto";
import { canonicalJson, type JsonValue } from "../base/index.ts";
import { domainToJson } from "../domain/index.ts";
import type { ModelMetadata } from "../model/index.ts";
import type { Project, ProjectComponent } from "../project/index.ts";

/** Raised whenever training changes what it makes of the same data, so that old parts are not reused. */
const TRAINING_VERSION = 4;

/** What decides a model's parts; equal fingerprints mean that training again would give the same part. */
export function fingerprintProject(
  project: Project,
  seed: number,
  augmentation: number | null = null,
): ModelMetadata["fingerprints"] {
  const common = { version: TRAINING_VERSION, seed };
  return {
    nlu: hash({ ...common, ...nluSources(project) }),
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
