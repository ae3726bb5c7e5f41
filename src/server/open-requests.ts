import type { ServerResponse } from "node:http";

/** The API requests being answered, so that those without an end can be ended. */
export interface OpenRequests {
  /** The signal is aborted when the client goes away or the server closes. */
  enter(response: ServerResponse): { readonly signal: AbortSignal; readonly finish: () => void };
  /** Ends streams; other requests do not look at their signal and are finished. */
  endStreams(): void;
}

/** One for all: making a DOMException with its stack for every request costs more than its routing. */
const ENDED = new DOMException("The request has ended.", "AbortError");

export function createOpenRequests(): OpenRequests {
  const open = new Set<AbortController>();
  return {
    enter(response) {
      const controller = new AbortController();
      const abort = (): void => controller.abort(ENDED);
      open.add(controller);
      response.on("close", abort);
      return {
        signal: controller.signal,
        finish() {
          open.delete(controller);
          response.off("close", abort);
          controller.abort(ENDED);
        },
      };
    },
    endStreams() {
      for (const controller of open) controller.abort(ENDED);
    },
  };
}
