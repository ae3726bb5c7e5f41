import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findNonFolder, writeFileAtomically } from "../../src/base/index.ts";

describe("writeFileAtomically", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tsbot-files-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("creates folders, replaces the content and leaves nothing else behind", async () => {
    const path = join(folder, "a", "b.json");
    await writeFileAtomically(path, "old");
    await writeFileAtomically(path, "new", { mode: 0o600 });
    expect(await readFile(path, "utf8")).toBe("new");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, "a"))).toEqual(["b.json"]);
  });

  it("keeps the old content when writing fails", async () => {
    const path = join(folder, "kept.json");
    await writeFile(path, "old");
    await expect(writeFileAtomically(join(path, "below-a-file"), "new")).rejects.toThrow();
    expect(await readFile(path, "utf8")).toBe("old");
  });

  it("names the file that was wanted when writing fails, not its temporary one", async () => {
    const path = join(folder, "folder");
    await mkdir(path);
    await expect(writeFileAtomically(path, "new")).rejects.toMatchObject({ code: "EISDIR", path });
    expect(await readdir(folder)).toEqual(["folder"]);
  });
});

describe("findNonFolder", () => {
  it("finds what keeps a path from being a folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tsbot-files-"));
    await writeFile(join(folder, "file"), "");
    await mkdir(join(folder, "real"));
    await symlink("real", join(folder, "link"));
    await symlink("nowhere", join(folder, "dangling"));
    for (const path of ["file", "file/below/it"]) {
      expect(await findNonFolder(join(folder, path))).toBe(join(folder, "file"));
    }
    expect(await findNonFolder(join(folder, "dangling/below"))).toBe(join(folder, "dangling"));
    for (const path of ["real", "real/below", "link/below", "new/below", "."]) {
      expect(await findNonFolder(join(folder, path))).toBeNull();
    }
    await rm(folder, { recursive: true });
  });
});
