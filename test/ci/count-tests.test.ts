import { spawnSync } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../cli/run-cli.ts";

const SCRIPT = fileURLToPath(new URL("../../.ci/count-tests.mjs", import.meta.url));

/** A report as vitest writes it: file to test to status. */
type Report = Readonly<Record<string, Readonly<Record<string, string>>>>;

async function count(reports: readonly Report[], surroundings: { readonly shared?: true } = {}) {
  await using folder = await temporaryFolder();
  const root = join(folder.path, "repository");
  await cp(SCRIPT, join(root, ".ci/count-tests.mjs"));
  if (surroundings.shared) await mkdir(join(folder.path, "shared"));
  const names = reports.map((_, index) => join(root, `report-${index}.json`));
  for (const [index, report] of reports.entries()) {
    const testResults = Object.entries(report).map(([name, tests]) => ({
      name,
      status: "passed",
      message: "",
      assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
    }));
    await writeFile(names[index] ?? "", JSON.stringify({ testResults }));
  }
  const { status, stdout } = spawnSync(process.execPath, [join(root, ".ci/count-tests.mjs"), ...names], {
    encoding: "utf8",
  });
  return { status, stdout, last: stdout.trimEnd().split("\n").at(-1) };
}

describe("counting tests", () => {
  it("passes when every test ran somewhere", async () => {
    const result = await count([{ a: { one: "passed", two: "skipped" } }, { a: { two: "passed" } }]);
    expect(result).toMatchObject({ status: 0, last: "2 passed, 0 failed" });
  });

  it("does not take a test of another file for one that was skipped", async () => {
    const result = await count([{ a: { one: "skipped" }, b: { one: "passed" } }]);
    expect(result).toMatchObject({ status: 1, last: "1 passed, 1 failed" });
    expect(result.stdout).toContain("skipped: a: one");
  });

  it("refuses a file in which no test ran", async () => {
    const result = await count([{ a: { one: "passed" }, b: {} }]);
    expect(result).toMatchObject({ status: 1, last: "1 passed, 1 failed" });
    expect(result.stdout).toContain("no test ran: b");
  });

  it("lets what needs ../shared be skipped where that is absent, says so, and nowhere else", async () => {
    const reports = [{ a: { one: "passed", "two (needs ../shared/goldens)": "skipped" } }];
    const without = await count(reports);
    expect(without).toMatchObject({ status: 0, last: "1 passed, 0 failed" });
    expect(without.stdout).toContain("1 need ../shared, which is absent here");
    expect(await count(reports, { shared: true })).toMatchObject({ status: 1, last: "1 passed, 1 failed" });
  });

  it("fails when nothing ran at all", async () => {
    expect(await count([{}])).toMatchObject({ status: 1, last: "0 passed, 0 failed" });
  });
});
