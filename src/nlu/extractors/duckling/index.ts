// Times, numbers, money, addresses and so on in a text, by a server of Duckling or found here. Start with extractor.ts;
// built-in.ts puts the finders together.

export { findMatches } from "./built-in.ts";
export { ducklingEntityExtractor } from "./extractor.ts";
export type { Match } from "./match.ts";
export { languageOf } from "./options.ts";
export { createReference, type Reference } from "./time/index.ts";
