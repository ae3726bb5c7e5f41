/** A measurement at a moment. */
export interface Sample {
  /** In any unit that counts evenly. */
  readonly at: number;
  readonly value: number;
}

/** How much the value grows with each unit of time: the slope of the line with the least squared errors. */
export function slopeOf(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = { at: mean(samples.map(({ at }) => at)), value: mean(samples.map(({ value }) => value)) };
  let together = 0;
  let alone = 0;
  for (const { at, value } of samples) {
    together += (at - middle.at) * (value - middle.value);
    alone += (at - middle.at) ** 2;
  }
  return together / alone;
}
