import type { ConsoleStream, Environment } from "./surroundings.ts";

/** Long work shown while it goes on. */
export interface Progress {
  /** The next step; the detail changes fast and is shown only on a terminal. */
  update(step: string, detail?: string): void;
  /** Ends it and leaves nothing behind. */
  stop(): void;
}

const silent: Progress = { update() {}, stop() {} };

/** A spinner where somebody watches, one line per step otherwise. */
export async function createProgress(
  step: string,
  stream: ConsoleStream,
  options: { readonly isSilent: boolean; readonly environment: Environment },
): Promise<Progress> {
  if (options.isSilent) return silent;
  if (!canSpin(stream, options.environment)) return lines(step, stream);
  const { default: ora } = await import("ora");
  // `discardStdin: false`: ora would otherwise put the terminal in raw mode, which swallows what is typed ahead.
  const spinner = ora({ text: step, stream: stream as NodeJS.WriteStream, discardStdin: false }).start();
  return {
    update: (next, detail) => {
      spinner.text = detail === undefined ? next : `${next}  ${detail}`;
    },
    stop: () => {
      spinner.stop();
    },
  };
}

/** A terminal that does not know its width (0 columns in some containers) has none to count a spinner's lines with. */
function canSpin(stream: ConsoleStream, environment: Environment): boolean {
  return stream.isTTY === true && (stream.columns ?? 0) > 0 && (environment["CI"] ?? "") === "";
}

function lines(first: string, stream: ConsoleStream): Progress {
  let last = "";
  const write = (text: string): void => {
    if (text !== last) stream.write(`${text} …\n`);
    last = text;
  };
  write(first);
  return { update: write, stop() {} };
}
