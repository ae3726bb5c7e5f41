// When reminders recur: rules in three languages, and what comes after an occurrence. Start with follow.ts.

export { type Following, follow, type Missed, MOST_COUNTED } from "./follow.ts";
export { type FieldProblem, findZoneProblem, readRecurrence, recurs } from "./read-recurrence.ts";
