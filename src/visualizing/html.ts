/** A page that shows the drawing by itself: nothing is loaded from anywhere. */
export function graphToHtml(
  svg: string,
  { title, note }: { readonly title: string; readonly note: string },
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeText(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
<header><h1>${escapeText(title)}</h1><p>${LEGEND}</p>${note === "" ? "" : `<p class="note">${escapeText(note)}</p>`}</header>
<main>${svg}</main>
</body>
</html>
`;
}

const LEGEND =
  "Boxes are actions, those with a strong frame forms. A way begins at <b>start</b>, or for rules <b>anywhere</b> (dashed); words beside it are what the person says.";

const STYLE = `:root { color-scheme: light dark; --ink: #1f2430; --paper: #fff; --line: #5b6475; --box: #eef3fb; --form: #fdf1dc; --mark: #dff3e4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9f0; --paper: #14171f; --line: #97a1b5; --box: #232a39; --form: #3b301a; --mark: #1d3526; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header { padding: 1rem 1.5rem 0; max-width: 60rem; }
h1 { font-size: 1.2rem; margin: 0; }
p { margin: .3rem 0; }
.note { color: #b4690e; }
main { padding: 1rem 1.5rem 2rem; overflow: auto; }
svg { max-width: none; height: auto; }
svg text { fill: var(--ink); }
svg .node path, svg .node polygon, svg .node ellipse { fill: var(--box); stroke: var(--line); }
svg .form path { fill: var(--form); }
svg .start ellipse, svg .end ellipse, svg .anywhere ellipse { fill: var(--mark); }
svg .edge path { stroke: var(--line); }
svg .edge polygon { fill: var(--line); stroke: var(--line); }`;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
