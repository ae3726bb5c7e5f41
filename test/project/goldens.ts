import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";

/** What Rasa makes of project files; it lies beside the repository, not in it. */
export const GOLDENS = fileURLToPath(new URL("../../../shared/goldens", import.meta.url));

const hasGoldens = existsSync(GOLDENS);

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

/** Tests that need the goldens; where those are absent, one skipped test says so. */
export function describeGoldens(name: string, body: () => void): void {
  describe(
    `${name} (needs ../shared/goldens)`,
    hasGoldens ? body : () => it.skip("there is no such folder here", () => {}),
  );
}
