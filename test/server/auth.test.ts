import { createSecretKey, generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jwt from "jsonwebtoken";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { TsbotError } from "../../src/base/index.ts";
import { createAuthenticator, type ServerAuth } from "../../src/server/auth.ts";
import { readServerFile, writeServerFile } from "../../src/server/index.ts";
import { allRoutes, type Route } from "../../src/server/routes/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { startServer, type TestServer } from "./start-server.ts";

const SECRET = "a-secret-of-more-than-thirty-two-bytes";
const OTHER_SECRET = "another-secret-of-more-than-32-bytes!!";
const TOKEN = "s3cret";
const NOW = Math.floor(createSimulatedClock().now() / 1000);

const sign = (payload: object, key: string = SECRET, algorithm: jwt.Algorithm = "HS256"): string =>
  jwt.sign(payload, key, { algorithm, noTimestamp: true });
const user = (username: string, role: string): object => ({ user: { username, role } });
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const unsigned = `${base64({ alg: "none", typ: "JWT" })}.${base64(user("root", "admin"))}.`;

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** Credentials that open nothing. */
const WRONG: readonly (readonly [string, { headers?: Record<string, string>; query?: string }])[] = [
  ["none", {}],
  ["a wrong token", { query: "token=nope" }],
  ["an empty token", { query: "token=" }],
  ["the token's beginning", { query: `token=${TOKEN.slice(0, -1)}` }],
  ["a wrong token in the header", { headers: { authorization: "Token nope" } }],
  ["the token as Bearer, as recorded from Rasa", { headers: bearer(TOKEN) }],
  ["garbage", { headers: bearer("abc") }],
  ["another scheme", { headers: { authorization: `Basic ${sign(user("root", "admin"))}` } }],
  ["a JWT without a scheme", { headers: { authorization: sign(user("root", "admin")) } }],
  ["a JWT of another secret", { headers: bearer(sign(user("root", "admin"), OTHER_SECRET)) }],
  ["a JWT of another algorithm", { headers: bearer(sign(user("root", "admin"), SECRET, "HS384")) }],
  ["an unsigned JWT", { headers: bearer(unsigned) }],
  ["an expired JWT", { headers: bearer(sign({ ...user("root", "admin"), exp: NOW - 1 })) }],
  ["a JWT that is not valid yet", { headers: bearer(sign({ ...user("root", "admin"), nbf: NOW + 60 })) }],
  ["a JWT in the query", { query: `token=${sign(user("root", "admin"))}` }],
];

/** Credentials that are somebody's, who may not. */
const FORBIDDEN: readonly (readonly [string, object])[] = [
  ["a JWT without a user", { foo: 1 }],
  ["a JWT whose user is a text", { user: "root" }],
  ["a JWT without a role", { user: { username: "mine" } }],
  ["a JWT of an unknown role", user("mine", "root")],
  ["a JWT of another user", user("someone", "user")],
  ["a JWT whose role is a list", { user: { username: "mine", role: ["admin"] } }],
];

const routes = allRoutes;
const protectedRoutes = routes.filter(({ access }) => access !== "open");

/** A real path and body for each route of the table. */
function toCall({ method, path }: Route): { method: string; path: string } {
  return { method, path: path.replace("*id", "mine").replace(":name", "x") };
}

describe("a server with a token and JWTs", () => {
  let bot: TestServer;
  beforeAll(async () => {
    bot = await startServer({ auth: { token: TOKEN, jwt: { secret: SECRET, method: "HS256" } } });
  });
  afterAll(() => bot[Symbol.asyncDispose]());
  // One of the routes unloads it.
  afterEach(() => bot.assistant.useModel(bot.model));

  const ask = async (route: Route, { headers = {}, query = "" }: (typeof WRONG)[number][1]) => {
    const { method, path } = toCall(route);
    return await bot.call(method, query === "" ? path : `${path}?${query}`, { headers });
  };

  it("knows every route", () => {
    expect(protectedRoutes.length).toBeGreaterThanOrEqual(13);
    const open = routes.filter(({ access }) => access === "open").map(({ path }) => path);
    expect(open).toEqual([
      "/",
      "/webhooks/:channel",
      "/webhooks/:channel/*rest",
      "/version",
      "/openapi.json",
    ]);
  });

  describe.each(protectedRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s",
    (_name, route) => {
      it.each(WRONG)("is closed to %s", async (_what, credentials) => {
        const answer = await ask(route, credentials);
        expect(answer.json()).toMatchObject({ status: "failure", code: 401, reason: "NotAuthenticated" });
        expect(answer.headers["www-authenticate"]).toBe("Bearer");
      });

      it.each(FORBIDDEN)("is forbidden to %s", async (_what, payload) => {
        const answer = await ask(route, { headers: bearer(sign(payload)) });
        expect(answer.json()).toMatchObject({ status: "failure", code: 403, reason: "NotAuthorized" });
      });

      it("is open to the token, in the query or the header, and to an administrator", async () => {
        for (const credentials of [
          { query: `token=${TOKEN}` },
          { headers: { authorization: `Token ${TOKEN}` } },
          { headers: { authorization: `bearer ${sign(user("root", "admin"))}` } },
        ]) {
          expect([401, 403]).not.toContain((await ask(route, credentials)).status);
        }
      });

      it(`is ${route.access === "conversation" ? "open" : "forbidden"} to the user of that name`, async () => {
        const { status } = await ask(route, { headers: bearer(sign(user("mine", "user"))) });
        if (route.access === "conversation") expect([401, 403]).not.toContain(status);
        else expect(status).toBe(403);
      });
    },
  );

  it("leaves no trace of a refused request", async () => {
    await bot.post("/conversations/untouched/trigger_intent", { name: "EXTERNAL_tick" });
    expect(await bot.store.load("untouched")).toBeNull();
  });

  it("leaves greeting, version, webhooks and unknown addresses open, as Rasa does", async () => {
    expect((await bot.get("/")).status).toBe(200);
    expect((await bot.get("/version")).status).toBe(200);
    expect((await bot.get("/webhooks/rest/")).status).toBe(200);
    expect((await bot.say("me", "/bye")).json()).toEqual([{ recipient_id: "me", text: "Bye." }]);
    expect((await bot.get("/nothing")).status).toBe(404);
  });

  it("compares the whole id with the user's name, slashes and all", async () => {
    const headers = bearer(sign(user("mine", "user")));
    expect((await bot.get("/conversations/mine/2/tracker", headers)).status).toBe(403);
    expect((await bot.get("/conversations/mine/tracker", headers)).status).toBe(200);
  });
});

describe("keys", () => {
  const clock = createSimulatedClock();
  const attempt = async (auth: ServerAuth, token: string): Promise<string> => {
    const authenticate = await createAuthenticator(auth, clock);
    try {
      authenticate({
        access: "admin",
        headers: bearer(token),
        query: new URLSearchParams(),
        conversationId: null,
      });
      return "open";
    } catch (error) {
      return TsbotError.isInstance(error) ? error.code : "?";
    }
  };
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = ({ publicKey }: typeof rsa): string =>
    publicKey.export({ type: "spki", format: "pem" }).toString();
  const otherRsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const privatePem = ({ privateKey }: typeof rsa): string =>
    privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const admin = user("root", "admin");

  it.each([
    ["RS256", rsa],
    ["ES256", ec],
  ] as const)(
    "of the method %s let the project's own commands in, with the private key",
    async (method, pair) => {
      const directory = await mkdtemp(join(tmpdir(), "tsbot-jwt-"));
      try {
        const auth = { jwt: { secret: pem(pair), method, privateKey: privatePem(pair) } };
        await writeServerFile(directory, { url: "http://127.0.0.1:5005", auth });
        const { token = "" } = (await readServerFile(directory)) ?? {};
        expect(await attempt(auth, token)).toBe("open");
      } finally {
        await rm(directory, { recursive: true });
      }
    },
  );

  it.each([
    ["RS256", rsa],
    ["PS256", rsa],
    ["ES256", ec],
  ] as const)("of the method %s are public keys", async (method, pair) => {
    const token = jwt.sign(admin, pair.privateKey, { algorithm: method });
    expect(await attempt({ jwt: { secret: pem(pair), method } }, token)).toBe("open");
  });

  it("that are public do not verify what was signed with them as a secret", async () => {
    const header = base64({ alg: "HS256", typ: "JWT" });
    const { createHmac } = await import("node:crypto");
    const content = `${header}.${base64(admin)}`;
    const forged = `${content}.${createHmac("sha256", createSecretKey(Buffer.from(pem(rsa))))
      .update(content)
      .digest("base64url")}`;
    expect(await attempt({ jwt: { secret: pem(rsa), method: "RS256" } }, forged)).toBe(
      "server/not-authenticated",
    );
  });

  it.each([
    [{ jwt: { secret: "short", method: "HS256" } }, "server/bad-jwt-key"],
    [{ jwt: { secret: SECRET, method: "RS256" } }, "server/bad-jwt-key"],
    [{ jwt: { secret: pem(ec), method: "RS256" } }, "server/bad-jwt-key"],
    [{ jwt: { secret: SECRET, method: "HS265" } }, "server/bad-jwt-method"],
    [{ jwt: { secret: SECRET, method: "none" } }, "server/bad-jwt-method"],
    [{ jwt: { secret: SECRET, method: "HS256", privateKey: privatePem(rsa) } }, "server/bad-jwt-key"],
    [{ jwt: { secret: pem(rsa), method: "RS256", privateKey: pem(rsa) } }, "server/bad-jwt-key"],
    [{ jwt: { secret: pem(rsa), method: "RS256", privateKey: privatePem(otherRsa) } }, "server/bad-jwt-key"],
    [{ token: " " }, "server/bad-token"],
  ])("that protect nothing are refused at the start: %j", async (auth, code) => {
    await expect(createAuthenticator(auth, clock)).rejects.toMatchObject({ code });
  });
});
