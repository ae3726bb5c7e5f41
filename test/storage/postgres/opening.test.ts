import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSystemClock, silentLogger } from "../../../src/base/index.ts";
import { openPostgresStore, type PostgresConnection } from "../../../src/storage/index.ts";
import { commitOf, slot } from "../../contracts/store.contract.ts";
import { freePort } from "../../free-port.ts";
import { type Cluster, startCluster, whyNoPostgres } from "./cluster.ts";
import { newSchema, openStore } from "./open-store.ts";

describe.skipIf(whyNoPostgres({ own: true }) !== null)("opening a PostgreSQL store", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ own: true });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const open = (change: Partial<PostgresConnection>, schema = newSchema()) =>
    openPostgresStore({
      connection: { ...cluster.connection, ...change },
      schema,
      clock: createSystemClock(),
      logger: silentLogger,
    });
  const failure = (code: string, ...words: readonly string[]) =>
    expect.objectContaining({ code, message: expect.stringMatching(new RegExp(words.join(".*"), "s")) });

  it("says where nobody answers", async () => {
    const port = await freePort();
    await expect(open({ port })).rejects.toEqual(
      failure("storage/unreachable", `127.0.0.1:${port}`, "ECONNREFUSED"),
    );
  });

  it("says that the password is wrong, without saying it", async () => {
    const opening = open({ password: "not this one" });
    await expect(opening).rejects.toEqual(failure("storage/access-denied", "password"));
    await expect(opening).rejects.toEqual(
      expect.objectContaining({ message: expect.not.stringContaining("not this one") }),
    );
  });

  it("says that there is no such database", async () => {
    await expect(open({ database: "nothing" })).rejects.toEqual(failure("storage/no-database", "nothing"));
  });

  it("says that the user may not create the schema", async () => {
    await cluster.query("CREATE ROLE guest LOGIN PASSWORD 'guest'");
    const guest = { user: "guest", password: "guest" };
    await expect(open(guest)).rejects.toEqual(failure("storage/no-permission", "permission denied"));
    await cluster.query("CREATE SCHEMA for_guest AUTHORIZATION guest");
    const store = await open(guest, "for_guest");
    await store.commit(commitOf("ann", { events: [slot("a", 1)] }));
    expect(await store.load("ann")).toMatchObject({ sequence: 1 });
    await store.close();
  });

  it("says that the server is not encrypted when it is to be", async () => {
    await expect(open({ tls: {} })).rejects.toEqual(failure("storage/unreachable", "SSL"));
  });

  it("refuses a database whose texts are not UTF-8", async () => {
    await cluster.query("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    await expect(open({ database: "latin" })).rejects.toEqual(
      failure("storage/unsuitable-database", "LATIN1"),
    );
  });

  it("refuses a schema of a newer version and one of another program, and changes nothing", async () => {
    const schema = newSchema();
    await (await open({}, schema)).close();
    await cluster.query(`UPDATE ${schema}.schema_version SET version = 1000`);
    await expect(open({}, schema)).rejects.toEqual(failure("storage/newer-schema", schema));
    await cluster.query("CREATE SCHEMA of_rasa; CREATE TABLE of_rasa.events (id int)");
    await expect(open({}, "of_rasa")).rejects.toEqual(failure("storage/not-ours", "of_rasa"));
    const { rows } = await cluster.query("SELECT tablename FROM pg_tables WHERE schemaname = 'of_rasa'");
    expect(rows).toEqual([{ tablename: "events" }]);
  });

  it("leaves the tables of Rasa in the same database alone", async () => {
    await cluster.query(
      "CREATE TABLE public.events (id serial, sender_id text, data text); INSERT INTO public.events (sender_id) VALUES ('ann')",
    );
    const store = await open({});
    expect(await store.load("ann")).toBeNull();
    await store.commit(commitOf("ann", { events: [slot("a", 1)] }));
    await store.deleteConversation("ann");
    await store.close();
    expect((await cluster.query("SELECT sender_id FROM public.events")).rows).toEqual([{ sender_id: "ann" }]);
  });

  it("migrates once when processes start together", async () => {
    const schema = newSchema();
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(cluster, schema)));
    const [first, second] = stores;
    await first?.commit(commitOf("ann", { events: [slot("a", 1)] }));
    expect(await second?.load("ann")).toMatchObject({ sequence: 1 });
    await Promise.all(stores.map((store) => store.close()));
  });

  it("keeps what it acknowledged when the server is killed, and goes on when it is back", async () => {
    const store = await openStore(cluster);
    const acknowledged: number[] = [];
    const write = async (): Promise<void> => {
      for (let index = 0; acknowledged.length < 60; index++) {
        const id = `c${index}`;
        const lease = await store.takeTurn(id).catch(() => undefined);
        if (lease === undefined) continue;
        const commit = commitOf(id, { events: [slot("a", index)], lease });
        const isThere = await store.commit(commit).then(
          () => true,
          () => false,
        );
        await lease.release();
        if (isThere) acknowledged.push(index);
        if (acknowledged.length === 20) restarted ??= cluster.kill().then(cluster.restart);
      }
    };
    let restarted: Promise<void> | undefined;
    await write();
    await restarted;
    for (const index of acknowledged) {
      expect(await store.readEvents(`c${index}`)).toEqual([{ sequence: 1, event: slot("a", index) }]);
    }
    await store.close();
  });

  it("tells who asks that the server is away", async () => {
    const store = await openStore(cluster);
    await cluster.kill();
    await expect(store.commit(commitOf("ann"))).rejects.toEqual(failure("storage/unreachable"));
    await cluster.restart();
    expect(await store.commit(commitOf("ann", { events: [slot("a", 1)] }))).toMatchObject({ sequence: 1 });
    await store.close();
  });
});
