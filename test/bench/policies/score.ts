/** An action that a story has, and what was predicted in its place. */
export type PredictedStep = readonly [expected: string, predicted: string];

/** How often predictions were right. */
export interface Score {
  right: number;
  all: number;
  /** Without `action_listen`, which is the easiest of all. */
  rightActions: number;
  allActions: number;
  /** Seconds of training, over all folds. */
  seconds: number;
  folds: number;
}

export function createScore(): Score {
  return { right: 0, all: 0, rightActions: 0, allActions: 0, seconds: 0, folds: 0 };
}

/** Adds a fold. */
export function addFold(score: Score, steps: readonly PredictedStep[], seconds: number): void {
  for (const [expected, predicted] of steps) {
    const isRight = expected === predicted;
    score.all++;
    if (isRight) score.right++;
    if (expected === "action_listen") continue;
    score.allActions++;
    if (isRight) score.rightActions++;
  }
  score.seconds += seconds;
  score.folds++;
}
