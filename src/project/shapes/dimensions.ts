/** What Duckling finds. */
export const ducklingDimensions: readonly string[] = [
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
];

/** What SpacyEntityExtractor finds here; models of spaCy have more. */
export const spacyDimensions: readonly string[] = [
  "PERSON",
  "GPE",
  "LOC",
  "ORG",
  "DATE",
  "TIME",
  "MONEY",
  "PERCENT",
  "CARDINAL",
  "ORDINAL",
];

/** The dimensions of extractors that bring entities along, by the extractor's name. */
export const dimensionsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ["DucklingEntityExtractor", ducklingDimensions],
  ["DucklingHTTPExtractor", ducklingDimensions],
  ["SpacyEntityExtractor", spacyDimensions],
]);
