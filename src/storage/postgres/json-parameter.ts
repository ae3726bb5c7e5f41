import { ESCAPE, encodeText } from "../text-codec.ts";

/** A value as a parameter of type `jsonb`, its texts as {@link encodeText} writes them to columns. */
export function toJsonParameter(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "string" ? encodeText(part) : part,
  );
  // As a JSON escape, so that the whole is a safe text itself.
  return text.replaceAll(ESCAPE, "\\ue000");
}
