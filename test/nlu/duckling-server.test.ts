import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { JsonObject, Logger } from "../../src/base/index.ts";
import { silentLogger } from "../../src/base/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { createExtractor } from "./duckling-extractor.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

interface Peer extends AsyncDisposable {
  readonly url: string;
  /** What was asked: path, and the fields of the form. */
  readonly asked: readonly { readonly path: string; readonly form: Readonly<Record<string, string>> }[];
  /** Settles when a request has come in. */
  readonly arrived: Promise<void>;
}

/** A server in Duckling's place. */
async function startPeer(answer: Answer): Promise<Peer> {
  const asked: { path: string; form: Record<string, string> }[] = [];
  let arrive = (): void => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const server = createServer(async (request, response) => {
    const body = await readText(request);
    asked.push({ path: request.url ?? "", form: Object.fromEntries(new URLSearchParams(body)) });
    arrive();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    arrived,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answering(json: unknown): Answer {
  return (_, response) => void response.end(JSON.stringify(json));
}

function recordingLogger() {
  const warnings: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (message, fields) =>
      void warnings.push(`${message}: ${fields?.["reason"]} (${fields?.["failures"]})`),
  };
  return { warnings, logger };
}

function extractorFor(url: string, options: JsonObject = {}) {
  const clock = createSimulatedClock();
  const { warnings, logger } = recordingLogger();
  const extract = createExtractor({ options: { url, ...options }, surroundings: { clock, logger } });
  return { extract, clock, warnings };
}

const FIVE = {
  body: "5",
  start: 0,
  end: 1,
  dim: "number",
  latent: false,
  value: { value: 5, type: "value" },
};

describe("a server of Duckling", () => {
  it("is asked as Rasa asks it", async () => {
    await using peer = await startPeer(answering([]));
    const { extract } = extractorFor(`${peer.url}/`, { dimensions: ["time"], locale: "en_GB" });
    await extract("at nine", { referenceTime: 1_700_000_000_000, timeZone: "Europe/Berlin" });
    expect(peer.asked).toEqual([
      {
        path: "/parse",
        form: {
          text: "at nine",
          locale: "en_GB",
          tz: "Europe/Berlin",
          reftime: "1700000000000",
          dims: '["time"]',
        },
      },
    ]);
  });

  it("is told the locale of the language, and no dimensions, unless they are given", async () => {
    await using peer = await startPeer(answering([]));
    await extractorFor(peer.url).extract("at nine", { referenceTime: 0, timeZone: "UTC" });
    expect(peer.asked[0]?.form).toEqual({ text: "at nine", locale: "en_EN", tz: "UTC", reftime: "0" });
  });

  it("is the environment's before the option's", async () => {
    await using peer = await startPeer(answering([FIVE]));
    const environment = { RASA_DUCKLING_HTTP_URL: peer.url };
    const extract = createExtractor({
      options: { url: "http://127.0.0.1:1" },
      surroundings: { environment },
    });
    expect(await extract("5")).toMatchObject([{ value: 5 }]);
  });

  it("gives entities as Rasa makes them, of the dimensions wanted, with offsets in UTF-16 units", async () => {
    const interval = {
      type: "interval",
      from: { value: "2026-01-01T15:00:00.000Z", grain: "hour" },
      to: { value: "2026-01-01T17:00:00.000Z", grain: "hour" },
    };
    await using peer = await startPeer(
      answering([
        { body: "3-4pm", start: 2, end: 7, dim: "time", latent: false, value: interval },
        { ...FIVE, start: 2, end: 3 },
      ]),
    );
    const { extract } = extractorFor(peer.url, { dimensions: ["time"] });
    expect(await extract("😀 3-4pm")).toEqual([
      {
        entity: "time",
        start: 3,
        end: 8,
        text: "3-4pm",
        value: { from: "2026-01-01T15:00:00.000Z", to: "2026-01-01T17:00:00.000Z" },
        confidence: 1,
        additional_info: interval,
        extractor: "DucklingEntityExtractor",
      },
    ]);
  });

  it.each<[string, Answer, RegExp]>([
    ["fails", (_, response) => void response.writeHead(500).end("no"), /status 500/],
    [
      "points elsewhere",
      (_, response) => void response.writeHead(302, { location: "/other" }).end(),
      /status 302/,
    ],
    ["answers no JSON", (_, response) => void response.end("<html>"), /JSON|Unexpected/],
    ["answers something else", answering({ error: "?" }), /is not a list/],
    ["leaves out the value", answering([{ dim: "time", start: 0, end: 1 }]), /value is not an object/],
    ["has an offset that is none", answering([{ ...FIVE, start: -1 }]), /start is not an offset/],
    ["finds something outside the text", answering([{ ...FIVE, end: 99 }]), /no part of the text/],
    ["answers far too much", (_, response) => void response.end(" ".repeat(2 << 20)), /larger than 1 MB/],
    ["breaks off", (_, response) => void response.destroy(), /./],
  ])("that %s leaves a message without its entities, and a warning", async (_, answer, reason) => {
    await using peer = await startPeer(answer);
    const { extract, warnings } = extractorFor(peer.url);
    expect(await extract("5 days")).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(reason);
  });

  it.each([
    [{}, 3_000],
    [{ timeout: 0.5 }, 500],
  ])("that hangs is given up (%j)", async (options, milliseconds) => {
    await using peer = await startPeer(() => {});
    const { extract, clock, warnings } = extractorFor(peer.url, options);
    const pending = extract("5 days");
    await peer.arrived;
    expect(warnings).toEqual([]);
    await clock.advance(milliseconds);
    expect(await pending).toEqual([]);
    expect(warnings[0]).toContain(`did not answer within ${milliseconds / 1_000} s`);
    expect(clock.pending).toBe(0);
  });

  it("that is down is warned of once a minute, with how often it failed", async () => {
    const { extract, clock, warnings } = extractorFor("http://127.0.0.1:1");
    await extract("5");
    await extract("6");
    expect(warnings).toHaveLength(1);
    await clock.advance(60_000);
    await extract("7");
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toContain("(2)");
  });
});
