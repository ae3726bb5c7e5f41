// What the SARIF 2.1.0 standard (OASIS, sections in brackets) demands of the parts of a log that tsbot writes.

type Check = (value: unknown, path: string, mistakes: string[]) => void;

/** Where a log is not SARIF 2.1.0, as `path: what is wrong`; empty when it is. */
export function sarifMistakes(log: unknown): readonly string[] {
  const mistakes: string[] = [];
  sarifLog(log, "log", mistakes);
  return mistakes;
}

const test =
  (what: string, holds: (value: unknown) => boolean): Check =>
  (value, path, mistakes) => {
    if (!holds(value)) mistakes.push(`${path}: is not ${what}`);
  };

const text = test("a text that is not empty", (value) => typeof value === "string" && value !== "");
const oneOf = (...values: readonly unknown[]) => test(values.join(" or "), (value) => values.includes(value));
const atLeast = (least: number) =>
  test(`a whole number from ${least}`, (value) => Number.isInteger(value) && Number(value) >= least);

const list =
  (item: Check): Check =>
  (value, path, mistakes) => {
    if (!Array.isArray(value)) mistakes.push(`${path}: is not a list`);
    else for (const [index, one] of value.entries()) item(one, `${path}[${index}]`, mistakes);
  };

/** An object with these keys and no others (`additionalProperties` is false nearly everywhere). */
const object =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value, path, mistakes) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      mistakes.push(`${path}: is not an object`);
      return;
    }
    const members = value as Readonly<Record<string, unknown>>;
    const checks = { ...required, ...optional };
    for (const key of Object.keys(required)) if (!(key in members)) mistakes.push(`${path}: lacks ${key}`);
    for (const [key, member] of Object.entries(members)) {
      const check = checks[key];
      if (check === undefined) mistakes.push(`${path}: has ${key}, which is no key here`);
      else check(member, `${path}.${key}`, mistakes);
    }
  };

const all =
  (...checks: readonly Check[]): Check =>
  (value, path, mistakes) => {
    for (const check of checks) check(value, path, mistakes);
  };

/** [3.10] Relative references have no scheme, no authority and no characters that must be encoded. */
const relativeUri = test("a relative URI", (value) =>
  typeof value === "string" &&
  /^(?![a-z][a-z0-9+.-]*:)(?!\/)(?:[\w.~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$/i.test(value));

/** [3.30.3] to [3.30.8] */
const region = all(
  object({ startLine: atLeast(1) }, { startColumn: atLeast(1), endLine: atLeast(1), endColumn: atLeast(1) }),
  test("a region that ends after its start", (value) => {
    const { startLine, startColumn = 1, endLine = startLine, endColumn } = value as Record<string, number>;
    if (endLine === undefined || startLine === undefined || endLine < startLine) return false;
    return endLine > startLine || endColumn === undefined || endColumn >= startColumn;
  }),
);

/** [3.11] A message has a text of its own, as we use no message ids. */
const message = object({ text }, { markdown: text });
const physicalLocation = object({
  artifactLocation: object({ uri: relativeUri }, { uriBaseId: text }),
  region,
});
const location = object({ physicalLocation }, { id: atLeast(0), message });
const level = oneOf("none", "note", "warning", "error");

/** [3.49] */
const rule = object(
  { id: text },
  {
    shortDescription: message,
    fullDescription: message,
    help: message,
    defaultConfiguration: object({}, { level }),
    properties: object({}, { tags: list(text) }),
  },
);

const result = object(
  { message, ruleId: text },
  { ruleIndex: atLeast(0), level, locations: list(location), relatedLocations: list(location) },
);

/** [3.27.6] `ruleIndex` is the place of the rule of `ruleId`; [3.49.3] ids of rules are unique. */
const rulesAgree = test("a run whose results name their rules", (value) => {
  const run = value as {
    tool?: { driver?: { rules?: { id: string }[] } };
    results?: { ruleId: string; ruleIndex: number }[];
  };
  const ids = (run.tool?.driver?.rules ?? []).map(({ id }) => id);
  return (
    new Set(ids).size === ids.length &&
    (run.results ?? []).every(({ ruleId, ruleIndex }) => ids[ruleIndex] === ruleId)
  );
});

const run = all(
  object(
    {
      tool: object({
        driver: object({ name: text }, { semanticVersion: text, version: text, rules: list(rule) }),
      }),
    },
    { results: list(result), columnKind: oneOf("utf16CodeUnits", "unicodeCodePoints") },
  ),
  rulesAgree,
);

const sarifLog = object({ version: oneOf("2.1.0"), runs: list(run) }, { $schema: text });
