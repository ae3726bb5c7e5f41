import { deviations } from "./deviations.ts";
import { type Golden, type GoldenFolder, readGoldens } from "./golden.ts";
import { compareGolden, type GoldenKind, goldenKinds } from "./kinds.ts";

/** What became of a comparison. `deviates`: it differs, as the table of deviations says, which counts as passed. */
export interface Verdict {
  readonly kind: GoldenKind;
  readonly name: string;
  readonly outcome: "same" | "deviates" | "fails";
  /** Of a deviation the reason in the table, otherwise what differs. */
  readonly reasons: readonly string[];
}

type Deviations = Readonly<Record<string, string>>;

/** Compares one and looks it up in the table: only what is listed may differ, and what is listed must. */
export async function judge(
  kind: GoldenKind,
  { name, data, problem }: Golden,
  folder: GoldenFolder,
  known: Deviations = deviations,
): Promise<Verdict> {
  if (data === null) return { kind, name, outcome: "fails", reasons: [problem ?? "cannot be read"] };
  const reasons = await compareGolden(kind, data, folder);
  const reason = known[`${kind}/${name}`];
  if (reason === undefined) return { kind, name, outcome: reasons.length === 0 ? "same" : "fails", reasons };
  if (reasons.length > 0) return { kind, name, outcome: "deviates", reasons: [reason] };
  return {
    kind,
    name,
    outcome: "fails",
    reasons: [`listed as a deviation (${reason}), but it does not differ`],
  };
}

/** Runs all comparisons of a folder, kind by kind. */
export async function* runGoldens(
  folder: GoldenFolder,
  kinds: readonly GoldenKind[] = goldenKinds,
  known: Deviations = deviations,
): AsyncGenerator<Verdict> {
  for (const kind of kinds) {
    for (const golden of readGoldens(folder, kind)) yield await judge(kind, golden, folder, known);
  }
}
