import { Agent, request } from "node:http";

/** Latencies in milliseconds of requests made by a number of clients at once. */
export interface LoadResult {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** The value below which a share of the numbers lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Sends `count` POSTs over `clients` kept-alive connections; anything but 200 is an error. */
export async function postMany(
  url: string | ((index: number) => string),
  body: (index: number) => unknown,
  options: { readonly clients: number; readonly count: number },
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.clients });
  const latencies: number[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    for (let index = next++; index < options.count; index = next++) {
      const start = performance.now();
      await post(agent, typeof url === "string" ? url : url(index), JSON.stringify(body(index)));
      latencies.push(performance.now() - start);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: options.clients }, client));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return {
    perSecond: options.count / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

/** Requests at a steady rate, whether earlier ones were answered or not. */
export interface SteadyLoad {
  /** Milliseconds from when a request was due to its answer, of each so far. */
  readonly latencies: readonly number[];
  /** Sends no more, and resolves when all are answered. Rejects when one was not. */
  stop(): Promise<void>;
}

/** How often it is looked what is due, in milliseconds. */
const TICK = 5;

/** Starts to send so many POSTs a second; what a busy client sends late counts from when it was due. */
export function startSteadyLoad(
  url: string,
  perSecond: number,
  body: (index: number) => unknown,
): SteadyLoad {
  const agent = new Agent({ keepAlive: true });
  const latencies: number[] = [];
  const running: Promise<void>[] = [];
  const failures: unknown[] = [];
  const start = performance.now();
  const send = async (index: number): Promise<void> => {
    const due = start + (index * 1000) / perSecond;
    await post(agent, url, JSON.stringify(body(index)));
    latencies.push(performance.now() - due);
  };
  const timer = setInterval(() => {
    const due = ((performance.now() - start) * perSecond) / 1000;
    while (running.length < due)
      running.push(send(running.length).catch((error) => void failures.push(error)));
  }, TICK);
  return {
    latencies,
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
      agent.destroy();
      if (failures.length > 0) throw failures[0];
    },
  };
}

function post(agent: Agent, url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: "POST",
        agent,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      },
      (response) => {
        response.resume();
        response.on("end", () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`${url} answered ${response.statusCode}`)),
        );
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}
