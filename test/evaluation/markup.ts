/** Elements that HTML does not close. */
const VOID = new Set(["meta"]);

/**
 * What keeps HTML or SVG from being well formed, or null: tags that do not match, a bare `&` or `<` in a text, attributes
 * without quotes.
 */
export function findMalformed(markup: string): string | null {
  const open: string[] = [];
  const body = markup
    .replace(/^<\?xml.*?\?>|<!doctype html>/, "")
    .replaceAll(/<style>[\s\S]*?<\/style>/g, "");
  const tags = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/g;
  let end = 0;
  for (const match of body.matchAll(tags)) {
    const stray = strayIn(body.slice(end, match.index));
    if (stray !== null) return stray;
    end = match.index + match[0].length;
    const [tag, closing, name = "", attributes = "", alone] = match;
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(attributes)) return `a bare & in ${tag}`;
    if (closing === "/") {
      if (open.pop() !== name) return `${tag} closes what is not open`;
    } else if (alone !== "/" && !VOID.has(name)) open.push(name);
  }
  const stray = strayIn(body.slice(end));
  return stray ?? (open.length > 0 ? `<${open.at(-1)}> is not closed` : null);
}

function strayIn(text: string): string | null {
  const found = /<|&(?!(?:amp|lt|gt|quot|#39);)|(?![\t\n\r])\p{Cc}/u.exec(text);
  return found === null ? null : `${JSON.stringify(found[0])} in ${JSON.stringify(text.slice(0, 80))}`;
}
