import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkProject } from "../../src/cli/check-project.ts";
import { countSeverities } from "../../src/cli/severities.ts";
import type { GoldenFolder } from "./golden.ts";

/** What `tsbot validate` finds in one bot. */
export interface Figures {
  readonly name: string;
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** For reading and validating, without the start of the process. */
  readonly milliseconds: number;
}

/** Figures of every project below `bots`, in the order of their names. */
export async function botFigures({ inputs }: GoldenFolder): Promise<readonly Figures[]> {
  const folder = join(inputs, "bots");
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const figures: Figures[] = [];
  for (const name of names.filter((one) => existsSync(join(folder, one, "config.yml")))) {
    const started = performance.now();
    const { project, diagnostics } = await checkProject({ directory: join(folder, name) }, {});
    const milliseconds = Math.round(performance.now() - started);
    const { error, warning, note } = countSeverities(diagnostics);
    figures.push({
      name,
      files: project.files.length,
      errors: error,
      warnings: warning,
      notes: note,
      milliseconds,
    });
  }
  return figures;
}

/** The figures as a table in Markdown. */
export function figureTable(figures: readonly Figures[]): readonly string[] {
  return [
    "| bot | files | errors | warnings | notes | ms |",
    "|---|---|---|---|---|---|",
    ...figures.map(
      ({ name, files, errors, warnings, notes, milliseconds }) =>
        `| ${name} | ${files} | ${errors} | ${warnings} | ${notes} | ${milliseconds} |`,
    ),
  ];
}
