import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createServerResponses } from "../../src/actions/index.ts";
import { createRandom, type JsonObject, silentLogger } from "../../src/base/index.ts";
import { applyEvents, createTracker } from "../../src/conversation/index.ts";
import { createResponseGenerator } from "../../src/dialogue/index.ts";
import type { Domain } from "../../src/domain/index.ts";
import { exampleDomain } from "../fixtures/example-domain.ts";

const domain: Domain = {
  ...exampleDomain,
  responses: new Map([
    [
      "utter_hi",
      [
        { content: { text: "Hi from the domain." }, id: "plain" },
        { content: { text: "Hi there." }, id: "at-rest", channel: "rest" },
      ],
    ],
  ]),
};

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A response generator that asks a server, which answers this. */
async function generator(answer: (response: ServerResponse) => void) {
  const requests: JsonObject[] = [];
  const reasons: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      requests.push(JSON.parse(Buffer.concat(chunks).toString()) as JsonObject);
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(server);
  const { port } = server.address() as AddressInfo;
  const own = createResponseGenerator(domain, createRandom(1), silentLogger);
  const logger = {
    ...silentLogger,
    error: (_: string, fields?: object) => {
      reasons.push((fields as { reason: string }).reason);
    },
  };
  const section = { url: `http://127.0.0.1:${port}/nlg`, token: "secret" };
  return { requests, reasons, responses: createServerResponses({ section, domain, own, logger }) };
}

const tracker = applyEvents(createTracker("c", domain), [{ event: "slot", name: "city", value: "Rome" }]);
const context = { tracker, channel: "rest", variables: { count: 2 } };

const answering = (value: unknown) => generator((response) => response.end(JSON.stringify(value)));

describe("an nlg server", () => {
  it("is asked with the response, its variation's id, variables, the conversation and the channel", async () => {
    const { requests, responses } = await answering({ text: "Ciao." });
    await responses.generate("utter_hi", context);
    await responses.generate("utter_other", { tracker, channel: null });
    expect(requests).toMatchObject([
      {
        response: "utter_hi",
        id: "at-rest",
        arguments: { count: 2 },
        tracker: { sender_id: "c", slots: { city: "Rome" }, events: [{ event: "slot" }] },
        channel: { name: "rest" },
      },
      { response: "utter_other", id: null, arguments: {}, channel: { name: null } },
    ]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ["a text", { text: "Ciao." }, { text: "Ciao." }],
    [
      "everything",
      { text: "Ciao.", image: "cat.png", buttons: [{ title: "Yes", payload: "/affirm" }], custom: { a: 1 } },
      { text: "Ciao.", data: { image: "cat.png", buttons: [{ title: "Yes" }], custom: { a: 1 } } },
    ],
    [
      "what Rasa leaves open",
      { text: "Ciao.", buttons: null, id: "x", mood: "merry" },
      { metadata: { mood: "merry" } },
    ],
    ["nothing, and nothing is said", {}, { text: null }],
  ])("that answers %s speaks", async (_, answer, event) => {
    const { reasons, responses } = await answering(answer);
    const said = await responses.generate("utter_hi", context);
    expect(said).toMatchObject({ event: "bot", ...event });
    expect(said?.metadata?.["utter_action"]).toBe("utter_hi");
    expect(reasons).toEqual([]);
  });

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    ["500", (response) => response.writeHead(500).end("{}"), /answered 500/],
    ["a redirect", (response) => response.writeHead(302, { location: "/" }).end("{}"), /answered 302/],
    ["what is no JSON", (response) => response.end("<html>"), /JSON/],
    ["nothing at all", (response) => response.end(), /JSON/],
    ["a list", (response) => response.end("[]"), /no JSON object/],
    ["null", (response) => response.end("null"), /no JSON object/],
    ["a text that is none", (response) => response.end('{"text":5}'), /'text' of its answer is not a text/],
    [
      "buttons that are none",
      (response) => response.end('{"buttons":["Yes"]}'),
      /'buttons' .*list of objects/,
    ],
    ["a custom part that is none", (response) => response.end('{"custom":[]}'), /'custom' .*not an object/],
    ["too much", (response) => response.end(`{"text":"${"x".repeat(1024 * 1024)}"}`), /larger than 1 MB/],
    ["by hanging up", (response) => response.socket?.destroy(), /./],
  ])(
    "that answers %s is replaced by the domain's response, and the log says why",
    async (_, answer, reason) => {
      const { reasons, responses } = await generator(answer);
      expect(await responses.generate("utter_hi", context)).toMatchObject({ text: "Hi there." });
      expect(reasons).toEqual([expect.stringMatching(reason)]);
    },
  );

  it.each<[JsonObject, string]>([
    [{ url: "nlg" }, "responses/bad-url"],
    [{ url: "http://x", token: 5 }, "responses/bad-key"],
  ])("is not asked with what cannot be meant: %j", (section, code) => {
    const own = createResponseGenerator(domain, createRandom(1), silentLogger);
    expect(() => createServerResponses({ section, domain, own, logger: silentLogger })).toThrow(
      expect.objectContaining({ code }) as Error,
    );
  });
});
