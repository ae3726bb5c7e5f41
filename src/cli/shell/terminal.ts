import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";

/** Where the person types and what is shown to them. */
export interface ShellTerminal {
  /** Shows lines: above what is being typed, without touching it. */
  show(lines: readonly string[]): void;
  /** The next line the person entered, or null at the end of the input. */
  readLine(): Promise<string | null>;
  readonly isInteractive: boolean;
  close(): void;
}

export interface TerminalOptions {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly prompt: string;
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
  const lines = createLineQueue(readline);
  if (isInteractive) {
    readline.on("SIGINT", () => readline.close());
    readline.prompt();
  }
  return {
    isInteractive,
    close: () => readline.close(),
    show(shown) {
      const text = `${shown.join("\n")}\n`;
      if (!isInteractive || lines.isClosed()) output.write(text);
      else showAbove(readline, output, text);
    },
    async readLine() {
      const line = await lines.next();
      if (line !== null && !isInteractive) output.write(`${prompt}${line}\n`);
      else if (line !== null) readline.prompt();
      return line;
    },
  };
}

/**
 * Goes up to where the prompt begins (it may wrap over several rows), wipes everything below, writes, and draws the
 * prompt with what was typed again, the cursor where it was.
 */
function showAbove(readline: Interface, output: NodeJS.WritableStream, text: string): void {
  const { rows } = readline.getCursorPos();
  moveCursor(output, 0, -rows);
  cursorTo(output, 0);
  clearScreenDown(output);
  output.write(text);
  // readline goes up by the rows it last drew, which would wipe what was just written.
  Object.assign(readline, { prevRows: 0 });
  readline.prompt(true);
}

interface LineQueue {
  next(): Promise<string | null>;
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
    next: () =>
      new Promise((resolve) => {
        waiting = resolve;
        hand();
      }),
  };
}
