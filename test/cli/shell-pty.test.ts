import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const BIN = fileURLToPath(new URL("../../bin/tsbot.js", import.meta.url));

function hasTmux(): boolean {
  try {
    execFileSync("tmux", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function isRunning(processOrGroup: number): boolean {
  try {
    process.kill(processOrGroup, 0);
    return true;
  } catch {
    return false;
  }
}

/** A terminal of 60 columns with a shell of tsbot in it. */
class Screen {
  readonly #socket: string;
  constructor(folder: string, command: string, cwd: string) {
    this.#socket = join(folder, "tmux");
    this.#tmux(
      "new-session",
      "-d",
      "-x",
      "60",
      "-y",
      "30",
      "-c",
      cwd,
      `${command}; echo "left with $?"; cat`,
    );
  }
  #tmux(...args: readonly string[]): string {
    return execFileSync("tmux", ["-S", this.#socket, "-f", "/dev/null", ...args], { encoding: "utf8" });
  }
  /** Keys as they are typed; a final Enter is `\n`. */
  type(text: string): void {
    const enters = text.endsWith("\n");
    this.#tmux("send-keys", "-l", enters ? text.slice(0, -1) : text);
    if (enters) this.#tmux("send-keys", "Enter");
  }
  /** A key by tmux's name for it. */
  press(key: string): void {
    this.#tmux("send-keys", key);
  }
  resize(columns: number): void {
    this.#tmux("resize-window", "-x", String(columns));
  }
  lines(): readonly string[] {
    return this.#tmux("capture-pane", "-p").trimEnd().split("\n");
  }
  /** The screen once it shows a text; fails with what it shows instead. */
  async until(text: string, milliseconds = 15_000): Promise<readonly string[]> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const lines = this.lines();
      if (lines.join("").replaceAll(/\s+/g, " ").includes(text)) return lines;
      if (Date.now() > deadline) throw new Error(`The screen never showed '${text}':\n${lines.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  /** Ends the terminal, and waits for what ran in it: a shell that still closes its store writes to the folder. */
  async close(): Promise<void> {
    const group = -Number(this.#tmux("list-panes", "-F", "#{pane_pid}"));
    this.#tmux("kill-server");
    await vi.waitFor(() => expect(isRunning(group)).toBe(false), { timeout: 15_000, interval: 20 });
  }
}

describe.skipIf(!hasTmux())("the shell on a terminal (needs tmux)", () => {
  let folder = "";
  let screen: Screen;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tsbot-pty-"));
    execFileSync(process.execPath, [BIN, "init", join(folder, "bot"), "--template", "reminderbot", "--yes"], {
      stdio: "ignore",
    });
    const command = `${process.execPath} ${BIN} shell --callback --port 0 --conversation-id pty --no-color`;
    screen = new Screen(folder, command, join(folder, "bot"));
  });
  afterEach(async () => {
    await screen.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("shows an event and a reminder above a half-typed line that wraps, and leaves it as it is", async () => {
    await screen.until("Hi there! What can I help you with today?");
    screen.type("Remind me to call Paul Pots\n");
    await screen.until("I will remind you in 5 seconds.");

    const half = "I am still typing a rather long line with 王伟 and 😀 in it which wra";
    screen.type(half);
    await screen.until("which wra");
    execFileSync(
      process.execPath,
      [BIN, "trigger", "EXTERNAL_dry_plant", "--entity", "plant=Orchid", "--conversation", "pty"],
      {
        cwd: join(folder, "bot"),
        stdio: "ignore",
      },
    );
    const afterEvent = await screen.until("Your Orchid needs some water!");
    expectLast(afterEvent, `> ${half}`);
    const afterReminder = await screen.until("Remember to call Paul Pots!");
    expectLast(afterReminder, `> ${half}`);

    screen.type("ps, bye\n");
    await screen.until("Sorry, I did not understand that.");
    const text = screen.lines().join("\n");
    for (const once of [
      "Your Orchid needs some water!",
      "Remember to call Paul Pots!",
      "I am still typing",
    ]) {
      expect(text.split(once)).toHaveLength(2);
    }
  }, 60_000);

  it("shows many messages at once in order, and lists reminders", async () => {
    await screen.until("Hi there!");
    screen.type("Remind me to call Ann\n");
    await screen.until("I will remind you");
    screen.type("/reminders\n");
    await screen.until("call Ann");
    screen.type("unfinished");
    await screen.until("> unfinished");
    const plants = ["Aloe", "Basil", "Cedar", "Daisy"];
    for (const plant of plants) {
      execFileSync(process.execPath, [BIN, "trigger", "EXTERNAL_dry_plant", "--entity", `plant=${plant}`], {
        cwd: join(folder, "bot"),
        stdio: "ignore",
      });
    }
    const lines = await screen.until("Your Daisy needs some water!");
    expect(lines.filter((line) => line.startsWith("Your ")).map((line) => line.split(" ")[1])).toEqual(
      plants,
    );
    expectLast(lines, "> unfinished");
  }, 60_000);

  it.each([
    ["/stop", (at: Screen) => at.type("/stop\n"), 0],
    ["lines and /stop at once", (at: Screen) => at.type("hello\r/stop\rhello\r"), 0],
    ["Ctrl-D", (at: Screen) => at.press("C-d"), 0],
    ["Ctrl-C", (at: Screen) => at.press("C-c"), 130],
  ])("leaves on %s, the cursor at the start of a line", async (_, leave, code) => {
    await screen.until("Hi there!");
    leave(screen);
    const lines = await screen.until(`left with ${code}`);
    expect(lines.at(-1)).toBe(`left with ${code}`);
  });

  it("keeps what was typed on Ctrl-C, below which the next line begins", async () => {
    await screen.until("Hi there!");
    screen.type("half a line");
    await screen.until("> half a line");
    screen.press("Home");
    screen.press("C-c");
    const lines = await screen.until("left with 130");
    expect(lines.slice(-2)).toEqual(["> half a line", "left with 130"]);
  });

  it("says on leaving which reminder is pending and how to come back to it", async () => {
    await screen.until("Hi there!");
    screen.type("Remind me to call Ann\n");
    await screen.until("I will remind you");
    screen.press("C-d");
    await screen.until("tsbot shell --callback --conversation-id pty");
    await screen.until("left with 0");
  });

  it("keeps a half-typed line and the messages above whole when the window changes its width", async () => {
    await screen.until("Hi there!");
    screen.resize(120);
    const half =
      "a rather long line of some ninety-five letters that takes two rows as soon as it is fifty wide ok";
    screen.type(half);
    await screen.until("fifty wide ok");
    screen.resize(50);
    expectLast(await screen.until("fifty wide ok"), `> ${half}`);
    execFileSync(
      process.execPath,
      [BIN, "trigger", "EXTERNAL_dry_plant", "--entity", "plant=Orchid", "--conversation", "pty"],
      { cwd: join(folder, "bot"), stdio: "ignore" },
    );
    expectLast(await screen.until("Your Orchid needs some water!"), `> ${half}`);
    screen.resize(120);
    // The terminal shows the old rows until the shell has heard of the new width.
    await vi.waitFor(
      async () => {
        const lines = await screen.until("Your Orchid needs some water!");
        expectLast(lines, `> ${half}`);
        expect(lines.join("\n").split("a rather long")).toHaveLength(2);
      },
      { timeout: 10_000 },
    );
  }, 60_000);
});

/** The typed line is last, whole, with no copy of its beginning above. */
function expectLast(lines: readonly string[], line: string): void {
  const start = lines.findLastIndex((text) => text.startsWith("> "));
  const typed = lines.slice(start).join("");
  expect(typed.replaceAll(/\s+/g, "")).toBe(line.replaceAll(/\s+/g, ""));
}
