import type { JsonArray, JsonValue } from "../base/index.ts";
import { confusionChart } from "./charts/confusion-chart.ts";
import { histogramChart } from "./charts/histogram-chart.ts";
import { chartToFile } from "./charts/svg.ts";
import { confusionMatrix } from "./confusion.ts";
import type { EntityEvaluation } from "./entity-evaluation.ts";
import type { Evaluation } from "./evaluation.ts";
import type { LabelEvaluation } from "./label-evaluation.ts";
import {
  entityErrors,
  entitySuccesses,
  intentErrors,
  intentSuccesses,
  responseErrors,
  responseSuccesses,
} from "./rasa-rows.ts";

/** What to write. */
export interface ReportParts {
  readonly errors: boolean;
  readonly successes: boolean;
  readonly plots: boolean;
}

/** The files of a report with Rasa's names, by name; plots are SVG. */
export function reportFiles(evaluation: Evaluation, parts: ReportParts): ReadonlyMap<string, string> {
  const { intents, responses, entities } = evaluation;
  return new Map([
    ...(intents === null
      ? []
      : labelFiles("intent", intents, {
          ...parts,
          toErrors: intentErrors,
          toSuccesses: intentSuccesses,
        })),
    ...(responses === null
      ? []
      : labelFiles("response_selection", responses, {
          ...parts,
          toErrors: responseErrors,
          toSuccesses: responseSuccesses,
        })),
    ...[...(entities?.extractors ?? [])].flatMap(([name, of]) => extractorFiles(name, of, parts)),
  ]);
}

type File = readonly [name: string, text: string];

interface LabelParts extends ReportParts {
  readonly toErrors: (rows: LabelEvaluation["rows"]) => JsonArray;
  readonly toSuccesses: (rows: LabelEvaluation["rows"]) => JsonArray;
}

function labelFiles(
  prefix: string,
  { rows, report }: LabelEvaluation,
  { errors, successes, plots, toErrors, toSuccesses }: LabelParts,
): readonly File[] {
  const what = prefix === "intent" ? "Intents" : "Responses";
  return [
    jsonFile(`${prefix}_report.json`, report),
    ...(errors ? [jsonFile(`${prefix}_errors.json`, toErrors(rows))] : []),
    ...(successes ? [jsonFile(`${prefix}_successes.json`, toSuccesses(rows))] : []),
    ...(plots
      ? [
          [
            `${prefix}_confusion_matrix.svg`,
            chartToFile(confusionChart(confusionMatrix(rows), `${what}: confusion matrix`)),
          ] as const,
          [
            `${prefix}_histogram.svg`,
            chartToFile(histogramChart(rows, `${what}: confidence of predictions`)),
          ] as const,
        ]
      : []),
  ];
}

function extractorFiles(
  name: string,
  { rows, words, report, strict }: EntityEvaluation,
  { errors, successes, plots }: ReportParts,
): readonly File[] {
  // Names of extractors come with a parse result; they are not to lead out of the folder.
  const prefix = name.replaceAll(/[^\w.-]/g, "_");
  const sure = words.filter(({ confidence }) => confidence > 0);
  const histogram = (): string => chartToFile(histogramChart(sure, `${name}: confidence of words`));
  return [
    jsonFile(`${prefix}_report.json`, { ...report, strict: strict.report }),
    ...(errors ? [jsonFile(`${prefix}_errors.json`, entityErrors(rows))] : []),
    ...(successes ? [jsonFile(`${prefix}_successes.json`, entitySuccesses(rows))] : []),
    ...(plots
      ? [
          [
            `${prefix}_confusion_matrix.svg`,
            chartToFile(confusionChart(confusionMatrix(words), `${name}: confusion matrix of words`)),
          ] as const,
          // Extractors that find by rules have no confidence.
          ...(sure.length > 0 ? [[`${prefix}_histogram.svg`, histogram()] as const] : []),
        ]
      : []),
  ];
}

function jsonFile(name: string, value: JsonValue): File {
  return [name, `${JSON.stringify(value, null, 2)}\n`];
}
