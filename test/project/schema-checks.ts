import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { isJsonObject, type JsonObject, type JsonValue } from "../../src/base/index.ts";
import { type Diagnostic, readTests } from "../../src/project/index.ts";
import { createProjectSchema } from "../../src/project/schema/index.ts";
import { toJson, type YamlNode } from "../../src/project/yaml/nodes.ts";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";
import { read, validate, withFiles } from "./files.ts";

/** Variables that files of the goldens name. */
export const ENVIRONMENT = { TSBOT_GOLDEN_VARIABLE: "golden-value" };

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
ajv.addVocabulary(["deprecationMessage", "doNotSuggest"]);

const compiled = new Map<string, ValidateFunction>();

function validatorOf(name: string): ValidateFunction {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const validator = ajv.compile(createProjectSchema(name));
  compiled.set(name, validator);
  return validator;
}

/** Tries every example of a schema on the part that it stands in. */
export function checkExamples(name: string): {
  readonly examples: number;
  readonly refused: readonly string[];
} {
  const { definitions = {}, ...schema } = createProjectSchema(name);
  const tried = partsOf([schema, definitions]).flatMap((part) => {
    const examples = Array.isArray(part["examples"]) ? part["examples"] : [];
    const validator = ajv.compile({ ...part, definitions });
    return examples.map((example) => ({ example, isRight: validator(example) }));
  });
  const refused = tried.filter(({ isRight }) => !isRight).map(({ example }) => JSON.stringify(example));
  return { examples: tried.length, refused };
}

/** All objects in some JSON that show examples. */
function partsOf(json: JsonValue): readonly JsonObject[] {
  if (Array.isArray(json)) return json.flatMap(partsOf);
  if (!isJsonObject(json)) return [];
  const parts = Object.values(json).flatMap(partsOf);
  return Array.isArray(json["examples"]) ? [json, ...parts] : parts;
}

/** What an editor with the schema underlines. */
export interface SchemaFinding {
  /** Of the value: `/slots/city`. */
  readonly path: string;
  /** The line of the value, and that of its key, or of the key of the list that it stands in. */
  readonly lines: readonly number[];
  readonly message: string;
  /** The lines of a key that may not be there, from the key to the end of its value. */
  readonly keyLines?: { readonly first: number; readonly last: number };
}

/** What the schema of that name says of a file; null for one that is no YAML. */
export function checkWithSchema(name: string, text: string): readonly SchemaFinding[] | null {
  const { document, problems } = parseYaml("file.yml", text, ENVIRONMENT);
  const { root } = document;
  if (problems.length > 0) return null;
  const validator = validatorOf(name);
  // A plain copy: the validator holds `{}` equal only to objects with a prototype.
  validator(root === null ? null : structuredClone(toJson(root)));
  // `if` only repeats what its branches say.
  const errors = (validator.errors ?? []).filter(({ keyword }) => keyword !== "if");
  const lineOf = (offset: number): number => document.position(offset).line;
  return errors.map((error) => {
    const nodes = nodesOf(root, error);
    const lines = nodes.map(({ start }) => lineOf(start));
    const path = error.instancePath;
    const message = `${path} ${error.message} ${JSON.stringify(error.params)}`;
    if (error.keyword !== "additionalProperties") return { path, lines, message };
    const [value, key] = nodes as [YamlNode, YamlNode];
    const keyLines = { first: lineOf(key.start), last: lineOf(Math.max(key.end, value.end)) };
    return { path, lines: [keyLines.first], message, keyLines };
  });
}

/** The nodes that an error is about: a value and its key, be it one that may not be there. */
function nodesOf(root: YamlNode | null, { instancePath, params }: ErrorObject): readonly YamlNode[] {
  let nodes = root === null ? [] : [root];
  for (const step of instancePath.split("/").slice(1)) {
    nodes = nodesAt(nodes, step.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (nodes.length === 0) throw new Error(`Nothing at ${instancePath}`);
  }
  const { additionalProperty } = params as { readonly additionalProperty?: string };
  return additionalProperty === undefined ? nodes : nodesAt(nodes, additionalProperty);
}

function nodesAt([node, ...keys]: readonly YamlNode[], key: string): YamlNode[] {
  const item = node?.kind === "sequence" ? node.items[Number(key)] : undefined;
  if (item !== undefined) return [item, ...keys];
  const entry = node?.kind === "mapping" ? node.entries.find((one) => one.key === key) : undefined;
  return entry === undefined ? [] : [entry.value, entry.keyNode];
}

/** Findings that a schema must have too: about keys, kinds and choices. */
const SHAPE_CODES = new Set(
  `unknown-key missing-key wrong-type blank-in-name pasted-item name-without-options bad-version unknown-recipe
  unknown-slot-type unknown-mapping-type unknown-condition-type categorical-without-values empty-response
  response-without-text examples-without-bar form-mappings two-steps-in-one wrong-alternative wrong-condition
  misplaced-story no-examples bad-url unknown-option bad-option unusable-option unknown-component unknown-policy channel-key-unknown
  channel-key-missing`
    .split(/\s+/)
    .map((code) => `project/${code}`),
);

/** What is reported, and lies outside what a schema can say: a missing button, an empty block, a number out of range. */
const HARMLESS = new Set(["project/missing-key", "project/no-examples", "project/bad-option"]);

/** Whether a finding is about the shape of a file, so that its schema must refuse the file. */
export function isAboutShape({ code, severity }: Diagnostic): boolean {
  return SHAPE_CODES.has(code) && severity !== "note" && !(severity === "warning" && HARMLESS.has(code));
}

/** A file with the schema that is for it. */
export interface CheckedFile {
  readonly name: string;
  readonly text: string;
  readonly schema: string;
}

/** The YAML files of a folder that a schema is for, named from `root`. */
export function checkedFiles(folder: string, root: string): readonly CheckedFile[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const schema = schemaFor(name, text);
      return schema === null ? [] : [{ name: relative(root, join(folder, name)), text, schema }];
    });
}

/** The schema for a file, by its name and by what is in it; null for one that is no YAML. */
function schemaFor(path: string, text: string): string | null {
  const { document, problems } = parseYaml(path, text, ENVIRONMENT);
  const named = /^(endpoints|credentials|config|domain)\b/.exec(basename(path))?.[1];
  if (problems.length > 0) return null;
  if (named !== undefined) return named;
  const keys = document.root?.kind === "mapping" ? document.root.entries.map(({ key }) => key) : [];
  const has = (...names: readonly string[]): boolean => names.some((name) => keys.includes(name));
  if (has("tests")) return "tests";
  if (has("stories", "rules")) return "stories";
  if (has("nlu")) return "nlu";
  if (has("pipeline", "policies", "recipe", "language")) return "config";
  return has("intents", "slots", "responses", "actions", "forms", "entities") ? "domain" : null;
}

const PLACES: Readonly<Record<string, string>> = {
  domain: "domain.yml",
  nlu: "data/nlu.yml",
  stories: "data/rules.yml",
  config: "config.yml",
  endpoints: "endpoints.yml",
  credentials: "credentials.yml",
};

/** What tsbot says of a file in its place in a project. */
export async function findingsOf(schema: string, text: string): Promise<readonly Diagnostic[]> {
  if (schema === "tests") return await readTestFile(text);
  const place = PLACES[schema] ?? "";
  const project = await read({ [place]: text }, ENVIRONMENT);
  const found = schema === "config" || schema === "credentials" ? validate(project) : project.diagnostics;
  return found.filter(({ at }) => at.file === place);
}

function readTestFile(text: string): Promise<readonly Diagnostic[]> {
  return withFiles({ "tests/conversations.yml": text }, async (directory) => {
    return (await readTests({ directory }, ENVIRONMENT)).diagnostics;
  });
}
