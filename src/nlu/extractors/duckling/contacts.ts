import type { Match } from "./match.ts";

/** Addresses stand between blanks; what opens or ends a sentence around them is no part. */
const WORD = /\S+/g;
const OPENING = /^[^\p{L}\d]+/u;
const CLOSING = /[^\p{L}\d/=&#_-]+$/u;

/** E-mail and web addresses. */
export function findAddresses(text: string): readonly Match[] {
  return [...text.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    const opening = OPENING.exec(word)?.[0].length ?? 0;
    const own = word.slice(opening).replace(CLOSING, "");
    const range = { start: index + opening, end: index + opening + own.length };
    if (isEmail(own)) return [{ dim: "email", ...range, value: { value: own } }];
    const domain = domainOf(own);
    return domain === null ? [] : [{ dim: "url", ...range, value: { value: own, domain } }];
  });
}

const EMAIL = /^[\w.+-]+@[\w.-]+$/;

function isEmail(word: string): boolean {
  return EMAIL.test(word) && isDomain(word.slice(word.indexOf("@") + 1));
}

const SCHEME = /^[a-z]{2,10}:\/\//i;

/** The domain of a web address, or null. */
function domainOf(word: string): string | null {
  const scheme = SCHEME.exec(word)?.[0] ?? "";
  const host = word.slice(scheme.length).split(/[/?#]/, 1)[0] ?? "";
  const [name = "", port = ""] = host.split(":", 2);
  if (host.includes(":") && !/^\d{1,5}$/.test(port)) return null;
  const isHost = isDomain(name) || name === "localhost" || (scheme !== "" && /^[\w-]+$/.test(name));
  return isHost ? name.toLowerCase().replace(/^www\./, "") : null;
}

/** Labels with dots between them, the last of letters: `example.org`, not `1.5` and not `end.Next`. */
function isDomain(name: string): boolean {
  const labels = name.split(".");
  const last = labels.at(-1) ?? "";
  return (
    labels.length > 1 &&
    labels.every((label) => /^[\w-]+$/.test(label)) &&
    /^(?:[a-z]{2,10}|[A-Z]{2,10})$/.test(last)
  );
}

/** Begins at no letter or digit; bounded, so that no text takes long. */
const PHONE =
  /(?<![\p{L}\p{N}.,])(?:\(?\+(\d{1,3})\)?[ .-]?)?([\d(][\d() .-]{5,18}\d)(?:\s?(?:ext|x)\.?\s?(\d{1,5}))?(?![\p{L}\p{N}])/giu;

/** Telephone numbers of 7 to 15 digits. */
export function findPhoneNumbers(text: string): readonly Match[] {
  return [...text.matchAll(PHONE)].flatMap(({ 0: own, 1: prefix, 2: number = "", 3: extension, index }) => {
    const digits = number.replace(/\D/g, "");
    if (digits.length < 7 || digits.length > 15 || isOtherNumber(number, prefix)) return [];
    const value = `${prefix === undefined ? "" : `(+${prefix}) `}${digits}${extension === undefined ? "" : ` ext ${extension}`}`;
    return [{ dim: "phone-number", start: index, end: index + own.length, value: { value } }];
  });
}

/** Dates, grouped thousands and network addresses are written with the same signs. */
function isOtherNumber(number: string, prefix: string | undefined): boolean {
  if (prefix !== undefined) return false;
  return (
    /^\d{4}[-.]\d{1,2}[-.]\d{1,2}(?!\d)/.test(number) ||
    /^\d{1,2}[-.]\d{1,2}[-.]\d{4}(?!\d)/.test(number) ||
    /^\d{1,3}(?:\.\d{3}){2,5}$/.test(number) ||
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(number) ||
    /^\d{1,3}(?: \d{1,3}){3,9}$/.test(number)
  );
}

const CARD = /(?<![\p{L}\p{N}])\d{4}[ -]?\d{4,6}[ -]?\d{4,5}(?:[ -]?\d{4})?(?![\p{L}\p{N}])/gu;

const ISSUERS = [
  ["visa", /^4/],
  ["mastercard", /^(?:5[1-5]|2[2-7])/],
  ["amex", /^3[47]/],
  ["discover", /^6(?:011|5)/],
  ["dinerclub", /^3(?:0[0-5]|[68])/],
] as const;

/** Numbers of payment cards: their last digit must be right (Luhn). */
export function findCardNumbers(text: string): readonly Match[] {
  return [...text.matchAll(CARD)].flatMap(({ 0: own, index }) => {
    const digits = own.replace(/\D/g, "");
    if (digits.length < 13 || digits.length > 16 || !passesLuhn(digits)) return [];
    const issuer = ISSUERS.find(([, pattern]) => pattern.test(digits))?.[0] ?? "other";
    return [
      { dim: "credit-card-number", start: index, end: index + own.length, value: { value: digits, issuer } },
    ];
  });
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
