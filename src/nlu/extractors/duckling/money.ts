import type { Amount } from "./amounts.ts";
import type { Lexeme } from "./lexemes.ts";
import type { Match } from "./match.ts";

/** Duckling's names: what may be the money of several countries keeps its sign. */
const CURRENCIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    $: "$ dollar dollars",
    "£": "£ pound pounds pfund",
    cent: "cent cents penny pence ¢",
    unknown: "buck bucks",
    EUR: "€ euro euros eur",
    USD: "usd",
    GBP: "gbp quid",
    JPY: "¥ yen jpy",
    INR: "₹ rupee rupees rs inr",
    CNY: "yuan renminbi cny rmb",
    KRW: "₩ won krw",
    RUB: "₽ ruble rubles rub",
    ILS: "₪ shekel shekels ils",
    AUD: "aud",
    CAD: "cad",
    CHF: "chf franken",
    NZD: "nzd",
    SEK: "sek",
    NOK: "nok",
    SGD: "sgd",
    AED: "aed",
    BRL: "brl reais",
  }).flatMap(([unit, words]) => words.split(" ").map((word): [string, string] => [word, unit])),
);

/** Amounts with a currency before or behind them; `5 dollars and 20 cents` is one. */
export function findMoney(lexemes: readonly Lexeme[], amounts: readonly Amount[]): readonly Match[] {
  const found: Money[] = [];
  for (const amount of amounts) {
    const money = readMoney(lexemes, amount);
    if (money === null) continue;
    const before = found.at(-1);
    const joined = before === undefined ? null : withCents(lexemes, before, money);
    if (joined === null) found.push(money);
    else found[found.length - 1] = joined;
  }
  return found.map(({ value, unit, start, end }) => ({
    dim: "amount-of-money",
    start,
    end,
    value: { type: "value", value, unit },
  }));
}

interface Money {
  readonly value: number;
  readonly unit: string;
  readonly start: number;
  readonly end: number;
  readonly first: number;
  readonly next: number;
}

function readMoney(lexemes: readonly Lexeme[], amount: Amount): Money | null {
  const { value, first, next, start, end } = amount;
  const behind = lexemes[next];
  const isWeight = behind?.lower === "pounds" && lexemes[next + 1]?.lower === "of";
  const unit = isWeight ? undefined : CURRENCIES.get(behind?.lower ?? "");
  if (unit !== undefined && behind !== undefined)
    return { value, unit, start, end: behind.end, first, next: next + 1 };
  const before = lexemes[first - 1];
  // Only signs and codes stand before an amount.
  const isCode = before !== undefined && (before.kind === "sign" || /^[A-Z]{3}$|^Rs$/.test(before.text));
  const sign = isCode ? CURRENCIES.get(before.lower) : undefined;
  return sign === undefined || before === undefined
    ? null
    : { value, unit: sign, start: before.start, end, first: first - 1, next };
}

function withCents(lexemes: readonly Lexeme[], whole: Money, cents: Money): Money | null {
  if (cents.unit !== "cent" || whole.unit === "cent" || cents.value >= 100) return null;
  const gap = lexemes.slice(whole.next, cents.first).map(({ lower }) => lower);
  if (gap.length > 1 || (gap.length === 1 && gap[0] !== "and" && gap[0] !== "und")) return null;
  const value = Math.round(whole.value * 100 + cents.value) / 100;
  return { ...whole, value, end: cents.end, next: cents.next };
}
