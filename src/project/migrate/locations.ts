import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { didYouMean, TsbotError } from "../../base/index.ts";
import { findFiles } from "../project-files.ts";

/** What a person said about where things are; relative to the directory. */
export interface MigrationPaths {
  /** Absolute. */
  readonly directory: string;
  readonly domain?: string;
  readonly out?: string;
}

/** Where a domain is, where its migrated form goes, and where the original is kept; absolute. */
export interface Locations {
  readonly directory: string;
  readonly domain: string;
  readonly isFolder: boolean;
  readonly out: string;
  readonly backup: string;
}

const DEFAULT_DOMAINS = ["domain.yml", "domain.yaml", "domain"];

/** Finds the domain; the names beside it are Rasa's. */
export async function locate({ directory, domain, out }: MigrationPaths): Promise<Locations> {
  const candidates = domain === undefined ? DEFAULT_DOMAINS : [domain];
  for (const candidate of candidates) {
    const path = resolve(directory, candidate);
    const kind = await stat(path).catch(() => null);
    if (kind === null) continue;
    const isFolder = kind.isDirectory();
    const suffix = isFolder ? "" : ".yml";
    const beside = dirname(path);
    return {
      directory,
      domain: path,
      isFolder,
      out: out === undefined ? join(beside, `new_domain${suffix}`) : resolve(directory, out),
      backup: join(beside, `original_domain${suffix}`),
    };
  }
  const name = domain ?? "domain.yml";
  const beside = await readdir(dirname(resolve(directory, name))).catch((): string[] => []);
  const suggestion = didYouMean(basename(name), beside);
  throw new TsbotError("project/file-missing", `There is no domain '${name}'.`, {
    hint:
      suggestion ||
      "Run the command in the project's folder, or name the domain's file or folder with --domain.",
  });
}

/** Refuses what would overwrite, mix or lose something. `contents`: of the files to keep, by place in the backup. */
export async function checkLocations(
  locations: Locations,
  contents: ReadonlyMap<string, Uint8Array>,
  isForced: boolean,
): Promise<void> {
  const { directory, domain, out, backup, isFolder } = locations;
  if (isWithin(out, backup) || isWithin(backup, out)) {
    throw new TsbotError(
      "migrate/place",
      `The original is to be kept at '${shownPath(directory, backup)}'.`,
      {
        hint: "Give another name with --out.",
      },
    );
  }
  if (isFolder && out !== domain && (isWithin(out, domain) || isWithin(domain, out))) {
    throw new TsbotError(
      "migrate/place",
      `'${shownPath(directory, out)}' and the domain's folder lie in each other.`,
      {
        hint: "Both would be read as one domain: name a folder beside it with --out.",
      },
    );
  }
  await checkOut(locations, isForced);
  await checkBackup(locations, contents);
}

async function checkOut({ directory, out, isFolder, domain }: Locations, isForced: boolean): Promise<void> {
  const name = shownPath(directory, out);
  const kind = await stat(out).catch(() => null);
  if (kind === null) return;
  if (kind.isDirectory() !== isFolder) {
    throw new TsbotError(
      "migrate/place",
      isFolder
        ? `'${name}' is a file, but the domain is a folder.`
        : `'${name}' is a folder, but the domain is a file.`,
      { hint: `Name a ${isFolder ? "folder" : "file"} with --out.` },
    );
  }
  const isInUse = !isFolder || ((await findFiles(out, ".")) ?? []).length > 0;
  if (!isInUse || isForced) return;
  const message = out === domain ? `'${name}' is the domain itself.` : `'${name}' is there already.`;
  const hint =
    out === domain
      ? "Add --force to migrate it in place; the original is kept beside it."
      : "Name another place with --out, or add --force to write over it.";
  throw new TsbotError("migrate/exists", message, { hint });
}

/** A backup is never written over, --force or not; one that holds just these files will do. */
async function checkBackup(
  { directory, backup }: Locations,
  contents: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  if ((await stat(backup).catch(() => null)) === null) return;
  let isSame = true;
  for (const [path, bytes] of contents) {
    const kept = await readFile(path).catch(() => null);
    if (kept === null || Buffer.compare(kept, bytes) !== 0) isSame = false;
  }
  if (isSame) return;
  throw new TsbotError(
    "migrate/exists",
    `'${shownPath(directory, backup)}' is there already and holds something else.`,
    {
      hint: "It is the original of an earlier migration: move it away, and try again.",
    },
  );
}

/** What a link points to, so that a file is written over and not its link. */
export async function throughLinks(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

/** Relative to the directory where that is shorter, with `/`. */
export function shownPath(directory: string, path: string): string {
  const name = relative(directory, path).split(sep).join("/");
  return name === "" ? "." : name;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
