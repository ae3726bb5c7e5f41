import { type JsonObject, TsbotError } from "../base/index.ts";
import { readOpeningPayload, readSecrets } from "./credentials.ts";
import { readSocketioOptions } from "./socketio/index.ts";

type ReadKeys = (channel: string, credentials: JsonObject) => unknown;

const READERS: Readonly<Record<string, readonly ReadKeys[]>> = {
  callback: [readSecrets, readOpeningPayload],
  socketio: [(_channel, credentials) => readSocketioOptions(credentials)],
};

/** What a section of a built-in channel would be refused for; for finding it before the channel is made. */
export function findBadKeys(channel: string, credentials: JsonObject): readonly TsbotError[] {
  return (READERS[channel] ?? [readOpeningPayload]).flatMap((read) => {
    try {
      read(channel, credentials);
      return [];
    } catch (error) {
      if (TsbotError.isInstance(error)) return [error];
      throw error;
    }
  });
}
