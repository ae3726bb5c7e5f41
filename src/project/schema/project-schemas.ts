import type { JsonObject } from "../../base/index.ts";
import {
  configShape,
  credentialsShape,
  dataFileShape,
  domainShape,
  endpointsShape,
  type KeysShape,
  type Shape,
  testFileShape,
} from "../shapes/index.ts";
import { toJsonSchema } from "./json-schema.ts";

/** A JSON Schema of a kind of project file. */
export interface ProjectSchema {
  readonly name: string;
  /** `domain.schema.json` */
  readonly file: string;
  /** Where such a file stands in most projects. */
  readonly place: string;
  /** The files that it is for, as patterns of paths in a project. */
  readonly files: readonly string[];
}

interface Source extends ProjectSchema {
  readonly shape: Shape;
}

/** A data file with some keys first, as an editor offers them; all of them may be there. */
function dataFile(first: readonly string[], about: string): KeysShape {
  const all: KeysShape = dataFileShape;
  const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length);
  const table = Object.entries(all.keys).sort(([left], [right]) => rank(left) - rank(right));
  return { ...all, keys: Object.fromEntries(table), about };
}

const sources: readonly Source[] = [
  {
    name: "domain",
    place: "domain.yml",
    files: ["domain.yml", "domain/*.yml"],
    shape: domainShape,
  },
  {
    name: "nlu",
    place: "data/nlu.yml",
    files: ["data/**/*nlu*.yml", "data/nlu/**/*.yml"],
    shape: dataFile(
      ["version", "nlu", "responses"],
      "What users write: examples, synonyms, patterns and lists of words.",
    ),
  },
  {
    name: "stories",
    place: "data/rules.yml",
    files: ["data/**/*stories*.yml", "data/**/*rules*.yml"],
    shape: dataFile(["version", "rules", "stories"], "What the bot does: rules and stories."),
  },
  {
    name: "config",
    place: "config.yml",
    files: ["config.yml"],
    shape: configShape,
  },
  {
    name: "endpoints",
    place: "endpoints.yml",
    files: ["endpoints.yml"],
    shape: endpointsShape,
  },
  {
    name: "credentials",
    place: "credentials.yml",
    files: ["credentials.yml"],
    shape: credentialsShape,
  },
  {
    name: "tests",
    place: "tests/conversations.yml",
    files: ["tests/**/*.yml"],
    shape: testFileShape,
  },
].map((source) => ({ ...source, file: `${source.name}.schema.json` }));

/** The schemas that there are. */
export const projectSchemas: readonly ProjectSchema[] = sources;

/** A schema as JSON (draft 7, which editors' YAML support knows best). */
export function createProjectSchema(name: string): JsonObject {
  const source = sources.find((candidate) => candidate.name === name);
  if (source === undefined) throw new TypeError(`There is no schema '${name}'.`);
  const { shape } = source;
  const { schema, definitions } = toJsonSchema(shape);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...schema,
    ...(Object.keys(definitions).length > 0 && { definitions }),
  };
}

/** A schema as the text of its file. */
export function formatProjectSchema(name: string): string {
  return `${JSON.stringify(createProjectSchema(name), null, 2)}\n`;
}
