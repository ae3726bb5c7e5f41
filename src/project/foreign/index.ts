// Exports of other tools, read as NLU data: LUIS, wit.ai and Dialogflow, as Rasa reads them.
// Imports base and the readers of project/. Start with format.ts (which tool's file it is), then read-foreign.ts.

export { type ForeignFormat, foreignFormat, isListExport } from "./format.ts";
export { readForeign } from "./read-foreign.ts";
