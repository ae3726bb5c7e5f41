import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createCallbackInput } from "../../src/channels/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { CERTIFICATE, PRIVATE_KEY } from "./self-signed.ts";

const clock = createSimulatedClock();
const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
});

async function listen(server: Server, scheme = "http"): Promise<string> {
  servers.push(server);
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const answering = (answer: RequestListener): Promise<string> => listen(createServer(answer));

/** What becomes of one delivery: `delivered`, or why not. */
function pushTo(url: string, signal = new AbortController().signal) {
  const channel = createCallbackInput({ name: "callback", credentials: { url }, clock });
  return (id = "message-1"): Promise<unknown> =>
    channel
      .push?.({
        address: { channel: "callback", data: {} },
        message: { recipient_id: "me", text: "hello" },
        id,
        attempt: 1,
        signal,
      })
      .then(
        () => "delivered",
        (error: unknown) => error,
      ) ?? Promise.resolve();
}

describe("a receiver that", () => {
  it("says 200 and cuts the connection has had the message", async () => {
    const url = await answering((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("thanks", () => response.socket?.resetAndDestroy());
    });
    expect(await pushTo(url)()).toBe("delivered");
  });

  it("cuts the connection before it says anything gets it again", async () => {
    const url = await answering((request) => request.socket.resetAndDestroy());
    expect(await pushTo(url)()).toBeInstanceOf(Error);
  });

  it("says 200 and then trickles a body without end keeps nobody waiting", async () => {
    let isCut: Promise<void> | undefined;
    const url = await answering((_request, response) => {
      response.writeHead(200).write("a");
      isCut = new Promise((resolve) => response.on("close", resolve));
    });
    const pushed = pushTo(url)();
    while (isCut === undefined) await new Promise((resolve) => setImmediate(resolve));
    let outcome: unknown;
    void pushed.then((result) => {
      outcome = result;
    });
    while (outcome === undefined) await clock.advance(1_000);
    expect(outcome).toBe("delivered");
    await isCut;
  });

  it("says 200 and sends a body without end is cut off", async () => {
    const chunk = "a".repeat(65_536);
    let sent = 0;
    const url = await answering((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      };
      response.on("drain", more);
      response.writeHead(200);
      more();
    });
    expect(await pushTo(url)()).toBe("delivered");
    expect(sent).toBeLessThan(100_000_000);
  });

  it("hangs is left when the attempt is over", async () => {
    const over = new AbortController();
    const url = await answering(() => over.abort(new Error("no answer within 15 seconds")));
    expect(await pushTo(url, over.signal)()).toMatchObject({ message: "no answer within 15 seconds" });
  });

  it.each([301, 302, 303, 307, 308])("redirects with %i is not followed", async (status) => {
    let calls = 0;
    const url = await answering((_request, response) => {
      calls++;
      response.writeHead(status, { location: "/elsewhere" }).end();
    });
    expect(await pushTo(url)()).toMatchObject({
      message: `the receiver answered ${status}, and redirects are not followed`,
    });
    expect(calls).toBe(1);
  });

  it("speaks no HTTP, or sends endless headers, gets it again", async () => {
    const noise = createServer();
    noise.on("connection", (socket: Socket) => socket.end("220 mail.example ESMTP\r\n"));
    expect(await pushTo(await listen(noise))()).toBeInstanceOf(Error);
    const url = await answering((request) => {
      request.socket.write(`HTTP/1.1 200 OK\r\n${`x-header: ${"a".repeat(1_000)}\r\n`.repeat(1_000)}`);
    });
    expect(await pushTo(url)()).toBeInstanceOf(Error);
  });

  it("has a certificate that nobody vouches for gets nothing", async () => {
    let calls = 0;
    const server = createTlsServer({ key: PRIVATE_KEY, cert: CERTIFICATE }, (_request, response) => {
      calls++;
      response.end();
    });
    expect(await pushTo(await listen(server, "https"))()).toMatchObject({
      message: expect.stringContaining("certificate") as string,
    });
    expect(calls).toBe(0);
  });

  it("has no address in the name service is tried again", async () => {
    expect(await pushTo("http://nowhere.invalid/")()).toMatchObject({
      message: expect.stringMatching(/nowhere\.invalid/) as string,
    });
  });

  it("answers 410 is gone", async () => {
    const url = await answering((_request, response) => response.writeHead(410).end());
    expect(await pushTo(url)()).toMatchObject({ code: "channels/gone" });
  });
});

describe("a receiver that asks for time", () => {
  it.each([
    [429, (): string => "7", 7_000],
    [503, (): string => "7", 7_000],
    [503, (): string => new Date(clock.now() + 9_000).toUTCString(), 9_000],
    [503, (): string => "86400", 300_000],
  ] as const)(
    "by %i and Retry-After is left alone so long, up to five minutes",
    async (status, header, wait) => {
      let calls = 0;
      const url = await answering((_request, response) => {
        calls++;
        if (calls === 1) response.writeHead(status, { "retry-after": header() });
        response.end();
      });
      clock.leap(Math.ceil(clock.now() / 1_000) * 1_000);
      const push = pushTo(url);
      expect(await push()).toMatchObject({ code: "channels/busy", details: { retryAfter: wait } });
      clock.leap(clock.now() + wait - 1);
      expect(await push("message-2")).toMatchObject({ code: "channels/busy", details: { retryAfter: 1 } });
      expect(calls).toBe(1);
      clock.leap(clock.now() + 1);
      expect(await push("message-2")).toBe("delivered");
    },
  );

  it.each([
    [503, "soon"],
    [503, "-5"],
    [429, ""],
    [500, "7"],
    [503, "Thu, 01 Jan 1970 00:00:00 GMT"],
  ])("by %i and Retry-After: %j says nothing that is heeded", async (status, header) => {
    const url = await answering((_request, response) =>
      response.writeHead(status, { "retry-after": header }).end(),
    );
    const push = pushTo(url);
    expect(await push()).toMatchObject({ message: `the receiver answered ${status}` });
  });
});
