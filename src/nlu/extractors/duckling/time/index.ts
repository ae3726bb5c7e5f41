// Times in a text, as Duckling finds them: what is counted from now, cycles (next week), and dates and times of day, which
// chrono-node reads. Start with find-times.ts.

export { loadChrono, type ReadTimes } from "./chrono.ts";
export { findTimes } from "./find-times.ts";
export { createReference, type Reference } from "./reference.ts";
