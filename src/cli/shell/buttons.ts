import type { Choice } from "./render-message.ts";

/** The buttons that a person can choose from by their number. */
export interface Buttons {
  /** A message's buttons take the place of earlier ones; a message without any leaves those. */
  offer(choices: readonly Choice[]): void;
  /** Sends a line, or the payload that it is the number of. No buttons are on offer until the bot offers some. */
  send(line: string, post: (text: string) => Promise<void>): Promise<void>;
}

export function createButtons(): Buttons {
  let offered: readonly Choice[] = [];
  return {
    offer(choices) {
      if (choices.length > 0) offered = choices;
    },
    async send(line, post) {
      const taken = offered;
      offered = [];
      try {
        await post(taken[Number(line) - 1]?.payload ?? line);
      } catch (error) {
        // It was not sent, so they can still be chosen from.
        if (offered.length === 0) offered = taken;
        throw error;
      }
    },
  };
}
