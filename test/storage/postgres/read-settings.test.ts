import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/base/index.ts";
import { isPostgresSection, readPostgresSettings } from "../../../src/storage/index.ts";

const read = (section: JsonObject) => readPostgresSettings(section, "/nowhere");

describe("tracker_store for PostgreSQL", () => {
  it.each<[JsonObject, boolean]>([
    [{ type: "SQL", dialect: "postgresql" }, true],
    [{ type: "sql", dialect: "postgresql+psycopg2" }, true],
    [{ url: "postgresql://localhost/bots" }, true],
    [{ type: "SQL", dialect: "sqlite", db: "rasa.db" }, false],
    [{ type: "redis", url: "localhost" }, false],
    [{}, false],
  ])("is recognized: %j %s", (section, expected) => {
    expect(isPostgresSection(section)).toBe(expected);
  });

  it("reads Rasa's keys", () => {
    const section = { url: "db.example", port: 5433, username: "ann", password: "secret", db: "bots" };
    expect(read(section)).toEqual({
      schema: "tsbot",
      connection: {
        host: "db.example",
        port: 5433,
        database: "bots",
        user: "ann",
        password: "secret",
        tls: null,
        poolSize: 10,
      },
    });
    expect(read({ url: "db.example:5434" }).connection).toMatchObject({ host: "db.example", port: 5434 });
    expect(read({ host: "/var/run/postgresql" }).connection).toMatchObject({ host: "/var/run/postgresql" });
    expect(read({}).connection).toMatchObject({ host: "localhost", port: 5432, user: null, password: null });
  });

  it("reads a whole address, and what is ours", () => {
    const url = "postgresql+psycopg2://ann:p%40ss@[::1]:5433/bots?sslmode=require";
    expect(read({ url, schema: "bot_a", pool_size: "4" })).toEqual({
      schema: "bot_a",
      connection: {
        host: "::1",
        port: 5433,
        database: "bots",
        user: "ann",
        password: "p@ss",
        tls: { rejectUnauthorized: false, checkServerIdentity: expect.any(Function) },
        poolSize: 4,
      },
    });
  });

  it("checks certificates as libpq does", () => {
    expect(read({ query: { sslmode: "prefer" } }).connection.tls).toBeNull();
    expect(read({ query: { sslmode: "verify-ca" } }).connection.tls).toMatchObject({
      rejectUnauthorized: true,
      checkServerIdentity: expect.any(Function),
    });
    expect(read({ query: { sslmode: "verify-full" } }).connection.tls).toEqual({ rejectUnauthorized: true });
  });

  it.each<[JsonObject, string]>([
    [{ schema: "Bots" }, "schema"],
    [{ schema: "a; DROP SCHEMA tsbot" }, "schema"],
    [{ port: "x" }, "port"],
    [{ pool_size: 0 }, "pool_size"],
    [{ url: "post gres" }, "url"],
    [{ password: ["a"] }, "password"],
    [{ query: { sslmode: "on" } }, "sslmode"],
    [{ query: { sslmode: "verify-ca", sslrootcert: "absent.pem" } }, "sslrootcert"],
  ])("refuses %j", (section, key) => {
    expect(() => read(section)).toThrow(
      expect.objectContaining({ code: "storage/bad-settings", message: expect.stringContaining(`'${key}'`) }),
    );
  });
});
