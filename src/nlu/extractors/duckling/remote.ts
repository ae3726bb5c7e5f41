import {
  aListOf,
  anObject,
  assertShape,
  aText,
  aValue,
  type JsonObject,
  type JsonValue,
  parseJson,
  toErrorMessage,
} from "../../../base/index.ts";
import type { Surroundings } from "../../surroundings.ts";
import type { Match } from "./match.ts";

/** A server of Duckling, and how it is asked. */
export interface RemoteOptions {
  readonly url: string;
  readonly locale: string;
  readonly dimensions: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
}

/** A text with its time and zone. */
export interface RemoteInput {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly referenceTime: number;
  readonly timeZone: string;
}

/** Asks a server; whatever goes wrong there, a text has no matches, and the log says so once in a while. */
export type AskServer = (input: RemoteInput) => Promise<readonly Match[]>;

const LARGEST_ANSWER = 1 << 20;
const WARN_EVERY = 60_000;

export function createRemote(options: RemoteOptions, { clock, logger }: Surroundings): AskServer {
  let quietUntil = Number.NEGATIVE_INFINITY;
  let failures = 0;
  return async (input) => {
    const controller = new AbortController();
    const timer = clock.schedule(clock.now() + options.timeout, () =>
      controller.abort(new Error(`it did not answer within ${options.timeout / 1_000} s`)),
    );
    try {
      return await ask(options, input, controller.signal);
    } catch (error) {
      failures++;
      if (clock.now() >= quietUntil) {
        const reason = toErrorMessage(error);
        logger.warn("Duckling's server cannot be used; messages go without its entities", {
          reason,
          failures,
        });
        quietUntil = clock.now() + WARN_EVERY;
        failures = 0;
      }
      return [];
    } finally {
      timer.cancel();
    }
  };
}

async function ask(
  { url, locale, dimensions }: RemoteOptions,
  { text, referenceTime, timeZone }: RemoteInput,
  signal: AbortSignal,
): Promise<readonly Match[]> {
  const response = await fetch(`${url.replace(/\/+$/, "")}/parse`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" },
    body: new URLSearchParams({
      text,
      locale,
      tz: timeZone,
      reftime: String(referenceTime),
      ...(dimensions.length > 0 && { dims: JSON.stringify(dimensions) }),
    }).toString(),
    // What people write goes to no other address.
    redirect: "manual",
    signal,
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`it answered with the status ${response.status}`);
  }
  return toMatches(text, parseJson(await readText(response)));
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > LARGEST_ANSWER) throw new Error(`its answer is larger than ${LARGEST_ANSWER >> 20} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const anOffset = aValue("an offset", (value) => Number.isSafeInteger(value) && Number(value) >= 0);
const ANSWER = aListOf(anObject({ dim: aText, start: anOffset, end: anOffset, value: anObject({}) }));

interface Answer {
  readonly dim: string;
  readonly start: number;
  readonly end: number;
  readonly value: JsonObject;
}

/** Duckling counts characters where JavaScript counts UTF-16 units. */
function toMatches(text: string, json: JsonValue): readonly Match[] {
  assertShape(json, ANSWER);
  const offsets = [0];
  for (const character of text) offsets.push((offsets.at(-1) ?? 0) + character.length);
  return (json as unknown as readonly Answer[]).map(({ dim, start, end, value }) => {
    const [from, to] = [offsets[start], offsets[end]];
    if (from === undefined || to === undefined || from >= to)
      throw new TypeError(`it found something at ${start} to ${end}, which is no part of the text`);
    return { dim, start: from, end: to, value };
  });
}
