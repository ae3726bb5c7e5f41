import { compareConfig } from "./compare-config.ts";
import { compareDomain } from "./compare-domain.ts";
import { compareEndpoints } from "./compare-endpoints.ts";
import { compareNlu } from "./compare-nlu.ts";
import { compareStories } from "./compare-stories.ts";
import { compareTokens } from "./compare-tokens.ts";
import { compareValidate } from "./compare-validate.ts";
import type { GoldenData, GoldenFolder } from "./golden.ts";

/** Gives where tsbot differs from the recorded, one line each; empty where it does not. */
type Compare = (golden: never, folder: GoldenFolder) => Promise<readonly string[]>;

const KINDS = {
  domain: compareDomain,
  nlu: compareNlu,
  stories: compareStories,
  config: compareConfig,
  endpoints: compareEndpoints,
  tokens: compareTokens,
  validate: compareValidate,
} as const satisfies Readonly<Record<string, Compare>>;

export type GoldenKind = keyof typeof KINDS;

export const goldenKinds = Object.keys(KINDS) as readonly GoldenKind[];

/** Compares one; what tsbot throws is a difference too. */
export async function compareGolden(
  kind: GoldenKind,
  golden: GoldenData,
  folder: GoldenFolder,
): Promise<readonly string[]> {
  try {
    return await (KINDS[kind] as Compare)(golden as never, folder);
  } catch (error) {
    return [`threw ${String(error)}`];
  }
}
