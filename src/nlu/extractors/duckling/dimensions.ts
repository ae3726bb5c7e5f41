/** What Duckling tells apart. */
export const DIMENSIONS = [
  "amount-of-money",
  "credit-card-number",
  "distance",
  "duration",
  "email",
  "number",
  "ordinal",
  "phone-number",
  "quantity",
  "temperature",
  "time",
  "url",
  "volume",
] as const;

export type Dimension = (typeof DIMENSIONS)[number];
