import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { type LogFields, type Logger, toErrorStack } from "../base/index.ts";

export interface StrayErrorOptions {
  /** The project, whose own code such errors usually come from. */
  readonly directory: string;
  readonly logger: Logger;
  /** Called after an error that may have left anything half done. */
  readonly onCrash: () => void;
}

/**
 * Looks after errors that no turn and no request can catch, so that an action's forgotten promise does not end a server
 * with all its conversations. A rejected promise that nobody waits for changes nothing: it is logged. After an error
 * thrown from a timer or an event, Node's own advice is to stop. Returns what ends the watch.
 */
export function watchStrayErrors(
  process: Pick<NodeJS.Process, "on" | "off">,
  { directory, logger, onCrash }: StrayErrorOptions,
): () => void {
  const onRejection = (reason: unknown): void => {
    logger.error(
      "a promise was rejected and nobody waited for it: await it, or give it a catch",
      describe(reason, directory),
    );
  };
  const onException = (error: unknown): void => {
    logger.error(
      "an error was thrown where nobody could catch it: the server stops",
      describe(error, directory),
    );
    onCrash();
  };
  process.on("unhandledRejection", onRejection);
  process.on("uncaughtException", onException);
  return () => {
    process.off("unhandledRejection", onRejection);
    process.off("uncaughtException", onException);
  };
}

/** The place in the project's code, or all that is known. */
function describe(error: unknown, directory: string): LogFields {
  const at = placeIn(directory, error);
  return { error, ...(at === null ? { stack: toErrorStack(error) } : { at }) };
}

/** `actions/remind.ts:12:5`: the first line of the stack that is the project's own. */
function placeIn(directory: string, error: unknown): string | null {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const folder of new Set([directory, realpathSync(directory)])) {
    for (const line of stack.split("\n")) {
      const start = line.indexOf(folder + sep);
      const place =
        start < 0 ? undefined : /^(.+?:\d+:\d+)\)?$/.exec(line.slice(start + folder.length + 1))?.[1];
      if (place !== undefined && !place.includes("node_modules")) return place;
    }
  }
  return null;
}
