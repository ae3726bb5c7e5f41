import { TsbotError } from "../base/index.ts";

/** Streams stay open; each takes a connection and a place in memory. */
export interface StreamLimit {
  /** Takes a place and returns what gives it back. Throws `server/too-many-streams`. */
  enter(): () => void;
}

/** @param most streams open at once. */
export function createStreamLimit(most: number): StreamLimit {
  let open = 0;
  return {
    enter() {
      if (open >= most) {
        throw new TsbotError("server/too-many-streams", `${most} streams are open already.`, {
          hint: "Poll the same address without `Accept: text/event-stream` meanwhile.",
        });
      }
      open++;
      let isOpen = true;
      return () => {
        if (isOpen) open--;
        isOpen = false;
      };
    },
  };
}
