import { count } from "../../src/cli/words.ts";
import { findMistakes, isExpected, type ValidateGolden } from "./compare-validate.ts";
import { type GoldenFolder, readGoldens } from "./golden.ts";

/** One broken project: how many mistakes a good validator finds in it, and who finds them. */
export interface MistakeRow {
  readonly name: string;
  readonly mistakes: number;
  /** Those that tsbot reports with the severity, in the file, at the line. */
  readonly tsbot: number;
  /** What Rasa says of the project: nothing, something (often a symptom), or the name of what is wrong. */
  readonly rasa: "nothing" | "notices" | "names it";
  /** The same where what training checks before it trains counts too. */
  readonly rasaTrain: MistakeRow["rasa"];
  readonly rasaGivesLine: boolean;
}

/** A row for every project of `validate` that somebody judged, those without a mistake left out. */
export async function mistakeRows(folder: GoldenFolder): Promise<readonly MistakeRow[]> {
  const rows: MistakeRow[] = [];
  for (const { name, data } of readGoldens(folder, "validate")) {
    const golden = data as ValidateGolden | null;
    const expect = golden?.expect ?? [];
    if (golden === null || expect.length === 0) continue;
    const found = await findMistakes(golden, folder);
    const noticed = golden.rasa_notices ?? {};
    const isNamed = noticed.names_it_in_validate === true;
    const isNamedInAny = isNamed || noticed.names_it_in_train_checks === true;
    const isNoticed = noticed.in_validate === true;
    rows.push({
      name: name.replace(/^broken-/, ""),
      mistakes: expect.length,
      tsbot: expect.filter((wanted) => found.some((one) => isExpected(one, wanted))).length,
      rasa: degree(isNamed, isNoticed),
      rasaTrain: degree(isNamedInAny, isNoticed || noticed.in_train_checks === true),
      rasaGivesLine: noticed.gives_the_line === true,
    });
  }
  return rows;
}

function degree(isNamed: boolean, isNoticed: boolean): MistakeRow["rasa"] {
  if (isNamed) return "names it";
  return isNoticed ? "notices" : "nothing";
}

/** The rows as a table in Markdown, with the sums below. */
export function mistakeTable(rows: readonly MistakeRow[]): readonly string[] {
  const sum = (holds: (row: MistakeRow) => boolean): number => rows.filter(holds).length;
  const all = rows.reduce((total, { mistakes }) => total + mistakes, 0);
  const found = rows.reduce((total, { tsbot }) => total + tsbot, 0);
  return [
    "| project | mistakes | tsbot, at the line | rasa data validate | … and rasa train | Rasa gives the line |",
    "|---|---|---|---|---|---|",
    ...rows.map(
      ({ name, mistakes, tsbot, rasa, rasaTrain, rasaGivesLine }) =>
        `| ${name} | ${mistakes} | ${tsbot} | ${rasa} | ${rasaTrain} | ${rasaGivesLine ? "yes" : ""} |`,
    ),
    "",
    `${count(rows.length, "project")} with ${count(all, "mistake")}. tsbot finds ${found} of them at the line, in ${sum(({ mistakes, tsbot }) => mistakes === tsbot)} projects all.`,
    `rasa data validate notices something in ${sum(({ rasa }) => rasa !== "nothing")} projects and names what is wrong in ${sum(({ rasa }) => rasa === "names it")};`,
    `with the checks of rasa train in ${sum(({ rasaTrain }) => rasaTrain !== "nothing")} and ${sum(({ rasaTrain }) => rasaTrain === "names it")}; the line it gives in ${sum(({ rasaGivesLine }) => rasaGivesLine)}.`,
  ];
}
