import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";

/** Where the person types and what is shown to them. */
export interface ShellTerminal {
  /** Shows lines: above what is being typed, without touching it. */
  show(lines: readonly string[]): void;
  /** The next line the person entered, or null at the end of the input. */
  readLine(): Promise<string | null>;
  readonly isInteractive: boolean;
  /** Ends the input: lines that were entered but not read yet are dropped. */
  close(): void;
}

export interface TerminalOptions {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly prompt: string;
  /** The person pressed Ctrl-C; while keys are read one by one, the system sends no signal for it. */
  interrupt(): void;
}

/** A terminal with a prompt when both ends are one, plain lines otherwise (each line read is echoed for the transcript). */
export function createShellTerminal(options: TerminalOptions): ShellTerminal {
  const isInteractive = options.input.isTTY === true && options.output.isTTY === true;
  const { input, output, prompt } = options;
  const readline = createInterface({
    input,
    output: isInteractive ? output : undefined,
    prompt,
    terminal: isInteractive,
  });
  endAtErrors(readline);
  const lines = createLineQueue(readline);
  if (isInteractive) keepPrompt(readline, output, options.interrupt);
  return {
    isInteractive,
    close() {
      lines.drop();
      if (lines.isClosed()) return;
      // To the end of what was typed, so that the next line does not begin in its middle.
      if (isInteractive) readline.write(null, { ctrl: true, name: "e" });
      readline.close();
    },
    show(shown) {
      const text = `${shown.join("\n")}\n`;
      if (!isInteractive || lines.isClosed()) output.write(text);
      else showAbove(readline, output, text);
    },
    async readLine() {
      const line = await lines.next();
      // A terminal has shown already what was typed.
      if (line !== null && input.isTTY !== true) output.write(`${prompt}${line}\n`);
      return line;
    },
  };
}

/** A terminal that went away is the end of the input. readline hands its errors on, also those of closing it. */
function endAtErrors(readline: Interface): void {
  let hasFailed = false;
  readline.on("error", () => {
    if (hasFailed) return;
    hasFailed = true;
    readline.close();
  });
}

/** Shows a prompt while lines are read, and leaves the cursor at the start of a line afterwards. */
function keepPrompt(readline: Interface, output: NodeJS.WritableStream, interrupt: () => void): void {
  let isOpen = true;
  // readline would go up by as many rows as the line took at the old width.
  const onResize = (): void => setDrawnRows(readline, readline.getCursorPos().rows);
  output.prependListener("resize", onResize);
  readline.on("SIGINT", interrupt);
  readline.on("line", () => {
    if (isOpen) readline.prompt();
  });
  readline.on("close", () => {
    isOpen = false;
    output.removeListener("resize", onResize);
    if (readline.line === "") wipePrompt(readline, output);
    else output.write("\n");
  });
  readline.prompt();
}

/** Wipes the prompt with what was typed, writes, and draws the prompt again, the cursor where it was. */
function showAbove(readline: Interface, output: NodeJS.WritableStream, text: string): void {
  wipePrompt(readline, output);
  output.write(text);
  // What is above now is not the prompt's.
  setDrawnRows(readline, 0);
  readline.prompt(true);
}

/** Goes up to where the prompt begins (it may wrap over several rows) and wipes everything below. */
function wipePrompt(readline: Interface, output: NodeJS.WritableStream): void {
  moveCursor(output, 0, -readline.getCursorPos().rows);
  cursorTo(output, 0);
  clearScreenDown(output);
}

/** How many rows above the cursor readline takes for its own when it draws the next time; it has no method for that. */
function setDrawnRows(readline: Interface, prevRows: number): void {
  Object.assign(readline, { prevRows });
}

interface LineQueue {
  next(): Promise<string | null>;
  /** Forgets lines that were not read yet. */
  drop(): void;
  isClosed(): boolean;
}

function createLineQueue(readline: Interface): LineQueue {
  const lines: string[] = [];
  let closed = false;
  let waiting: ((line: string | null) => void) | null = null;
  const hand = (): void => {
    if (waiting === null) return;
    const line = lines.shift();
    if (line === undefined && !closed) return;
    const resolve = waiting;
    waiting = null;
    resolve(line ?? null);
  };
  readline.on("line", (line) => {
    lines.push(line);
    hand();
  });
  readline.on("close", () => {
    closed = true;
    hand();
  });
  return {
    isClosed: () => closed,
    drop: () => {
      lines.length = 0;
    },
    next: () =>
      new Promise((resolve) => {
        waiting = resolve;
        hand();
      }),
  };
}
