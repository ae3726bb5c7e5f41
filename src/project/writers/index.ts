// Rasa files out: YAML in Rasa's own layout, NLU data as YAML and as Rasa's JSON.
// Imports base and project/'s readers. Start with nlu-yaml.ts, then yaml-text.ts (any value) and markup.ts (annotations).

export { conversationsToYaml, type ToldConversation } from "./conversation-story.ts";
export { nluToJson } from "./nlu-json.ts";
export { nluToYaml } from "./nlu-yaml.ts";
export { responsesToYaml } from "./responses-yaml.ts";
export type { WrittenNlu } from "./written.ts";
export { toYaml } from "./yaml-text.ts";
