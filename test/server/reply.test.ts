import type { ServerResponse } from "node:http";
import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { writeReply } from "../../src/server/reply.ts";

/** A client that takes a little at a time. */
function slowResponse(write: (done: () => void) => void = setImmediate): ServerResponse & Writable {
  const stream = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => write(() => done()) });
  const response = { writeHead() {}, flushHeaders() {}, req: { method: "GET" } };
  return Object.assign(stream, response) as unknown as ServerResponse & Writable;
}

async function* many(note: () => void = () => {}): AsyncGenerator<string> {
  for (let index = 0; index < 20; index++) {
    note();
    yield "text";
  }
}

it("a stream leaves no listeners behind while its reader is slow", async () => {
  const response = slowResponse();
  const before = response.listenerCount("close");
  let most = 0;
  const note = (): void => {
    most = Math.max(most, response.listenerCount("close"), response.listenerCount("drain"));
  };
  await writeReply(response, { status: 200, body: many(note) });
  expect(most).toBeLessThanOrEqual(before + 1);
});

it("a stream ends when its reader goes away while it is waited for", async () => {
  const response = slowResponse(() => {});
  const written = writeReply(response, { status: 200, body: many() });
  setImmediate(() => response.destroy());
  await written;
  expect(response.writableEnded).toBe(false);
});
