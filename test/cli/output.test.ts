import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TsbotError } from "../../src/base/index.ts";
import { createTextLogger } from "../../src/cli/log.ts";
import { createOutput } from "../../src/cli/output.ts";
import { plainStyle } from "../../src/cli/style.ts";
import type { Environment, GlobalOptions } from "../../src/cli/surroundings.ts";
import { renderTable } from "../../src/cli/table.ts";
import type { Diagnostic } from "../../src/project/index.ts";

const ESCAPE = String.fromCharCode(27);

function createConsole(isTTY = false, columns = 80) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({
    isTTY,
    columns,
    write: (text: string) => {
      written[name] += text;
    },
  });
  return { written, stdout: stream("stdout"), stderr: stream("stderr") };
}

async function open(options: GlobalOptions = {}, environment: Environment = {}, isTTY = false) {
  const console = createConsole(isTTY);
  return { output: await createOutput(console, options, environment), written: console.written };
}

describe("where output goes", () => {
  it("prints results on standard output and warnings on standard error", async () => {
    const { output, written } = await open();
    output.print("result");
    output.say("remark");
    output.warn("careful");
    expect(written).toEqual({ stdout: "result\nremark\n", stderr: "warning: careful\n" });
  });

  it("keeps standard output free for data with --json", async () => {
    const { output, written } = await open({ json: true });
    output.print("result");
    output.say("remark");
    output.data({ answer: 42 });
    expect(JSON.parse(written.stdout)).toEqual({ answer: 42 });
    expect(written.stderr).toBe("result\nremark\n");
  });

  it("leaves remarks and progress out with --quiet, but not results", async () => {
    const { output, written } = await open({ quiet: true });
    output.print("result");
    output.say("remark");
    (await output.progress("Working")).update("Still working");
    expect(written).toEqual({ stdout: "result\n", stderr: "" });
  });

  it("shows progress as plain lines where nobody watches, each step once", async () => {
    const { output, written } = await open();
    const progress = await output.progress("Reading");
    progress.update("Training", "1 of 100");
    progress.update("Training", "2 of 100");
    progress.stop();
    expect(written.stderr).toBe("Reading …\nTraining …\n");
  });

  it("shows progress as plain lines on a terminal without a width", async () => {
    const console = createConsole(true, 0);
    const output = await createOutput(console, {}, { TERM: "xterm" });
    const progress = await output.progress("Reading");
    progress.update("Training", "1 of 100");
    progress.stop();
    expect(console.written.stderr).toBe("Reading …\nTraining …\n");
  });
});

describe("colours", () => {
  it.each([
    { name: "on a terminal", isTTY: true, options: {}, environment: {}, colored: true },
    { name: "not in a pipe", isTTY: false, options: {}, environment: {}, colored: false },
    { name: "not with --no-color", isTTY: true, options: { color: false }, environment: {}, colored: false },
    { name: "not with NO_COLOR", isTTY: true, options: {}, environment: { NO_COLOR: "1" }, colored: false },
    {
      name: "despite an empty NO_COLOR",
      isTTY: true,
      options: {},
      environment: { NO_COLOR: "" },
      colored: true,
    },
    {
      name: "not on a dumb terminal",
      isTTY: true,
      options: {},
      environment: { TERM: "dumb" },
      colored: false,
    },
    {
      name: "in a pipe with FORCE_COLOR",
      isTTY: false,
      options: {},
      environment: { FORCE_COLOR: "1" },
      colored: true,
    },
  ])("are used $name", async ({ isTTY, options, environment, colored }) => {
    const { output, written } = await open(options, environment, isTTY);
    output.print(output.style.red("text"));
    expect(written.stdout.includes(ESCAPE)).toBe(colored);
  });
});

describe("errors", () => {
  it("show place, message, code and hint of a person's mistake, without a stack", async () => {
    const { output, written } = await open();
    await output.fail(
      new TsbotError("project/unknown-slot-type", "Slot 'city' has the type 'txt'.", {
        at: { file: "domain.yml", line: 12, column: 11 },
        hint: "Use text.",
      }),
    );
    expect(written.stderr).toBe(
      "error: domain.yml:12:11  Slot 'city' has the type 'txt'. [project/unknown-slot-type]\n  Use text.\n",
    );
  });

  it("show the stack of a person's mistake only with --debug", async () => {
    const { output, written } = await open({ debug: true });
    await output.fail(new TsbotError("cli/x", "Wrong."));
    expect(written.stderr).toMatch(/^\s+at /m);
  });

  it("show the stack of our own mistakes", async () => {
    const { output, written } = await open();
    await output.fail(new TypeError("broken inside"));
    expect(written.stderr).toMatch(/^error: broken inside\n/);
    expect(written.stderr).toMatch(/^\s+at /m);
  });

  it.each([
    ["EACCES", "No permission: /x"],
    ["EEXIST", "There is something else already: /x"],
    ["ENOTEMPTY", "The folder is not empty: /x"],
    ["ELOOP", "Links that lead in a circle: /x"],
    ["ENAMETOOLONG", "The name is too long: /x"],
    ["EBUSY", "In use by another program: /x"],
    ["EDQUOT", "Your share of the disk is used up: /x"],
  ])("say what the operating system refused without a stack (%s)", async (code, text) => {
    const { output, written } = await open();
    await output.fail(Object.assign(new Error(code), { code, path: "/x", syscall: "open" }));
    expect(written.stderr).toBe(`error: ${text}\n`);
  });

  it("name the address that was taken", async () => {
    const { output, written } = await open();
    const facts = { code: "EADDRINUSE", syscall: "listen", address: "127.0.0.1", port: 5005 };
    await output.fail(Object.assign(new Error("listen EADDRINUSE"), facts));
    expect(written.stderr).toBe("error: Another program listens there already: 127.0.0.1:5005\n");
  });
});

describe("diagnostics", () => {
  const base: Diagnostic = {
    code: "project/unknown-key",
    severity: "error",
    message: "Unknown key 'intens'.",
    at: { file: "domain.yml", line: 2, column: 1, endLine: 2, endColumn: 7 },
    hint: "Did you mean 'intents'?",
    related: [],
  };

  async function render(diagnostic: Diagnostic, text: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "tsbot-test-"));
    try {
      await writeFile(join(folder, diagnostic.at.file), text);
      const { output, written } = await open();
      await output.diagnostics([diagnostic], folder);
      return written.stdout;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it("show file, line, column, excerpt with carets, hint and code", async () => {
    expect(await render(base, 'version: "3.1"\nintens:\n  - greet\n')).toBe(
      [
        "domain.yml:2:1  error: Unknown key 'intens'.  [project/unknown-key]",
        "  2 | intens:",
        "    | ^^^^^^",
        "  Did you mean 'intents'?",
        "",
        "",
      ].join("\n"),
    );
  });

  it("put the caret under the right character behind tabs and emoji", async () => {
    const at = { file: "nlu.yml", line: 1, column: 4 };
    expect(await render({ ...base, at }, "\t😀 x y\n")).toContain("  1 | \t😀 x y\n    | \t  ^\n");
  });

  it("cut a long line around the caret", async () => {
    const at = { file: "nlu.yml", line: 1, column: 5001 };
    const text = await render({ ...base, at }, `${"a".repeat(5000)}X${"b".repeat(5000)}\n`);
    const [, excerpt = "", caret = ""] = text.split("\n");
    expect(excerpt.length).toBeLessThan(120);
    expect(excerpt[caret.indexOf("^")]).toBe("X");
  });

  it("show a finding also when its line cannot be read", async () => {
    const text = await render({ ...base, at: { file: "domain.yml", line: 99, column: 1 } }, "a: b\n");
    expect(text).toContain("domain.yml:99:1");
    expect(text).not.toContain("|");
  });
});

describe("tables", () => {
  it("align columns by what a terminal shows, wide characters counting two", () => {
    expect(
      renderTable(
        ["name", "due"],
        [
          ["名前", "now"],
          ["call Paul", "in 5 s"],
        ],
        plainStyle,
      ),
    ).toEqual(["name       due", "名前       now", "call Paul  in 5 s"]);
  });

  it("let no control character of a cell through", () => {
    const lines = renderTable(["name"], [[`a${ESCAPE}[2Jb\nc`]], plainStyle);
    expect(lines).toEqual(["name", "a [2Jb c"]);
  });

  it("let nothing through that turns the direction of writing", () => {
    expect(renderTable(["name"], [["a\u202eb\u2066c\u200fd"]], plainStyle)).toEqual(["name", "a b c d"]);
  });
});

describe("lines of a log for people", () => {
  it("show a stack below, where there is one", () => {
    const { written, stderr } = createConsole();
    const log = createTextLogger(stderr, "info", plainStyle);
    log.error("a request failed", { error: new Error("oh no"), route: "/", stack: "Error: oh no\n    at x" });
    expect(written.stderr).toBe(
      'error a request failed error="oh no" route=/\n      Error: oh no\n          at x\n',
    );
  });
});
