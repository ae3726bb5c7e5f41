import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../../src/base/index.ts";
import { type Receiver, type ServerProcess, spawnServer, startReceiver } from "../../bench/processes.ts";
import { measureReminders } from "../../bench/reminders.ts";
import { runCli, temporaryFolder } from "../../cli/run-cli.ts";
import { type Cluster, startCluster, whyNoPostgres } from "./cluster.ts";
import { newSchema } from "./open-store.ts";

const MESSAGES = 12;
const CONVERSATIONS = Array.from({ length: 16 }, (_, index) => `conversation-${index}`);

describe.skipIf(whyNoPostgres({ own: true }) !== null)("tsbot run on one PostgreSQL", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ own: true });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  /** A trained project that keeps its conversations in the database and posts to the receiver. */
  const createProject = async (path: string, receiver: Receiver): Promise<void> => {
    await runCli(["init", "--yes"], { cwd: path });
    const { host, port, database, user, password } = cluster.connection;
    const url = `postgresql://${user}:${encodeURIComponent(password ?? "")}@${host}:${port}/${database}`;
    await writeFile(
      join(path, "endpoints.yml"),
      `tracker_store:\n  type: SQL\n  dialect: postgresql\n  url: "${url}"\n  schema: ${newSchema()}\n  pool_size: 5\n`,
    );
    await writeFile(join(path, "credentials.yml"), `rest:\ncallback:\n  url: ${receiver.url}\n`);
  };

  it("keeps order and does everything once, whichever of four servers is asked, and while one is killed", async () => {
    await using folder = await temporaryFolder();
    const receiver = await startReceiver();
    await createProject(folder.path, receiver);
    const servers = await startServers(folder.path, 4);
    try {
      const random = createRandom(5);
      let answered = 0;
      const talks = CONVERSATIONS.map(async (id) => {
        for (let number = 1; number <= MESSAGES; number++) {
          await say(servers, random, { id, number });
          if (++answered === (CONVERSATIONS.length * MESSAGES) / 2) await replaceOne(servers, folder.path);
        }
      });
      await Promise.all(talks);
      await checkAll(servers, receiver);
    } finally {
      await Promise.all(servers.map((server) => server.kill()));
      receiver.close();
    }
  }, 120_000);

  it("keeps order and does everything once while PostgreSQL is killed and comes back", async () => {
    await using folder = await temporaryFolder();
    const receiver = await startReceiver();
    await createProject(folder.path, receiver);
    const servers = await startServers(folder.path, 2);
    try {
      const random = createRandom(6);
      let answered = 0;
      const talks = CONVERSATIONS.map(async (id) => {
        for (let number = 1; number <= MESSAGES; number++) {
          await say(servers, random, { id, number });
          if (++answered === (CONVERSATIONS.length * MESSAGES) / 2) {
            await cluster.kill();
            await cluster.restart();
          }
        }
      });
      await Promise.all(talks);
      await checkAll(servers, receiver);
    } finally {
      await Promise.all(servers.map((server) => server.kill()));
      receiver.close();
    }
  }, 120_000);

  it("loses no reminder, fires none early and none twice while its server is killed again and again", async () => {
    await using folder = await temporaryFolder();
    const receiver = await startReceiver();
    await createProject(folder.path, receiver);
    // Beside it: another server, which takes over what the killed ones leave.
    const [other] = await startServers(folder.path, 1);
    try {
      const { late, ...result } = await measureReminders(folder.path, receiver, {
        reminders: 100,
        spread: 3_000,
        kills: { seed: 7, setting: 2, firing: 2 },
        watch: 0,
        // The other server fires what is due while a killed one starts: one set again after that is a second reminder.
        ahead: 25_000,
      });
      expect(result).toEqual({ arrived: 100, lost: 0, early: 0, doubled: 0, kills: 4 });
      expect(late).toHaveLength(100);
    } finally {
      await other?.kill();
      receiver.close();
    }
  }, 120_000);

  it("streams what another server committed", async () => {
    await using folder = await temporaryFolder();
    const receiver = await startReceiver();
    await createProject(folder.path, receiver);
    const servers = await startServers(folder.path, 2);
    try {
      const [first = "", second = ""] = await Promise.all(servers.map(({ ready }) => ready));
      const abort = new AbortController();
      const stream = await fetch(`${first}/conversations/ann/messages`, {
        headers: { accept: "text/event-stream" },
        signal: abort.signal,
      });
      const said = readUntil(stream, /event: message\ndata: .*Hi there/);
      await post(second, { id: "ann", number: 1 });
      expect(await said).toContain("id: 1");
      abort.abort();
    } finally {
      expect(await Promise.all(servers.map((server) => server.stop()))).toHaveLength(2);
      receiver.close();
    }
  }, 60_000);
});

interface Message {
  readonly id: string;
  readonly number: number;
}

async function startServers(path: string, count: number): Promise<ServerProcess[]> {
  const servers = Array.from({ length: count }, () => spawnServer(path));
  await Promise.all(servers.map(({ ready }) => ready));
  return servers;
}

/** Kills a server at a moment when all are busy, and starts another in its place. */
async function replaceOne(servers: ServerProcess[], path: string): Promise<void> {
  const [killed] = servers.splice(0, 1);
  await killed?.kill();
  const server = spawnServer(path);
  await server.ready;
  servers.push(server);
}

/** Asks some server until one has answered; a repeat says so by the message's id. */
async function say(servers: readonly ServerProcess[], random: Random, message: Message): Promise<void> {
  for (;;) {
    const server = servers[random.below(servers.length)];
    const isAnswered = await server?.ready.then((url) => post(url, message)).catch(() => false);
    if (isAnswered === true) return;
  }
}

async function post(url: string, { id, number }: Message): Promise<boolean> {
  const response = await fetch(`${url}/webhooks/callback/webhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sender: id, message: `hello ${number}`, message_id: `${id}-${number}` }),
  });
  await response.arrayBuffer();
  return response.ok;
}

async function getJson<Content>(url: string): Promise<Content> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return (await response.json()) as Content;
}

interface Tracker {
  readonly events: readonly { readonly event: string; readonly text?: string }[];
}

interface Mailbox {
  readonly messages: readonly { readonly id: string }[];
}

/** Each message was handled once and in order, and what the bot said arrived once and in order. */
async function checkAll(servers: readonly ServerProcess[], receiver: Receiver): Promise<void> {
  const url = (await servers.at(-1)?.ready) ?? "";
  for (const id of CONVERSATIONS) {
    const { events } = await getJson<Tracker>(`${url}/conversations/${id}/tracker?include_events=ALL`);
    const said = events.filter(({ event }) => event === "user").map(({ text }) => text);
    expect(said).toEqual(Array.from({ length: MESSAGES }, (_, index) => `hello ${index + 1}`));
    const { messages } = await getJson<Mailbox>(`${url}/conversations/${id}/messages?limit=1000`);
    const sent = messages.map((message) => message.id);
    const arrived = (): readonly string[] => [
      ...new Set(
        receiver.received.filter(({ conversationId }) => conversationId === id).map((message) => message.id),
      ),
    ];
    expect(await receiver.until(() => arrived().length >= sent.length, Date.now() + 20_000)).toBe(true);
    expect(arrived()).toEqual(sent);
  }
}

async function readUntil(response: Response, pattern: RegExp): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    if (pattern.test(text)) return text;
  }
  throw new Error(`The stream ended: ${text}`);
}
