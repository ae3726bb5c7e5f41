import { Agent, createServer, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createCloser } from "../../src/server/closer.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { startServer } from "./start-server.ts";

/** A request over a kept-alive connection; gives the answer's text. */
function send(agent: Agent, url: string, body: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method: "POST" }, (response) => {
      let text = "";
      response.on("data", (piece: Buffer) => {
        text += piece.toString();
      });
      response.on("end", () => resolve(text));
    });
    outgoing.on("error", reject);
    outgoing.end(JSON.stringify(body));
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe("closing a server", () => {
  it("lets a running request finish, on a connection that is kept alive", async () => {
    await using bot = await startServer();
    const agent = new Agent({ keepAlive: true });
    await send(agent, `${bot.url}/webhooks/rest/webhook`, { sender: "a", message: "/bye" });
    const armed = bot.clock.pending;
    const answer = send(agent, `${bot.url}/webhooks/rest/webhook`, { sender: "a", message: "/wait" });
    await until(() => bot.clock.pending > armed);
    const closed = bot.server.close();
    await bot.clock.advance(1000);
    expect(JSON.parse(await answer)).toEqual([{ recipient_id: "a", text: "Done." }]);
    await bot.clock.advance(100);
    await closed;
    agent.destroy();
  });

  it("keeps the connection of a turn that takes longer than everybody's ten seconds, until it is answered", async () => {
    await using bot = await startServer();
    const agent = new Agent({ keepAlive: true });
    const armed = bot.clock.pending;
    const answer = send(agent, `${bot.url}/webhooks/rest/webhook`, {
      sender: "a",
      message: '/wait{"seconds": 15}',
    });
    await until(() => bot.clock.pending > armed);
    const closed = bot.server.close();
    await bot.clock.advance(14_000);
    await bot.clock.advance(1_000);
    expect(JSON.parse(await answer)).toEqual([{ recipient_id: "a", text: "Done." }]);
    await bot.clock.advance(2_000);
    await closed;
    agent.destroy();
  });

  it("ends an action that takes longer still; what was said before it is kept and answered", async () => {
    await using bot = await startServer();
    const agent = new Agent({ keepAlive: true });
    const armed = bot.clock.pending;
    const answer = send(agent, `${bot.url}/webhooks/rest/webhook`, {
      sender: "a",
      message: '/wait{"seconds": 50}',
    });
    await until(() => bot.clock.pending > armed);
    const closed = bot.server.close();
    await bot.clock.advance(19_000);
    expect(await bot.store.readEvents("a")).toEqual([]);
    await bot.clock.advance(1_100);
    expect(JSON.parse(await answer)).toEqual([]);
    const events = await bot.assistant.events("a");
    expect(events.map((event) => (event.event === "action" ? event.name : event.event))).toEqual([
      "action_session_start",
      "session_started",
      "action_listen",
      "user",
      "user_featurization",
      "action_wait",
      "action_listen",
    ]);
    await bot.clock.advance(2_000);
    await closed;
    agent.destroy();
  });

  it("takes no new connections, and closing twice is closing once", async () => {
    await using bot = await startServer();
    const closed = bot.server.close();
    expect(bot.server.close()).toBe(closed);
    await closed;
    await expect(bot.get("/")).rejects.toThrow(/ECONNREFUSED/);
  });

  it("does not wait for connections that nothing was asked over", async () => {
    await using bot = await startServer();
    const socket = connect(Number(new URL(bot.url).port), "127.0.0.1");
    const ended = new Promise((resolve) => socket.on("close", resolve));
    await new Promise((resolve) => socket.on("connect", resolve));
    // The server knows of the connection when a later one is answered.
    await bot.get("/");
    await bot.server.close();
    await ended;
  });

  it("ends connections that do not finish in time", async () => {
    await using bot = await startServer();
    const socket = connect(Number(new URL(bot.url).port), "127.0.0.1");
    const ended = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => {});
    await new Promise((resolve) => socket.on("connect", resolve));
    socket.write("POST /webhooks/rest/webhook HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{");
    // The server has read the beginning when a later request is answered.
    await bot.get("/");
    const closed = bot.server.close();
    await bot.clock.advance(10_000);
    // The turns' end is waited for; there are none.
    await bot.assistant.drain();
    await bot.clock.advance(1_100);
    await closed;
    await ended;
  });
});

describe("a request that still runs when the last turn is over", () => {
  /** A server that closes with one request open, past everybody's ten seconds and the end of the last turn. */
  async function closeWithOpenRequest() {
    const clock = createSimulatedClock();
    const responses: ServerResponse[] = [];
    const server = createServer((_request, response) => void responses.push(response));
    const drain = (): Promise<void> => Promise.resolve();
    const close = createCloser(server, { endStreams: () => {}, clock, drain });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const answer = send(new Agent(), `http://127.0.0.1:${port}`, {}).catch(() => "cut off");
    await until(() => responses.length > 0);
    const closed = close();
    await clock.advance(10_000);
    return { clock, response: responses[0], answer, closed };
  }

  it("has a second to be answered", async () => {
    const { clock, response, answer, closed } = await closeWithOpenRequest();
    await clock.advance(900);
    response?.end("in time");
    expect(await answer).toBe("in time");
    await clock.advance(100);
    await closed;
  });

  it("is cut off after that", async () => {
    const { clock, answer, closed } = await closeWithOpenRequest();
    await clock.advance(1_100);
    expect(await answer).toBe("cut off");
    await closed;
  });
});
