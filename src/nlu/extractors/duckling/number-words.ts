/** English number words below a hundred. */
const SMALL: ReadonlyMap<string, number> = new Map(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
  eighteen nineteen`
    .split(/\s+/)
    .map((word, value) => [word, value]),
);

const TENS: ReadonlyMap<string, number> = new Map(
  "twenty thirty forty fifty sixty seventy eighty ninety"
    .split(" ")
    .map((word, index) => [word, (index + 2) * 10]),
);

/** What a number before it is multiplied by. */
const MAGNITUDES: ReadonlyMap<string, number> = new Map([
  ["hundred", 100],
  ["hundert", 100],
  ["thousand", 1_000],
  ["tausend", 1_000],
  ["k", 1_000],
  ["million", 1e6],
  ["millions", 1e6],
  ["millionen", 1e6],
  ["billion", 1e9],
  ["dozen", 12],
  ["dutzend", 12],
]);

const GERMAN_SMALL: ReadonlyMap<string, number> = new Map(
  `null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
  achtzehn neunzehn`
    .split(/\s+/)
    .map((word, value) => [word, value]),
);

const GERMAN_TENS: ReadonlyMap<string, number> = new Map(
  "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
    .split(" ")
    .map((word, index) => [word, (index + 2) * 10]),
);

/** The value of a word below twenty, in English. */
export function smallNumber(word: string): number | undefined {
  return SMALL.get(word);
}

/** The value of `twenty`, `thirty` and so on. */
export function tensNumber(word: string): number | undefined {
  return TENS.get(word);
}

/** What `hundred`, `million`, `dozen` and so on multiply by. */
export function magnitude(word: string): number | undefined {
  return MAGNITUDES.get(word);
}

/** The value of a German number written as one word, e.g. `zweihundertfünf`; a mere article is none. */
export function germanNumber(word: string): number | undefined {
  if (word === "eins") return 1;
  if (word === "ein") return undefined;
  return compound(word, "tausend", 1_000, (part) => compound(part, "hundert", 100, belowHundred));
}

/** `[times]scale[rest]`. */
function compound(
  word: string,
  scale: string,
  factor: number,
  valueIn: (part: string) => number | undefined,
): number | undefined {
  const at = word.indexOf(scale);
  if (at < 0) return valueIn(word);
  const times = at === 0 ? 1 : valueIn(word.slice(0, at));
  const rest = word.slice(at + scale.length).replace(/^und/, "");
  const more = rest === "" ? 0 : valueIn(rest);
  return times === undefined || more === undefined ? undefined : times * factor + more;
}

function belowHundred(word: string): number | undefined {
  if (word === "eins") return 1;
  const simple = GERMAN_SMALL.get(word) ?? GERMAN_TENS.get(word);
  if (simple !== undefined) return simple;
  const at = word.indexOf("und");
  const unit = GERMAN_SMALL.get(word.slice(0, at));
  const tens = GERMAN_TENS.get(word.slice(at + 3));
  return at < 1 || unit === undefined || tens === undefined ? undefined : unit + tens;
}
