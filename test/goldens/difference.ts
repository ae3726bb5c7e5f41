/** Where two values differ, one line each: `slots[2].type: "text", Rasa has "any"`. Numbers that are equal are the same. */
export function differences(what: string, ours: unknown, rasas: unknown): readonly string[] {
  const found: string[] = [];
  compare(what, plain(ours), plain(rasas), found);
  return found;
}

/** Without the prototypes and absent members that JSON does not have. */
function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function compare(path: string, ours: unknown, rasas: unknown, found: string[]): void {
  if (Array.isArray(ours) && Array.isArray(rasas)) {
    if (ours.length !== rasas.length) found.push(`${path}: ${ours.length} of them, Rasa has ${rasas.length}`);
    for (let index = 0; index < Math.max(ours.length, rasas.length); index++)
      compare(`${path}[${index}]`, ours[index], rasas[index], found);
  } else if (isRecord(ours) && isRecord(rasas)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(rasas)]))
      compare(`${path}.${key}`, ours[key], rasas[key], found);
  } else if (!Object.is(ours, rasas)) {
    found.push(`${path}: ${show(ours)}, Rasa has ${show(rasas)}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** The items of two lists that only one of them has, whatever the order; `ours` may hold more where Rasa's list is cut. */
export function bagDifferences(
  what: string,
  ours: readonly unknown[],
  rasas: readonly unknown[],
  isCut = false,
): readonly string[] {
  const left = ours.map((item) => JSON.stringify(plain(item)));
  const missing: string[] = [];
  for (const item of rasas.map((one) => JSON.stringify(plain(one)))) {
    const index = left.indexOf(item);
    if (index < 0) missing.push(item);
    else left.splice(index, 1);
  }
  return [
    ...missing.map((item) => `${what}: lacks Rasa's ${short(item)}`),
    ...(isCut ? [] : left.map((item) => `${what}: has ${short(item)}, Rasa has not`)),
  ];
}

function short(item: string): string {
  return item.length > 400 ? `${item.slice(0, 400)}…` : item;
}
