import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What answers a request; null never does. */
export type FakeAnswer = ((request: IncomingMessage, response: ServerResponse) => void) | null;

/** A server on a free port that answers `METHOD /path` as told, and everything else with an empty JSON object. */
export async function startFakeServer(
  answers: Readonly<Record<string, FakeAnswer>> = {},
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?", 1)[0];
    const answer = answers[`${request.method} ${path}`];
    if (answer === null) return;
    if (answer !== undefined) answer(request, response);
    else response.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An answer of JSON. */
export function json(status: number, body: object): FakeAnswer {
  return (_, response) => {
    response.statusCode = status;
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  };
}
