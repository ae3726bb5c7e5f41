// A project's files in Rasa's format, read with positions, and everything that can be wrong with them.
// Imports base, regex, domain and conversation. Start with project.ts, then read-project.ts and rules/index.ts.

export { canBeIgnored, explainFinding, findingParts, similarFinding } from "./finding-catalog.ts";
export type { MigrationChange, MigrationReport } from "./migrate/index.ts";
export { migrateDomain } from "./migration.ts";
export { outreachSettings } from "./outreach-settings.ts";
export type {
  Diagnostic,
  Project,
  ProjectComponent,
  ProjectConfig,
  ProjectEndpoints,
  ProjectNluData,
  ProjectPaths,
  ProjectPlaces,
  ProjectSection,
} from "./project.ts";
export { LARGEST_FILE } from "./project-files.ts";
export { type NluFiles, readNluFiles } from "./read-nlu.ts";
export { readProject } from "./read-project.ts";
export { readYamlText } from "./read-yaml-text.ts";
export type { FindingExplanation } from "./reading-findings.ts";
export type { Known, StoryFinding } from "./rules/rule.ts";
export { formatProjectSchema, type ProjectSchema, projectSchemas } from "./schema/index.ts";
export {
  type ExpectedMessage,
  type ExpectedReminder,
  type ExpectedRequest,
  type ExpectedSlot,
  type ExpectedUrl,
  type HttpMock,
  type ProjectTests,
  readTests,
  type Script,
  type ScriptStep,
  type ScriptTime,
  type TestPaths,
  type TriggerStep,
  type UserScriptStep,
} from "./scripts/index.ts";
export { readStoryFiles, type SplitStories, splitNlu, splitStories } from "./splitting/index.ts";
export { diagnosticsToJson, validateProject } from "./validate.ts";
export {
  conversationsToYaml,
  nluToJson,
  nluToYaml,
  responsesToYaml,
  type ToldConversation,
} from "./writers/index.ts";
