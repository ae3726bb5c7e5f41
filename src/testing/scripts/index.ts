// Conversation scripts played on a simulated clock, each in a world of its own. Start with play-script.ts, then world.ts.

export { playScript } from "./play-script.ts";
export { type PlayOptions, playScripts } from "./play-scripts.ts";
export type { ScriptFailure, ScriptResult } from "./result.ts";
export type { ScriptedAssistant } from "./world.ts";
