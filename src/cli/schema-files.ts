import { join, posix, sep } from "node:path";
import { formatProjectSchema, type ProjectSchema, projectSchemas } from "../project/index.ts";
import type { NewFile } from "./new-files.ts";

/** Where a project has the JSON Schemas of its files; the templates name them there. */
export const SCHEMA_FOLDER = "schemas";

/** The JSON Schemas as files of a folder. */
export function schemaFiles(folder: string): readonly NewFile[] {
  return projectSchemas.map(({ name, file }) => ({
    path: join(folder, file),
    text: formatProjectSchema(name),
  }));
}

/** The line on top of a file with which editors find its schema; `folder` as it is seen from the project. */
export function schemaLine({ place, file }: ProjectSchema, folder: string): string {
  const way = posix.join(posix.relative(posix.dirname(place), folder.replaceAll(sep, "/")), file);
  return `# yaml-language-server: $schema=${way}`;
}
