// JSON Schemas of project files, made of shapes/: with them editors complete and check the files.
// Imports base and shapes/. Start with project-schemas.ts, then json-schema.ts.

export {
  createProjectSchema,
  formatProjectSchema,
  type ProjectSchema,
  projectSchemas,
} from "./project-schemas.ts";
