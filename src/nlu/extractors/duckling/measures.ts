import type { JsonObject } from "../../../base/index.ts";
import type { Amount } from "./amounts.ts";
import { areAdjacent, type Lexeme } from "./lexemes.ts";
import type { Match } from "./match.ts";

interface Unit {
  readonly dim: "distance" | "quantity" | "temperature" | "volume";
  readonly unit: string;
  /** How many of the unit it is. */
  readonly factor?: number;
}

const UNITS: ReadonlyMap<string, Unit> = new Map(
  (
    [
      ["km kms kilometer kilometers kilometre kilometres kilometern", { dim: "distance", unit: "kilometre" }],
      ["m meter meters metre metres metern", { dim: "distance", unit: "metre" }],
      [
        "cm centimeter centimeters centimetre centimetres zentimeter",
        { dim: "distance", unit: "centimetre" },
      ],
      ["mm millimeter millimeters millimetre millimetres", { dim: "distance", unit: "millimetre" }],
      ["mile miles mi meile meilen", { dim: "distance", unit: "mile" }],
      ["yard yards yd", { dim: "distance", unit: "yard" }],
      ["foot feet ft", { dim: "distance", unit: "foot" }],
      ["inch inches zoll", { dim: "distance", unit: "inch" }],
      ["degree degrees grad", { dim: "temperature", unit: "degree" }],
      ["celsius", { dim: "temperature", unit: "celsius" }],
      ["fahrenheit", { dim: "temperature", unit: "fahrenheit" }],
      ["l liter liters litre litres litern", { dim: "volume", unit: "litre" }],
      ["ml milliliter milliliters millilitre millilitres", { dim: "volume", unit: "millilitre" }],
      ["hl hectoliter hectoliters hektoliter", { dim: "volume", unit: "hectolitre" }],
      ["gallon gallons gal gallone gallonen", { dim: "volume", unit: "gallon" }],
      ["g gram grams gramm", { dim: "quantity", unit: "gram" }],
      ["kg kgs kilo kilos kilogram kilograms kilogramm", { dim: "quantity", unit: "gram", factor: 1_000 }],
      ["mg milligram milligrams milligramm", { dim: "quantity", unit: "gram", factor: 0.001 }],
      ["lb lbs", { dim: "quantity", unit: "pound" }],
      ["oz ounce ounces unze unzen", { dim: "quantity", unit: "ounce" }],
      ["cup cups tasse tassen", { dim: "quantity", unit: "cup" }],
      ["tablespoon tablespoons tbsp esslöffel", { dim: "quantity", unit: "tablespoon" }],
      ["teaspoon teaspoons tsp teelöffel", { dim: "quantity", unit: "teaspoon" }],
    ] as const
  ).flatMap(([words, unit]) => words.split(" ").map((word): [string, Unit] => [word, unit])),
);

/** Amounts with a unit of length, weight, volume or temperature behind them. */
export function findMeasures(lexemes: readonly Lexeme[], amounts: readonly Amount[]): readonly Match[] {
  return amounts.flatMap((amount) => {
    const found = readUnit(lexemes, amount.next);
    if (found === null || lexemes[found.next]?.text === "/") return [];
    const { dim, unit, factor = 1 } = found.unit;
    const value = Number((amount.value * factor).toPrecision(15));
    const { product, next } = readProduct(lexemes, found, dim);
    const json: JsonObject = { type: "value", value, unit, ...(product !== null && { product }) };
    return [{ dim, start: amount.start, end: lexemes[next - 1]?.end ?? amount.end, value: json }];
  });
}

interface FoundUnit {
  readonly unit: Unit;
  /** Index of the lexeme after it. */
  readonly next: number;
}

function readUnit(lexemes: readonly Lexeme[], at: number): FoundUnit | null {
  const word = lexemes[at];
  if (word === undefined) return null;
  if (word.text === "°") return readDegrees(lexemes, at + 1, (scale) => areAdjacent(word, scale));
  // `80F` is a temperature, `80 F` may be anything.
  if (areAdjacent(lexemes[at - 1], word) && /^[CF]$/.test(word.text)) return scaleOf(word.lower, at + 1);
  if (word.lower === "pounds" && lexemes[at + 1]?.lower === "of")
    return { unit: { dim: "quantity", unit: "pound" }, next: at + 1 };
  const unit = UNITS.get(word.lower);
  if (unit === undefined || (/^[A-Z]$/.test(word.text) && word.text !== "L")) return null;
  return unit.unit === "degree" ? readDegrees(lexemes, at + 1, () => true) : { unit, next: at + 1 };
}

function readDegrees(
  lexemes: readonly Lexeme[],
  at: number,
  mayFollow: (scale: Lexeme) => boolean,
): FoundUnit | null {
  const scale = lexemes[at];
  const found = scale !== undefined && mayFollow(scale) ? scaleOf(scale.lower, at + 1) : null;
  return found ?? { unit: { dim: "temperature", unit: "degree" }, next: at };
}

function scaleOf(word: string, next: number): FoundUnit | null {
  const unit = /^(?:c|celsius)$/.test(word)
    ? "celsius"
    : /^(?:f|fahrenheit)$/.test(word)
      ? "fahrenheit"
      : null;
  return unit && { unit: { dim: "temperature", unit }, next };
}

/** `3 cups of sugar` */
function readProduct(
  lexemes: readonly Lexeme[],
  { next }: FoundUnit,
  dim: string,
): { readonly product: string | null; readonly next: number } {
  const [of, product] = [lexemes[next], lexemes[next + 1]];
  if (dim !== "quantity" || of?.lower !== "of" || product?.kind !== "word") return { product: null, next };
  return { product: product.lower, next: next + 2 };
}
