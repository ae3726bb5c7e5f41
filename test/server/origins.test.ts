import { describe, expect, it } from "vitest";
import { checkBind, isLoopback } from "../../src/server/bind.ts";
import { createOriginGuard } from "../../src/server/origins.ts";
import { startServer } from "./start-server.ts";

const SITE = "https://shop.example";

/** The code of the error that a request with these headers gets, or `open`. */
function ask(
  rules: { host?: string; cors?: readonly string[] },
  headers: { host?: string; origin?: string },
): string {
  const guard = createOriginGuard({ host: rules.host ?? "127.0.0.1", cors: rules.cors ?? [] });
  try {
    guard.check(headers);
    return "open";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("a server that listens on loopback", () => {
  it.each([
    "localhost:5005",
    "127.0.0.1:5005",
    "127.1.2.3",
    "[::1]:5005",
    "bot.localhost:5005",
    "LOCALHOST:1",
  ])("goes by the name %s", (host) => {
    expect(ask({}, { host })).toBe("open");
  });

  it.each([
    "evil.example",
    "evil.example:5005",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "192.168.0.7",
    "",
  ])("does not go by the name '%s' (DNS rebinding)", (host) => {
    expect(ask({}, { host })).toBe("server/unknown-host");
  });

  it("goes by the names of the sites that may call it, for proxies that keep the host", () => {
    expect(ask({ cors: [SITE] }, { host: "shop.example" })).toBe("open");
  });
});

describe("pages of other sites", () => {
  const host = "localhost:5005";

  it.each([
    "https://evil.example",
    "null",
    "file://",
    "http://localhost:8080",
    "http://localhost.evil.example",
  ])("of %s may not call", (origin) => {
    expect(ask({}, { host, origin })).toBe("server/foreign-origin");
  });

  it("may call when they are named, or all are; the server's own page always may", () => {
    expect(ask({ cors: [SITE] }, { host, origin: SITE })).toBe("open");
    expect(ask({ cors: [`${SITE}/`] }, { host, origin: SITE })).toBe("open");
    expect(ask({ cors: [SITE] }, { host, origin: "https://other.example" })).toBe("server/foreign-origin");
    expect(ask({ cors: ["*"] }, { host, origin: "https://other.example" })).toBe("open");
    expect(ask({}, { host, origin: "http://localhost:5005" })).toBe("open");
  });

  it("are kept out over HTTP before anything happens, on the short way too", async () => {
    await using bot = await startServer();
    const headers = { origin: "https://evil.example" };
    for (const path of ["/conversations/a/trigger_intent", "/webhooks/rest/webhook"]) {
      const answer = await bot.post(path, { name: "EXTERNAL_tick", sender: "a", message: "/bye" }, headers);
      expect(answer.json()).toMatchObject({ code: 403, reason: "NotAuthorized" });
    }
    expect((await bot.get("/status", { host: "evil.example" })).status).toBe(403);
    expect(await bot.store.load("a")).toBeNull();
  });

  it("that are named get the headers they need, with credentials; never all sites with credentials", async () => {
    await using bot = await startServer({ cors: [SITE] });
    const answer = await bot.post(
      "/webhooks/rest/webhook",
      { sender: "a", message: "/bye" },
      { origin: SITE },
    );
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": SITE,
      "access-control-allow-credentials": "true",
      vary: "Origin",
    });
    const preflight = await bot.call("OPTIONS", "/status", {
      headers: { origin: SITE, "access-control-request-method": "POST" },
    });
    expect(preflight).toMatchObject({ status: 204, text: "" });
    expect(preflight.headers["access-control-allow-methods"]).toContain("DELETE");
    expect(preflight.headers["access-control-allow-headers"]).toContain("idempotency-key");

    await using open = await startServer({ cors: ["*", SITE] });
    const all = await open.get("/status", { origin: "https://other.example" });
    expect(all.headers["access-control-allow-origin"]).toBe("*");
    expect(all.headers["access-control-allow-credentials"]).toBeUndefined();
  });

  it.each(["example.com", "null", "https://"])("cannot be named '%s'", (origin) => {
    expect(() => createOriginGuard({ host: "127.0.0.1", cors: [origin] })).toThrow(/is no origin/);
  });
});

describe("binding", () => {
  it.each(["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "x.localhost"])("to %s is safe", (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(() => checkBind({ host, auth: {}, insecure: false })).not.toThrow();
  });

  it.each(["0.0.0.0", "::", "192.168.1.1", "bot_1.example.com", "127.0.0.1.example.com"])(
    "to '%s' needs a token, a JWT or --insecure",
    (host) => {
      expect(() => checkBind({ host, auth: {}, insecure: false })).toThrow(/would let anybody/);
      expect(() => checkBind({ host, auth: { token: "t" }, insecure: false })).not.toThrow();
      expect(() => checkBind({ host, auth: {}, insecure: true })).not.toThrow();
    },
  );

  it.each(["", " ", "127.0.0.1:80", "1270.0.0.1", "http://localhost", "localhost/", "a..b"])(
    "to '%s' is none, with a token or without",
    (host) => {
      for (const auth of [{}, { token: "t" }])
        expect(() => checkBind({ host, auth, insecure: false })).toThrow(/no address to listen on/);
    },
  );

  it("is refused by the server itself before it listens", async () => {
    await expect(startServer({ host: "0.0.0.0" })).rejects.toMatchObject({ code: "server/open-bind" });
  });

  it("says which port is in use, and which address is not here", async () => {
    await using bot = await startServer();
    const port = Number(new URL(bot.url).port);
    await expect(startServer({ port })).rejects.toMatchObject({ code: "server/port-in-use" });
    await expect(startServer({ host: "203.0.113.1", insecure: true })).rejects.toMatchObject({
      code: "server/cannot-listen",
    });
  });

  it("to all addresses gives an address that can be called", async () => {
    await using bot = await startServer({ host: "0.0.0.0", insecure: true });
    expect(bot.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await bot.get("/", { host: "anything.example" })).status).toBe(200);
  });
});
