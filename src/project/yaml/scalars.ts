const INTEGER = /^[-+]?(?:0|[1-9][0-9_]*|0[0-9]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ["", null],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
]);

/**
 * A plain scalar by YAML 1.2's core schema, with the numbers that Rasa's parser (ruamel.yaml 0.17) reads beside it (`1_000`,
 * `007`, `0b11`): `yes`, `no`, `on`, `off` and dates are texts.
 */
export function resolveScalar(text: string): string | number | boolean | null {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  // Most scalars are words: only digits, signs and a dot can begin a number.
  if (first > 57 || first < 43) return text;
  if (INTEGER.test(text)) return Number(text.replaceAll("_", ""));
  if (FLOAT.test(text)) return Number(text);
  if (/^0o[0-7]+$/.test(text)) return Number.parseInt(text.slice(2), 8);
  if (/^0b[01]+$/.test(text)) return Number.parseInt(text.slice(2), 2);
  if (/^0x[0-9a-fA-F]+$/.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return text;
}
