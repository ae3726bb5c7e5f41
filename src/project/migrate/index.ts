// Brings a domain of Rasa 2 into the format of Rasa 3, in place in its text: all that does not change stays as it is written.
// Imports project's readers and YAML. Start with migrate-domain.ts (files), then migrate-texts.ts and plan.ts.

export type { MigrationChange } from "./describe-changes.ts";
export { type MigrateOptions, type MigrationReport, migrateDomain } from "./migrate-domain.ts";
export { migrateTexts } from "./migrate-texts.ts";
