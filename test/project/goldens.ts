import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What Rasa makes of project files; it lies beside the repository, not in it. */
export const GOLDENS = fileURLToPath(new URL("../../../shared/goldens", import.meta.url));

export const hasGoldens = existsSync(GOLDENS);

/** All goldens of a kind; none where they are absent. */
export function goldensOf<Golden extends { readonly input: object }>(
  kind: string,
): readonly (Golden & { readonly file: string })[] {
  if (!hasGoldens) return [];
  return readdirSync(join(GOLDENS, kind))
    .sort()
    .map((file) => ({
      ...(JSON.parse(readFileSync(join(GOLDENS, kind, file), "utf8")) as Golden),
      file: file.replace(/\.json$/, ""),
    }));
}
