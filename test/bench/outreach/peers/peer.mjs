// What all peers share: how they are told what to do, and what a job that has come due does.
// A peer reads one line of JSON ([{ name, dueAt }], epoch milliseconds) from its standard input, writes `ready` once it
// works and `scheduled` once all of them are safe. It works jobs from its start, those of an earlier process included.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

/** @typedef {{ name: string, dueAt: number }} Job */

/** Of the command line: the folder the packages are installed in, the receiver's address, the setting, the connection. */
const [modules = "", receiver = "", setting = "default", connection = ""] = process.argv.slice(2);

export const isBest = setting === "best";
export { connection };
export const load = createRequire(`${modules}/package.json`);

/**
 * What a reminder does: one message to the receiver.
 *
 * @param {string} name
 */
export async function speak(name) {
  const response = await fetch(receiver, {
    method: "POST",
    headers: { "content-type": "application/json", "webhook-id": name },
    body: JSON.stringify({ recipient_id: name, text: "It is time." }),
  });
  await response.text();
}

/**
 * Schedules what comes in.
 *
 * @param {(jobs: readonly Job[]) => Promise<void>} schedule resolves when all of them are safe
 */
export async function serve(schedule) {
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    await schedule(JSON.parse(line));
    console.log("scheduled");
  }
}
