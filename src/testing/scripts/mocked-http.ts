import { type JsonValue, jsonEquals, parseJson } from "../../base/index.ts";
import type { ExpectedRequest, ExpectedUrl, HttpMock } from "../../project/index.ts";

/** A request that was made. */
export interface MadeRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** Stands in for the network: `fetch` is answered as a script says, and by nobody else. */
export interface MockedHttp {
  /** Answers from now on; the newest that fits counts. */
  answer(mocks: readonly HttpMock[]): void;
  /** What was asked since this was called last. */
  takeRequests(): readonly MadeRequest[];
  /** Requests that nobody answers. */
  readonly unanswered: readonly string[];
  /** Gives `fetch` back. */
  restore(): void;
}

/** Takes the place of the global `fetch` until {@link MockedHttp.restore}. */
export function mockHttp(): MockedHttp {
  const real = globalThis.fetch;
  const mocks: HttpMock[] = [];
  const unanswered: string[] = [];
  let made: MadeRequest[] = [];
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { method, url } = request;
    made.push({ method, url, body: await request.text() });
    const mock = mocks.find((one) => fitsUrl({ method, url }, one.request));
    if (mock === undefined) {
      unanswered.push(`${method} ${url}`);
      throw new TypeError(`No answer is written for ${method} ${url}`);
    }
    if (mock.failure !== null) throw new TypeError("fetch failed", { cause: new Error(mock.failure) });
    const { status, headers, body } = mock;
    return new Response(holdsNoBody(status) ? null : body, { status, headers });
  };
  return {
    answer: (more) => {
      mocks.unshift(...more.toReversed());
    },
    takeRequests() {
      const taken = made;
      made = [];
      return taken;
    },
    unanswered,
    restore: () => {
      globalThis.fetch = real;
    },
  };
}

/** Statuses with which a `Response` refuses a body. */
function holdsNoBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** Whether a request is the one that is meant: without a query, whatever its query. */
function fitsUrl({ method, url }: Pick<MadeRequest, "method" | "url">, expected: ExpectedUrl): boolean {
  if (method !== expected.method) return false;
  const asked = new URL(url);
  const whole = expected.url.includes("?")
    ? `${asked.origin}${asked.pathname}${asked.search}`
    : `${asked.origin}${asked.pathname}`;
  const pattern = expected.url.split("*").map(quote).join(".*");
  return new RegExp(`^${pattern.replace(/^(https?:\/\/[^/]+)$/, "$1/")}$`).test(whole);
}

function quote(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Whether a request is as expected. */
export function fitsRequest(made: MadeRequest, { request, json }: ExpectedRequest): boolean {
  return fitsUrl(made, request) && (json === undefined || jsonEquals(readBody(made.body), json));
}

function readBody(body: string): JsonValue {
  try {
    return parseJson(body);
  } catch {
    return body;
  }
}
