import { TsbotError } from "../../base/index.ts";
import type { Evaluation } from "../../evaluation/index.ts";
import type { NluTestSettings } from "./settings.ts";

/** A figure that is below what was asked for. */
export interface Shortfall {
  readonly what: string;
  readonly value: number;
  readonly minimum: number;
}

/** What is below `--min-f1` (macro, of intents, and of entities by word) and `--min-accuracy` (of intents). */
export function findShortfalls(
  { intents, entities }: Evaluation,
  { minF1, minAccuracy }: Pick<NluTestSettings, "minF1" | "minAccuracy">,
): readonly Shortfall[] {
  const hasEntities = entities !== null && entities.all.lines.size > 0;
  const figures = [
    ...(intents === null
      ? []
      : [
          { what: "macro F1 of intents", value: intents.macroF1, minimum: minF1 },
          { what: "accuracy of intents", value: intents.accuracy, minimum: minAccuracy },
        ]),
    ...(hasEntities ? [{ what: "macro F1 of entities", value: entities.all.macroF1, minimum: minF1 }] : []),
  ];
  return figures.flatMap(({ what, value, minimum }) =>
    minimum !== null && value < minimum ? [{ what, value, minimum }] : [],
  );
}

export function shortfallError(shortfalls: readonly Shortfall[]): TsbotError {
  // Cut, not rounded: 0.7996 is not 0.8.
  const cut = (value: number): string => (Math.floor(value * 1000) / 1000).toFixed(3);
  const told = shortfalls.map(({ what, value, minimum }) => `${what} ${cut(value)} is below ${minimum}`);
  return new TsbotError("cli/below-minimum", `Not good enough: ${told.join(", ")}.`, {
    hint: "report.html shows the mistakes; `tsbot data suggest` what to do about examples.",
  });
}
