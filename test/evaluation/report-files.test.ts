import { describe, expect, it } from "vitest";
import { curveChart } from "../../src/evaluation/charts/curve-chart.ts";
import { chartToFile, escapeMarkup } from "../../src/evaluation/charts/svg.ts";
import { evaluate } from "../../src/evaluation/evaluation.ts";
import { comparisonPage } from "../../src/evaluation/page/comparison-page.ts";
import { markedText } from "../../src/evaluation/page/marked-text.ts";
import { reportPage } from "../../src/evaluation/page/report-page.ts";
import { reportFiles } from "../../src/evaluation/report-files.ts";
import { findMalformed } from "./markup.ts";
import { understood, withEntities } from "./understood.ts";

const HOSTILE = "<script>alert('x')</script> & \"\u0000\ud800";

const evaluation = evaluate([
  ...understood(`
    hello | greet>greet 0.98
    bye | goodbye>greet 0.6
    ${HOSTILE} | <b>>goodbye 0.4
    ok | affirm>affirm 0.9`),
  withEntities("to [<i>Rome</i>](city) now", "to <i>Rome</i> [now](city)"),
]);

describe("the files of a report", () => {
  const all = reportFiles(evaluation, { errors: true, successes: true, plots: true });

  it("have Rasa's names", () => {
    expect([...all.keys()]).toEqual([
      "intent_report.json",
      "intent_errors.json",
      "intent_successes.json",
      "intent_confusion_matrix.svg",
      "intent_histogram.svg",
      "DIETClassifier_report.json",
      "DIETClassifier_errors.json",
      "DIETClassifier_successes.json",
      "DIETClassifier_confusion_matrix.svg",
      "DIETClassifier_histogram.svg",
    ]);
    const few = reportFiles(evaluation, { errors: false, successes: false, plots: false });
    expect([...few.keys()]).toEqual(["intent_report.json", "DIETClassifier_report.json"]);
  });

  it("hold what Rasa's hold", () => {
    expect(JSON.parse(all.get("intent_errors.json") ?? "")).toContainEqual({
      text: "bye",
      intent: "goodbye",
      intent_prediction: { name: "greet", confidence: 0.6 },
    });
    expect(JSON.parse(all.get("intent_successes.json") ?? "")).toHaveLength(2);
    expect(JSON.parse(all.get("intent_report.json") ?? "")).toMatchObject({
      goodbye: { "f1-score": 0, support: 1, confused_with: { greet: 1 } },
      accuracy: 0.5,
    });
    expect(JSON.parse(all.get("DIETClassifier_errors.json") ?? "")).toMatchObject([
      { entities: [{ entity: "city", start: 3 }], predicted_entities: [{ entity: "city", start: 15 }] },
    ]);
    expect(JSON.parse(all.get("DIETClassifier_report.json") ?? "")).toMatchObject({
      strict: { city: { "f1-score": 0, support: 1 } },
    });
  });

  it("draw SVG that is well formed, with every name escaped", () => {
    for (const [name, text] of all) {
      if (!name.endsWith(".svg")) continue;
      expect({ name, malformed: findMalformed(text) }).toEqual({ name, malformed: null });
      expect(text).not.toContain("<script");
    }
  });

  it("stay in their folder whatever an extractor is called", () => {
    const strange = evaluate([withEntities("in [Rome](city)", "in [Rome](city)", "../../x")]);
    const names = [...reportFiles(strange, { errors: true, successes: true, plots: true }).keys()];
    expect(names.filter((name) => name.includes("/"))).toEqual([]);
  });
});

describe("the page of a report", () => {
  const html = reportPage(evaluation, {
    note: HOSTILE,
    folds: [evaluation, evaluation],
    changes: {
      earlier: HOSTILE,
      changes: {
        intentFigures: [{ name: "accuracy", before: 0.75, after: 0.5 }],
        intents: [{ name: HOSTILE, before: null, after: 1 }],
        extractors: [],
        newlyWrong: evaluation.intents?.rows ?? null,
        newlyRight: null,
      },
    },
  });

  it("is well formed, and runs and loads nothing", () => {
    expect(findMalformed(html)).toBeNull();
    expect(html).not.toMatch(/<script|<b>>|<i>Rome|src=|href=|url\(|@import/);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  });

  it("tells figures, confusions with places, folds and changes", () => {
    for (const part of ["50.0 %", "data/nlu.yml:2", "Folds", "Newly wrong", "−0.25"])
      expect(html).toContain(part);
  });

  it("marks entities as right and wrong, and overlapping ones once", () => {
    const at = (entity: string, start: number, end: number) => ({ entity, start, end });
    expect(markedText("a b c", [at("x", 0, 1), at("y", 2, 5), at("z", 4, 5)], [at("x", 0, 1)])).toBe(
      '<mark class="right">a<sub>x</sub></mark> <mark class="wrong">b c<sub>y</sub></mark>',
    );
  });

  it("is there for compared configurations too, the best first", () => {
    const f1 = new Map([
      ["<poor>", [[0.5, 0.4]]],
      ["good", [[0.9, 0.8]]],
    ]);
    const page = comparisonPage({ f1, examples: [80, 40] }, { percentages: [0, 50], note: "" });
    expect(findMalformed(page)).toBeNull();
    const table = page.slice(page.indexOf("<tbody>"));
    expect(table.indexOf("good")).toBeLessThan(table.indexOf("&lt;poor&gt;"));
    expect(table).toContain("0.90");
  });
});

describe("a learning curve", () => {
  it("has a line for each configuration and a range over the runs", () => {
    const svg = chartToFile(
      curveChart(
        {
          at: [80, 40],
          curves: [
            {
              name: "<a>",
              runs: [
                [0.9, 0.7],
                [0.8, 0.6],
              ],
            },
          ],
        },
        "F1",
      ),
    );
    expect(findMalformed(svg)).toBeNull();
    expect(svg.match(/<polyline/g)).toHaveLength(1);
    expect(svg).toContain("80 examples: 0.850");
  });
});

describe("text in markup", () => {
  it.each([
    ["a < b & \"c\" 'd'", "a &lt; b &amp; &quot;c&quot; &#39;d&#39;"],
    ["\u0000\u000b\ud800x", "\ufffd\ufffd\ufffdx"],
    ["🌵", "🌵"],
  ])("is escaped: %j", (text, expected) => {
    expect(escapeMarkup(text)).toBe(expected);
  });
});
