import type { Diagnostic } from "./project.ts";

const LONGEST_MESSAGE = 1000;
const LONGEST_HINT = 4000;

/** A finding that says no more than one reads: names of megabytes are cut in the middle. */
export function clipDiagnostic(diagnostic: Diagnostic): Diagnostic {
  const { message, hint, related } = diagnostic;
  const isShort =
    message.length <= LONGEST_MESSAGE &&
    (hint === undefined || hint.length <= LONGEST_HINT) &&
    related.length === 0;
  if (isShort) return diagnostic;
  return {
    ...diagnostic,
    message: clip(message, LONGEST_MESSAGE),
    ...(hint !== undefined && { hint: clip(hint, LONGEST_HINT) }),
    related: related.map((place) => ({ ...place, message: clip(place.message, LONGEST_MESSAGE) })),
  };
}

/** The beginning and the end of a text, no character being cut in two. */
function clip(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const half = longest / 2;
  const beginning = text.slice(0, half).replace(/[\ud800-\udbff]$/, "");
  const end = text.slice(-half).replace(/^[\udc00-\udfff]/, "");
  return `${beginning}…${end}`;
}
