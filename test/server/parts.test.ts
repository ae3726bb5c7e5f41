import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { load } from "js-yaml";
import jwt from "jsonwebtoken";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger, TsbotError } from "../../src/base/index.ts";
import { toErrorReply } from "../../src/server/error-reply.ts";
import { errorKind } from "../../src/server/error-table.ts";
import { readServerFile, removeServerFile, writeServerFile } from "../../src/server/index.ts";
import { parseChannelBody } from "../../src/server/request-body.ts";
import { createStreamLimit } from "../../src/server/stream-limit.ts";
import { toYaml } from "../../src/server/yaml.ts";

describe("the server file", () => {
  let directory: string;
  const file = (): string => join(directory, ".tsbot/server.json");
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "tsbot-server-file-"));
  });
  afterEach(() => rm(directory, { recursive: true }));
  const url = "http://127.0.0.1:5005";

  it("tells where the server is and how to call it, to its owner alone", async () => {
    await writeServerFile(directory, { url, auth: { token: "t" } });
    expect(await readServerFile(directory)).toEqual({ url, pid: process.pid, token: "t" });
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    await writeServerFile(directory, { url, auth: {} });
    expect(await readServerFile(directory)).toEqual({ url, pid: process.pid });
    await removeServerFile(directory);
    expect(await readServerFile(directory)).toBeNull();
    await removeServerFile(directory);
  });

  it("holds an administrator's JWT where there is no token", async () => {
    const secret = "a-secret-of-more-than-thirty-two-bytes";
    await writeServerFile(directory, { url, auth: { jwt: { secret, method: "HS384" } } });
    const { token } = (await readServerFile(directory)) ?? {};
    expect(jwt.verify(token ?? "", secret, { algorithms: ["HS384"] })).toMatchObject({
      user: { role: "admin" },
    });
  });

  it.each([
    ["of a process that is gone", { url, pid: 2 ** 22 + 1, started: "1" }],
    ["of another process with the same pid", { url, pid: process.pid, started: "1" }],
    ["that says nothing", {}],
    ["that is no object", []],
  ])("%s is nobody's", async (_what, content) => {
    await writeServerFile(directory, { url, auth: {} });
    await writeFile(file(), JSON.stringify(content));
    expect(await readServerFile(directory)).toBeNull();
  });

  it("that is broken is nobody's, and another server's is left alone", async () => {
    await writeServerFile(directory, { url, auth: {} });
    const content = (await readFile(file(), "utf8")).replace(String(process.pid), "1");
    await writeFile(file(), content);
    await removeServerFile(directory);
    expect(await readFile(file(), "utf8")).toBe(content);
    await writeFile(file(), "{");
    expect(await readServerFile(directory)).toBeNull();
  });
});

describe("YAML", () => {
  it("means the same as the JSON it is written from", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const plain = JSON.parse(JSON.stringify(value).replaceAll("__proto__", "proto")) as unknown;
        expect(load(toYaml(plain as never))).toEqual(plain);
      }),
    );
  });

  it("quotes what YAML 1.1 takes for a switch or a number", () => {
    expect(toYaml({ answer: "yes" })).toBe('answer: "yes"\n');
  });
});

describe("a channel's body", () => {
  it.each([
    ["", undefined, undefined],
    ['{"a":1}', "application/json; charset=utf-8", { a: 1 }],
    ['{"a":1}', "application/vnd.x+json", { a: 1 }],
    ['{"a":1}', "application/x-www-form-urlencoded", { a: 1 }],
    ['{"a":1}', undefined, { a: 1 }],
    ["a=1&b=x%20y", "application/x-www-form-urlencoded", { a: "1", b: "x y" }],
    ["hello", "text/plain", "hello"],
    ["\uFEFFhello", "text/plain", "hello"],
    ['\uFEFF{"a":1}', "application/json", { a: 1 }],
    ['\uFEFF{"a":1}', undefined, { a: 1 }],
  ])("%j of type %s is %j", (text, type, value) => {
    const body = parseChannelBody(text, type);
    expect(body === undefined ? body : JSON.parse(JSON.stringify(body))).toEqual(value);
  });

  it("keeps a field named __proto__ a field", () => {
    const body = parseChannelBody("__proto__=x", "application/x-www-form-urlencoded") as object;
    expect(Object.keys(body)).toEqual(["__proto__"]);
  });
});

describe("errors", () => {
  it("that are not for clients are told as our fault, and logged", () => {
    const logged: unknown[] = [];
    const logger = { ...silentLogger, error: (_message: string, fields?: unknown) => logged.push(fields) };
    const error = new TsbotError("storage/unreadable", "cannot read /var/x");
    expect(toErrorReply(error, logger)).toMatchObject({ status: 500, body: { reason: "UnexpectedError" } });
    expect(logged).toEqual([{ error, code: "storage/unreadable" }]);
    expect(errorKind("storage/unreadable")).toBeUndefined();
  });

  it("that nobody foresaw are logged with their stack and causes, and where they happened", () => {
    const logged: unknown[] = [];
    const logger = { ...silentLogger, error: (_message: string, fields?: unknown) => logged.push(fields) };
    const error = new TypeError("Cannot read properties of null", { cause: new Error("the cause") });
    toErrorReply(error, logger, { method: "POST", route: "/webhooks/:channel" });
    expect(logged).toEqual([
      {
        error,
        method: "POST",
        route: "/webhooks/:channel",
        stack: expect.stringMatching(
          /^TypeError: Cannot read.*\n {4}at .*parts\.test\.ts.*\nCaused by: Error: the cause\n/s,
        ) as string,
      },
    ]);
  });

  it("that pass say when to come back", () => {
    for (const code of ["base/busy", "runtime/draining", "storage/conflict"]) {
      expect(toErrorReply(new TsbotError(code, "later"), silentLogger).headers).toEqual({
        "retry-after": "1",
      });
    }
  });
});

describe("a store that cannot do its work", () => {
  const where = "PostgreSQL at tsbot@10.0.0.7:5432/talks";
  it.each([
    ["storage/disk-full", "10"],
    ["storage/disk-failed", "10"],
    ["storage/read-only", "60"],
    ["storage/unreachable", "1"],
  ])("is told as %s: when to come back, and nothing of where it is kept", (code, retryAfter) => {
    const logged: unknown[] = [];
    const logger = { ...silentLogger, error: (_message: string, fields?: unknown) => logged.push(fields) };
    const error = new TsbotError(code, `${where}: no.`, { hint: `Look at ${where}.`, details: { where } });
    const reply = toErrorReply(error, logger, { method: "POST" });
    expect(reply).toMatchObject({
      status: 503,
      headers: { "retry-after": retryAfter },
      body: { reason: "ServiceUnavailable", code: 503, details: { error: code } },
    });
    expect(JSON.stringify(reply)).not.toMatch(/10\.0\.0\.7|5432|talks/);
    expect(logged).toEqual([{ error, method: "POST", code }]);
  });
});

describe("the number of streams", () => {
  it("is limited, and a place is given back once", () => {
    const limit = createStreamLimit(2);
    const leave = limit.enter();
    limit.enter();
    expect(() => limit.enter()).toThrow(/2 streams are open/);
    leave();
    leave();
    limit.enter();
    expect(() => limit.enter()).toThrow(/2 streams are open/);
  });
});
