import { readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { TsbotError, writeFileAtomically } from "../../base/index.ts";
import type { Diagnostic } from "../project.ts";
import { findFiles, LARGEST_FILE, readSourceFile } from "../project-files.ts";
import { domainSectionKeys } from "../shapes/data-file.ts";
import { findRemaining } from "./check-result.ts";
import type { MigrationChange } from "./describe-changes.ts";
import { unifiedDiff } from "./line-diff.ts";
import {
  checkLocations,
  type Locations,
  locate,
  type MigrationPaths,
  shownPath,
  throughLinks,
} from "./locations.ts";
import { type DomainText, migrateTexts } from "./migrate-texts.ts";
import { readSource } from "./read-source.ts";

export interface MigrateOptions extends MigrationPaths {
  /** Says what would change and writes nothing. */
  readonly dryRun: boolean;
  /** Writes over what is at `out`. The backup is never written over. */
  readonly force: boolean;
}

/** What was done; paths are relative to the directory. */
export interface MigrationReport {
  readonly domain: string;
  /** Empty when the domain is of Rasa 3 already: then nothing was written. */
  readonly changes: readonly MigrationChange[];
  readonly out: string;
  readonly backup: string;
  /** Files written (to be written in a dry run), without those of the backup. */
  readonly files: readonly string[];
  /** YAML files of a domain's folder that hold no domain, and are not migrated. */
  readonly leftOut: readonly string[];
  /** Lines of a unified diff. */
  readonly diff: readonly string[];
  /** Mistakes that migrating does not mend, with places in the new files. */
  readonly remaining: readonly Diagnostic[];
}

interface OpenedFile extends DomainText {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/**
 * Migrates a domain, a file or a folder, to the format of Rasa 3: writes it to `out` and a copy of the original beside the
 * domain. Throws {@link TsbotError} before anything is written.
 */
export async function migrateDomain(options: MigrateOptions): Promise<MigrationReport> {
  const { directory, dryRun, force } = options;
  const locations = await locate(options);
  const { opened, leftOut } = await openDomain(directory, locations);
  const migrated = migrateTexts(opened);
  const place = (root: string, { name }: DomainText): string =>
    locations.isFolder ? join(root, relative(locations.domain, resolve(directory, name))) : root;
  const written = migrated.files.map((file, index) => ({
    ...file,
    path: place(locations.out, file),
    original: opened[index] as OpenedFile,
  }));
  if (migrated.changes.length > 0 && !dryRun) {
    const backups = new Map(opened.map((file) => [place(locations.backup, file), file.bytes]));
    await checkLocations(locations, backups, force);
    // The original first: whatever happens then, it is there twice.
    for (const [path, bytes] of backups) await writeFileAtomically(path, bytes);
    for (const { path, text, original } of written) {
      if (locations.out === locations.domain && text === original.text) continue;
      await writeFileAtomically(await throughLinks(path), restoreMark(text, original), {
        mode: original.mode,
      });
    }
  }
  const shown = (path: string): string => shownPath(directory, path);
  return {
    domain: shown(locations.domain),
    changes: migrated.changes,
    out: shown(locations.out),
    backup: shown(locations.backup),
    files: written.map(({ path }) => shown(path)),
    leftOut,
    diff: written.flatMap(({ path, text, original }) => {
      const lines = unifiedDiff(original.text, text);
      return lines.length === 0 ? [] : [`--- ${original.name}`, `+++ ${shown(path)}`, ...lines];
    }),
    remaining: findRemaining(
      migrated.changes.length === 0 || dryRun
        ? migrated.files
        : written.map(({ path, text }) => ({ name: shown(path), text })),
    ),
  };
}

async function openDomain(
  directory: string,
  { domain, isFolder }: Locations,
): Promise<{ readonly opened: readonly OpenedFile[]; readonly leftOut: readonly string[] }> {
  const names = (await findFiles(directory, domain)) ?? [];
  const opened: OpenedFile[] = [];
  const leftOut: string[] = [];
  for (const name of names) {
    // Rasa takes a domain from YAML files only, and what is written is YAML.
    if (isFolder && !/\.ya?ml$/i.test(name)) continue;
    const file = await openFile(directory, name);
    if (holdsDomain(file)) opened.push(file);
    else leftOut.push(name);
  }
  if (opened.length > 0) return { opened, leftOut };
  const name = shownPath(directory, domain);
  throw new TsbotError(
    "migrate/no-domain",
    isFolder ? `No YAML file in '${name}' holds a domain.` : `'${name}' holds no domain.`,
    { hint: `A domain has one of the keys ${domainSectionKeys.join(", ")}. Name it with --domain.` },
  );
}

async function openFile(directory: string, name: string): Promise<OpenedFile> {
  const path = resolve(directory, name);
  const file = await readSourceFile(directory, name);
  const at = { file: name, line: 1, column: 1 };
  if (file === null) {
    throw new TsbotError("project/file-too-large", `This file is larger than ${LARGEST_FILE >> 20} MB.`, {
      at,
    });
  }
  if (file.isDamaged) {
    throw new TsbotError("project/not-utf8", "This file is not UTF-8.", {
      at,
      hint: "Save it as UTF-8 first.",
    });
  }
  const { mode } = await stat(path);
  return { name, text: file.text, bytes: await readFile(path), mode: mode & 0o777 };
}

function holdsDomain({ name, text }: DomainText): boolean {
  if (text.trim() === "") return false;
  const keys: readonly string[] = [...domainSectionKeys, "templates"];
  return readSource(name, text).root.entries.some(({ key }) => key === "<<" || keys.includes(key));
}

/** A byte order mark at the beginning stays. */
function restoreMark(text: string, { bytes, text: before }: OpenedFile): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && !before.startsWith("\uFEFF");
  return hasMark ? `\uFEFF${text}` : text;
}
