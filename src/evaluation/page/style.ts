import { CHART_STYLE, COLOURS } from "../charts/svg.ts";

export const PAGE_STYLE = `:root { color-scheme: light dark; ${COLOURS.light} }
@media (prefers-color-scheme: dark) { :root { ${COLOURS.dark} } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 76rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2.6rem 0 .8rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 .5rem; }
p { margin: .3rem 0; max-width: 60rem; }
.soft { color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem; margin: 1.4rem 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem; }
.tile b { display: block; font-size: 1.55rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: .85rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .34rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 500; font-size: .85rem; white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.name { min-width: 15rem; overflow-wrap: anywhere; }
td.bar { width: 9rem; }
.track { display: block; height: .5rem; margin-top: .5rem; border-radius: 4px; background: var(--line); overflow: hidden; }
.track i { display: block; height: 100%; background: var(--right); }
.track i.poor { background: var(--wrong); }
.charts { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; }
.charts > div { max-width: 100%; overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; padding: .4rem; }
details { border: 1px solid var(--line); border-radius: 10px; margin: .5rem 0; background: var(--card); }
summary { cursor: pointer; padding: .5rem .9rem; }
summary .count { float: right; color: var(--soft); font-variant-numeric: tabular-nums; }
details ul { margin: 0; padding: 0 0 .4rem; list-style: none; }
details li { padding: .3rem .9rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
code, .place { font: .82rem ui-monospace, monospace; color: var(--soft); }
.place { float: right; margin-left: 1rem; }
.right { color: var(--right); }
.wrong { color: var(--wrong); }
mark { color: inherit; border-radius: 4px; padding: 0 .2em; background: color-mix(in srgb, var(--accent) 18%, transparent); }
mark.right { color: inherit; background: color-mix(in srgb, var(--right) 24%, transparent); }
mark.wrong { color: inherit; background: color-mix(in srgb, var(--wrong) 24%, transparent); }
mark sub { font-size: .7rem; color: var(--soft); margin-left: .3em; vertical-align: baseline; }
.lines { display: grid; grid-template-columns: 4.6rem 1fr; gap: .1rem .6rem; }
.lines > :nth-child(odd) { color: var(--soft); font-size: .85rem; }
${CHART_STYLE}`;
