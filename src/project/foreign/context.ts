import type { OpenList } from "../open-file.ts";

/** What reading an export needs besides its file. */
export interface ForeignContext {
  /** Which of an agent's languages to read. */
  readonly language: string;
  /** The lists that stand beside the export. */
  readonly lists: readonly OpenList[];
}
