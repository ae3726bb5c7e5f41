import type { Environment } from "./command.ts";
import type { ConsoleStream } from "./output.ts";

/** Long work shown while it goes on. */
export interface Progress {
  update(text: string): void;
  /** Ends it; the text stays as the last line. */
  succeed(text: string): void;
  /** Ends it without a last line (an error message follows). */
  stop(): void;
}

const silent: Progress = { update() {}, succeed() {}, stop() {} };

/** A spinner where somebody watches, one line per step otherwise. */
export async function createProgress(
  text: string,
  stream: ConsoleStream,
  options: { readonly isSilent: boolean; readonly environment: Environment },
): Promise<Progress> {
  if (options.isSilent) return silent;
  if (stream.isTTY !== true || (options.environment["CI"] ?? "") !== "") return lines(text, stream);
  const { default: ora } = await import("ora");
  // `discardStdin: false`: ora would otherwise put the terminal in raw mode, which swallows what is typed ahead.
  const spinner = ora({ text, stream: stream as NodeJS.WriteStream, discardStdin: false }).start();
  return {
    update: (next) => {
      spinner.text = next;
    },
    succeed: (last) => {
      spinner.succeed(last);
    },
    stop: () => {
      spinner.stop();
    },
  };
}

function lines(first: string, stream: ConsoleStream): Progress {
  let last = "";
  const write = (text: string): void => {
    if (text !== last) stream.write(`${text}\n`);
    last = text;
  };
  write(first);
  return { update: write, succeed: write, stop() {} };
}
