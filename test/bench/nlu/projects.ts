import { cp, readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { TSBOT } from "../processes.ts";
import { measureProcess } from "./measure-process.ts";
import { inFolder } from "./understand.ts";

export interface ProjectResult {
  /** Its folder, from the one that was given. */
  readonly name: string;
  /** Of `tsbot train`, process start included; null where it refuses. */
  readonly seconds: number | null;
  readonly peakMegabytes: number | null;
}

/** Every folder with a config.yml, however deep. */
export async function findProjects(directory: string): Promise<readonly string[]> {
  const files = await readdir(directory, { recursive: true });
  return files
    .filter((file) => /(^|[\\/])config\.yml$/.test(file))
    .map((file) => join(directory, dirname(file)))
    .sort();
}

/** Trains a copy of a project, whatever `validate` would say of it. */
export async function measureProject(directory: string, project: string): Promise<ProjectResult> {
  const name = relative(directory, project) || ".";
  return await inFolder(async (folder) => {
    const copy = join(folder, "project");
    await cp(project, copy, { recursive: true });
    const args = [TSBOT, "train", "--force", "--quiet", "--skip-validation"];
    try {
      const { seconds, peakMegabytes } = await measureProcess(process.execPath, args, copy);
      return { name, seconds, peakMegabytes };
    } catch (error) {
      console.error(String(error).split("\n").slice(0, 3).join("\n"));
      return { name, seconds: null, peakMegabytes: null };
    }
  });
}
