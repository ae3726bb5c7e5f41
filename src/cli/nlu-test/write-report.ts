import { join, resolve } from "node:path";
import { findNonFolder, TsbotError, writeFileAtomically } from "../../base/index.ts";

/** The folder for a report, looked at before any work is done for it. Throws `cli/not-a-folder` where a file is in the way. */
export async function checkFolder(directory: string, out: string): Promise<string> {
  const folder = resolve(directory, out);
  const obstacle = await findNonFolder(folder);
  if (obstacle !== null) {
    throw new TsbotError("cli/not-a-folder", `--out ${out} cannot be a folder: '${obstacle}' is a file.`, {
      hint: "Name another folder with --out.",
    });
  }
  return folder;
}

/** Writes files by name, over those of an earlier report. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) await writeFileAtomically(join(folder, name), text);
}
