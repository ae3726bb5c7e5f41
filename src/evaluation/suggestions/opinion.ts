import { baseIntent } from "../evaluation.ts";
import type { Understood } from "../understood.ts";

/** What a model that has not seen an example thinks of its intent. */
export interface Opinion {
  /** Probability of the intent it has. */
  readonly own: number;
  /** The likeliest other intent of the data, with its probability; null where there is none. */
  readonly rival: { readonly intent: string; readonly probability: number } | null;
}

/** Whether the intent it has is the likeliest. */
export function isUnderstood({ own, rival }: Opinion): boolean {
  return own > 0 && own >= (rival?.probability ?? 0);
}

/**
 * @param intents those of the data: a fallback is no opinion
 */
export function toOpinion({ wanted, result }: Understood, intents: ReadonlySet<string>): Opinion {
  const own = baseIntent(wanted.intent ?? "");
  const ranking = result.intent_ranking ?? [result.intent];
  const known = ranking.flatMap(({ name, confidence }) =>
    name !== null && intents.has(name) ? [{ intent: name, probability: confidence ?? 0 }] : [],
  );
  const others = known
    .filter(({ intent }) => intent !== own)
    .sort((left, right) => right.probability - left.probability);
  return {
    own: known.find(({ intent }) => intent === own)?.probability ?? 0,
    rival: others[0] ?? null,
  };
}
