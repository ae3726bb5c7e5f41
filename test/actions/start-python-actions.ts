import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "../free-port.ts";

/** Serves `test/fixtures/python-actions` with the real rasa_sdk; `python` is an interpreter that has it. */
export async function startPythonActions(python: string) {
  const port = await freePort();
  const server = spawn(python, ["-m", "rasa_sdk", "--actions", "actions", "--port", String(port)], {
    cwd: fileURLToPath(new URL("../fixtures/python-actions", import.meta.url)),
    // Its times are naive, local ones; the server under test takes them as UTC.
    env: { ...process.env, TZ: "UTC", PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    // It has workers of its own; as a group they end together.
    detached: true,
  });
  let log = "";
  const started = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      log += chunk.toString();
      if (log.includes("is up and running")) resolve();
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`rasa_sdk ended with ${String(code)}:\n${log}`)));
  });
  await started;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    log: () => log,
    [Symbol.asyncDispose]: async () => {
      if (server.exitCode !== null || server.pid === undefined) return;
      const exited = once(server, "exit");
      process.kill(-server.pid, "SIGKILL");
      await exited;
    },
  };
}
