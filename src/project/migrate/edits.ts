/** Text to write instead of a part of a source; offsets are of the source. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits made. They must not overlap; of those at one place the first given comes first. */
export function applyEdits(source: string, edits: readonly TextEdit[]): string {
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort(
      (left, right) =>
        left.edit.start - right.edit.start || left.edit.end - right.edit.end || left.order - right.order,
    )
    .map(({ edit }) => edit);
  let text = "";
  let from = 0;
  for (const edit of sorted) {
    if (edit.start < from) throw new TypeError(`Two edits overlap at offset ${edit.start}.`);
    text += source.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return text + source.slice(from);
}
