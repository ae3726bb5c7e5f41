import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A copy of a project of this repository (a path from its root), gone when the process ends. Loading a project's code
 * caches what it compiled inside the project, which must not happen in the source tree.
 */
export function copyProject(path: string): string {
  const folder = mkdtempSync(join(tmpdir(), "tsbot-project-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const target = join(folder, basename(path));
  const source = fileURLToPath(new URL(`../${path}`, import.meta.url));
  cpSync(source, target, { recursive: true, filter: (file) => basename(file) !== ".tsbot" });
  return target;
}
