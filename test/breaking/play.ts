import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createRandom } from "../../src/base/index.ts";
import { compareHistory, readMailbox } from "./history.ts";
import { type Deed, type Evidence, type Judgement, judge, textKey, violations } from "./judge.ts";
import { createCountingBot } from "./project.ts";
import { type MoodyReceiver, startMoodyReceiver } from "./receiver.ts";
import type { Props, Scenario, Stage } from "./scenario.ts";
import { type Servers, startServers } from "./servers.ts";
import { type Refusal, sleep, startTalk } from "./talk.ts";

export interface PlayOptions {
  /** A folder of its own, which is made. */
  readonly folder: string;
  readonly seed: number;
  /** How long people talk, in milliseconds. */
  readonly duration: number;
}

/** How a scenario ended. */
export interface Played {
  /** What is broken, one line each; none: it passed. */
  readonly problems: readonly string[];
  readonly judgement: Judgement;
  readonly deeds: number;
  /** How often something was broken. */
  readonly times: number;
  readonly note: string | null;
  /** How often clients were refused, by code. */
  readonly refusals: ReadonlyMap<string, number>;
}

const CONVERSATIONS = ["ann", "bob", "cleo", "dan", "eve", "fay"];
/** What is acknowledged and has not come so long after all is whole again is lost, in milliseconds. */
const PATIENCE = 60_000;
/** So long (milliseconds) nothing more may come after everything has come. */
const WATCH = 500;

/** Lets people talk while things are broken, waits until all is whole again, and judges by what the receiver got. */
export async function play(scenario: Scenario, { folder, seed, duration }: PlayOptions): Promise<Played> {
  await mkdir(folder, { recursive: true });
  const receiver = await startMoodyReceiver();
  const closers: (() => Promise<void>)[] = [() => receiver.close()];
  try {
    const project = await createCountingBot(folder, receiver.url);
    const props = await scenario.setUp({ folder, project });
    closers.push(async () => await props.close?.());
    const random = createRandom(seed);
    const servers = startServers({
      project,
      count: scenario.servers,
      random,
      logFile: props.logFile ?? join(folder, "server.log"),
    });
    closers.push(() => servers.close());
    await servers.ready();
    return await perform(scenario, { props, servers, receiver, seed, duration });
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

interface Performance {
  readonly props: Props;
  readonly servers: Servers;
  readonly receiver: MoodyReceiver;
  readonly seed: number;
  readonly duration: number;
}

async function perform(scenario: Scenario, performance: Performance): Promise<Played> {
  const { props, servers, receiver, seed, duration } = performance;
  const until = Date.now() + duration;
  const goesOn = (): boolean => Date.now() < until;
  const stage: Stage = {
    servers,
    receiver,
    duration,
    goesOn,
    random: createRandom(seed + 1),
    wait: (milliseconds) => sleep(Math.max(0, Math.min(milliseconds, until - Date.now()))),
  };
  const talkOptions = { random: createRandom(seed + 2), url: servers.url, pause: 40, ahead: duration / 2 };
  const talk = startTalk({ ...talkOptions, conversations: CONVERSATIONS, goesOn });
  const [times] = await Promise.all([props.disturb(stage), talk.ended]);
  // Who writes again can be reached again, also where the receiver had said that nobody is there.
  const farewell = startTalk({
    ...talkOptions,
    conversations: CONVERSATIONS,
    goesOn: once(),
    firstNumber: 100_000,
  });
  await farewell.ended;
  const deeds = [...talk.deeds, ...farewell.deeds];
  const refusals = [...talk.refusals, ...farewell.refusals];

  const first = await settle(scenario, performance, deeds);
  await servers.restart();
  await servers.ready();
  await sleep(WATCH);
  const evidence = await gather(scenario, performance, deeds);
  const judgement = judge(evidence);
  return {
    judgement,
    deeds: deeds.length,
    times,
    note: props.note ?? null,
    refusals: countByCode(refusals),
    problems: [
      ...(first ? [] : ["not everything had come in time"]),
      ...violations(judgement),
      ...(await compareHistory(await servers.url(), { deeds, receipts: evidence.receipts })),
      ...findBadRefusals(scenario, refusals),
      ...(receiver.followed() > 0 ? ["a redirect was followed"] : []),
      ...(servers.ended() > 0 && scenario.serversMayEnd !== true
        ? [`servers ended by themselves ${servers.ended()} times`]
        : []),
      ...(times === 0 ? ["nothing was broken"] : []),
      ...(props.check?.(refusals) ?? []),
    ],
  };
}

/** True once for each conversation. */
function once(): () => boolean {
  let left = CONVERSATIONS.length;
  return () => left-- > 0;
}

/** Waits until everything has come; false when patience ends first. */
async function settle(
  scenario: Scenario,
  performance: Performance,
  deeds: readonly Deed[],
): Promise<boolean> {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    const evidence = await gather(scenario, performance, deeds).catch(() => null);
    if (evidence !== null && judge(evidence).lost.length === 0) return true;
    await sleep(200);
  }
  return false;
}

/** What the receiver got, and where a scenario gives messages up, what the mailbox says of those. */
async function gather(
  { givesUp = false }: Scenario,
  { servers, receiver }: Performance,
  deeds: readonly Deed[],
): Promise<Evidence> {
  const receipts = [...receiver.receipts];
  if (!givesUp) return { deeds, receipts };
  const url = await servers.url();
  const mailboxes = await Promise.all(CONVERSATIONS.map((id) => readMailbox(url, id)));
  const given = mailboxes
    .flat()
    .filter(({ status, reason }) => status === "collected" || (status === "failed" && reason !== null));
  return {
    deeds,
    receipts,
    givenUp: new Set(given.map(({ id }) => id)),
    givenUpTexts: new Set(given.map(({ conversationId, text }) => textKey(conversationId, text))),
  };
}

function findBadRefusals(scenario: Scenario, refusals: readonly Refusal[]): readonly string[] {
  const bad = refusals.filter(({ status, code }) =>
    status === null ? !scenario.losesRequests : !(scenario.refuses ?? []).includes(code),
  );
  return [...new Set(bad.map(({ status, text }) => `a client was answered ${status ?? "nothing"}: ${text}`))];
}

function countByCode(refusals: readonly Refusal[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of refusals) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
