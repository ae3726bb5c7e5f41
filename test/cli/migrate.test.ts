import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.ts";

const OLD = `version: "2.0"
# what people want
intents: [greet]
entities: [city]
slots:
  city: {type: text}   # where to
  note:
    type: unfeaturized
responses:
  utter_greet:
  - text: hello
`;

const NEW = `version: "3.1"
# what people want
intents: [greet]
entities: [city]
slots:
  city:   # where to
    type: text
    mappings:
    - type: from_entity
      entity: city
  note:
    type: any
    mappings:
    - type: custom
responses:
  utter_greet:
  - text: hello
`;

async function createFolder(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await temporaryFolder();
  const file = (name: string): string => join(folder.path, name);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(file(name), ".."), { recursive: true });
    await writeFile(file(name), content);
  }
  return {
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
    file,
    read: (name: string) => readFile(file(name), "utf8"),
    list: async () => (await readdir(folder.path, { recursive: true })).sort(),
    migrate: (...args: string[]) => runCli(["data", "migrate", ...args], { cwd: folder.path }),
  };
}

describe("tsbot data migrate", () => {
  it("writes the new domain beside the old one, keeps a copy, and says what changed and what to do", async () => {
    await using folder = await createFolder({ "domain.yml": OLD });
    const { code, stdout, stderr } = await folder.migrate();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await folder.list()).toEqual(["domain.yml", "new_domain.yml", "original_domain.yml"]);
    expect(await folder.read("domain.yml")).toBe(OLD);
    expect(await folder.read("original_domain.yml")).toBe(OLD);
    expect(await folder.read("new_domain.yml")).toBe(NEW);
    expect(stdout).toContain('domain.yml:1:10  version "2.0" → "3.1"\n');
    expect(stdout).toContain("domain.yml:6:3  slot 'city': the entity 'city' fills it");
    expect(stdout).toContain("domain.yml:7:3  Nothing but actions fills the slot 'note'");
    expect(stdout).toContain("mv new_domain.yml domain.yml");
  });

  it("shows a diff and writes nothing with --dry-run", async () => {
    await using folder = await createFolder({ "domain.yml": OLD });
    const { code, stdout } = await folder.migrate("--dry-run");
    expect(code).toBe(0);
    expect(stdout).toContain(
      '--- domain.yml\n+++ new_domain.yml\n@@ -1,11 +1,17 @@\n-version: "2.0"\n+version: "3.1"\n # what',
    );
    expect(await folder.list()).toEqual(["domain.yml"]);
  });

  it("says that there is nothing to do, and writes nothing", async () => {
    await using folder = await createFolder({ "domain.yml": NEW });
    const { code, stdout } = await folder.migrate();
    expect(code).toBe(0);
    expect(stdout).toBe(
      "Nothing to migrate: 'domain.yml' is in the format of Rasa 3 already. Nothing was written.\n",
    );
    expect(await folder.list()).toEqual(["domain.yml"]);
  });

  it("writes over nothing unless it is told to, and over a backup never", async () => {
    await using folder = await createFolder({ "domain.yml": OLD, "new_domain.yml": "mine\n" });
    const refused = await folder.migrate();
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("'new_domain.yml' is there already.");
    expect(await folder.list()).toEqual(["domain.yml", "new_domain.yml"]);
    expect((await folder.migrate("--force")).code).toBe(0);
    expect(await folder.read("new_domain.yml")).toBe(NEW);
    await writeFile(folder.file("original_domain.yml"), "precious\n");
    const kept = await folder.migrate("--force");
    expect(kept.code).toBe(1);
    expect(kept.stderr).toContain("'original_domain.yml' is there already and holds something else.");
    expect(await folder.read("original_domain.yml")).toBe("precious\n");
  });

  it("migrates in place with --force, through a link, and keeps a byte order mark", async () => {
    const bytes = Buffer.from(`\uFEFF${OLD}`);
    await using folder = await createFolder({ "shared/real.yml": bytes });
    await symlink(folder.file("shared/real.yml"), folder.file("domain.yml"));
    expect((await folder.migrate("--out", "domain.yml")).stderr).toContain("is the domain itself");
    expect((await folder.migrate("--out", "domain.yml", "--force")).code).toBe(0);
    expect(await folder.read("shared/real.yml")).toBe(`\uFEFF${NEW}`);
    expect(await folder.read("original_domain.yml")).toBe(`\uFEFF${OLD}`);
    expect((await folder.migrate("--out", "domain.yml", "--force")).stdout).toContain("Nothing to migrate");
  });

  it("migrates a folder as one domain, over its files, and leaves out what is no domain", async () => {
    await using folder = await createFolder({
      "domain/forms.yml": "forms:\n  f:\n    city:\n    - type: from_text\n",
      "domain/more/slots.yml": "slots:\n  city:\n    type: text\n",
      "domain/intents.yml": "intents: [greet]   # all\n",
      "domain/nlu.yml": "nlu: []\n",
    });
    const { code, stdout } = await folder.migrate("-d", "domain", "--out", "domain3");
    expect(code).toBe(0);
    expect(stdout).toContain("domain/nlu.yml");
    const files = ["forms.yml", "intents.yml", "more", "more/slots.yml"];
    expect((await folder.list()).filter((name) => !/^domain(?:\/|$)/.test(name))).toEqual([
      "domain3",
      ...files.map((name) => `domain3/${name}`),
      "original_domain",
      ...files.map((name) => `original_domain/${name}`),
    ]);
    expect(await folder.read("domain3/intents.yml")).toBe("intents: [greet]   # all\n");
    expect(await folder.read("domain3/forms.yml")).toBe("forms:\n  f:\n    required_slots:\n    - city\n");
    expect(await folder.read("domain3/more/slots.yml")).toContain("requested_slot: city");
    expect((await folder.migrate("-d", "domain", "--out", "domain/new")).stderr).toContain("in each other");
    expect((await folder.migrate("-d", "domain", "--out", "domain/nlu.yml")).code).toBe(1);
  });

  it("shows what migrating does not mend, in the new file", async () => {
    await using folder = await createFolder({ "domain.yml": `${OLD}intens: [x]\n` });
    const { code, stdout, stderr } = await folder.migrate();
    expect(code).toBe(0);
    expect(stderr).toContain("There is 1 thing in the domain that migrating does not mend");
    expect(stdout).toMatch(/^new_domain\.yml:18:1 {2}error: 'intens' is no key of a domain\./m);
    expect(stdout).toContain("  18 | intens: [x]");
  });

  it("prints only JSON with --json", async () => {
    await using folder = await createFolder({ "domain.yml": OLD });
    const { stdout } = await folder.migrate("--json");
    const report = JSON.parse(stdout) as Record<string, unknown> & { readonly changes: readonly object[] };
    expect(report).toMatchObject({
      domain: "domain.yml",
      migrated: true,
      out: "new_domain.yml",
      backup: "original_domain.yml",
      files: ["new_domain.yml"],
      remaining: [],
    });
    expect(report.changes[0]).toEqual({
      message: 'version "2.0" → "3.1"',
      file: "domain.yml",
      line: 1,
      column: 10,
      check: null,
    });
  });

  it.each([
    [
      "a missing file",
      ["-d", "domein.yml"],
      "There is no domain 'domein.yml'.",
      "Did you mean 'domain.yml'?",
    ],
    ["a file without a domain", ["-d", "nlu.yml"], "'nlu.yml' holds no domain.", "--domain"],
    ["broken YAML", ["-d", "broken.yml"], "broken.yml:2:6", "is not closed"],
    ["text that is not UTF-8", ["-d", "latin.yml"], "latin.yml:1:1", "UTF-8"],
    ["a folder to write a file to", ["--out", "folder"], "'folder' is a folder", "--out"],
  ])("explains %s and writes nothing", async (_, args, ...texts) => {
    await using folder = await createFolder({
      "domain.yml": OLD,
      "nlu.yml": "nlu: []\n",
      "broken.yml": "slots:\n  a: [\n",
      "latin.yml": Buffer.from("intents: [gr\xfc\xdfe]\n", "latin1"),
      "folder/x": "",
    });
    const before = await folder.list();
    const { code, stdout, stderr } = await folder.migrate(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    for (const text of texts) expect(stderr).toContain(text);
    expect(await folder.list()).toEqual(before);
  });
});
