import { readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "../server/http-client.ts";
import { createBot } from "./serve-project.ts";

const DOCUMENT = `version: "3.1"
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: DIETClassifier
policies:
  - name: RulePolicy
intents: [hello, bye]
responses:
  utter_moon:
    - text: Hello from the moon.
nlu:
  - intent: hello
    examples: |
      - hello
      - hi
      - good day
  - intent: bye
    examples: |
      - bye
      - see you
      - good night
rules:
  - rule: hello
    steps:
      - intent: hello
      - action: utter_moon
`;

const NLU = DOCUMENT.slice(DOCUMENT.indexOf("nlu:"), DOCUMENT.indexOf("rules:"));

/** A document that takes long to train from. */
function large(): string {
  const examples = Array.from({ length: 60_000 }, (_, at) => `      - word${at % 977} of ${at}\n`).join("");
  return DOCUMENT.replace("      - good day\n", `      - good day\n${examples}`);
}

/** A reminderbot that runs with its API. */
async function serve() {
  const bot = await createBot();
  const server = await bot.run("--enable-api");
  return {
    ...bot,
    ...server,
    call: (method: string, path: string, body?: unknown) =>
      call(server.url, method, path, body === undefined ? {} : { body }),
    say: async (message: string) =>
      (await call(server.url, "POST", "/webhooks/rest/webhook", { body: { sender: "ann", message } })).text,
  };
}

/** What is refused changes nothing: one server does for all. */
function sharedServer() {
  let bot: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    bot = await serve();
  });
  afterAll(() => bot[Symbol.asyncDispose]());
  return () => bot;
}

describe("models over the API", () => {
  const shared = sharedServer();

  it("are trained from one document, kept, loaded, and unloaded, while conversations go on", async () => {
    await using bot = await serve();
    const before = await readdir(join(bot.path, "models"));
    const trained = await bot.call("POST", "/model/train", DOCUMENT);
    const name = trained.headers["filename"] ?? "";
    expect(trained).toMatchObject({ status: 200, headers: { "content-type": "application/gzip" } });
    expect((await readdir(join(bot.path, "models"))).filter((file) => !before.includes(file))).toEqual([
      name,
    ]);
    expect(await bot.say("/hello")).not.toContain("moon");

    expect(await bot.call("PUT", "/model", { model_file: name })).toMatchObject({ status: 204, text: "" });
    expect(await bot.say("/hello")).toContain("Hello from the moon.");
    expect((await bot.call("GET", "/status")).json()).toMatchObject({
      model_file: expect.stringContaining(name) as string,
      num_active_training_jobs: 0,
    });

    expect((await bot.call("DELETE", "/model")).status).toBe(204);
    expect((await bot.call("GET", "/domain")).status).toBe(409);
    expect(await bot.say("/hello")).toBe("[]");
    expect((await bot.call("PUT", "/model", { model_file: name })).status).toBe(204);
    expect(await bot.say("/hello")).toContain("Hello from the moon.");
  });

  it("are not kept when the request says so", async () => {
    await using bot = await serve();
    const before = await readdir(join(bot.path, "models"));
    const { status } = await bot.call("POST", "/model/train?save_to_default_model_directory=false", DOCUMENT);
    expect(status).toBe(200);
    expect(await readdir(join(bot.path, "models"))).toEqual(before);
  });

  it.each<[string, unknown, string]>([
    ["of another folder", { model_file: "../models/x.tar.gz" }, "model_file"],
    ["of a path", { model_file: "/etc/passwd" }, "model_file"],
    ["that is not there", { model_file: "nobody.tar.gz" }, "model_file"],
    ["that is damaged", { model_file: "damaged.tar.gz" }, "model_file"],
    ["of a server", { model_server: { url: "http://127.0.0.1:9/model" } }, "model_server"],
    ["of a cloud", { remote_storage: "aws" }, "remote_storage"],
    ["without a name", {}, "model_file"],
  ])("a model %s is refused, and the one that runs stays", async (_, body, parameter) => {
    const bot = shared();
    await writeFile(join(bot.path, "models", "damaged.tar.gz"), "no archive");
    const answer = await bot.call("PUT", "/model", body);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ details: { parameter } });
    expect((await bot.call("GET", "/domain")).status).toBe(200);
  });

  it("are compared with stories and with examples, and cross-validated", async () => {
    const bot = shared();
    const stories = `version: "3.1"\nstories:\n  - story: welcome\n    steps:\n      - intent: greet\n      - action: utter_welcome\n`;
    const tested = await bot.call("POST", "/model/test/stories", stories);
    expect(tested.json()).toMatchObject({
      actions: expect.any(Array) as unknown,
      accuracy: expect.any(Number) as unknown,
    });
    const understood = await bot.call("POST", "/model/test/intents", NLU);
    expect(understood.json()).toMatchObject({ intent_evaluation: { report: expect.anything() as unknown } });
    const folds = await bot.call("POST", "/model/test/intents?cross_validation_folds=2", DOCUMENT);
    expect(folds.json()).toMatchObject({ intent_evaluation: { report: expect.anything() as unknown } });
  });
});

describe("a document to train from", () => {
  const shared = sharedServer();

  it.each<[string, string, RegExp]>([
    ["no YAML", "pipeline: [", /Line 1/],
    ["no mapping", "- pipeline", /no YAML mapping/],
    [
      "an importer",
      `${DOCUMENT}importers: [{name: MultiProjectImporter}]\n`,
      /'importers' names other files/,
    ],
    [
      "a lookup table in a file",
      DOCUMENT.replace("rules:", "  - lookup: city\n    examples: /etc/hostname\nrules:"),
      /names a file/,
    ],
    [
      "a mistake",
      DOCUMENT.replace("- intent: hello\n      - action", "- intnt: helo\n      - action"),
      /intnt/,
    ],
    [
      "aliases that stand for a billion texts",
      `${DOCUMENT}bomb:\n  - &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, at) => `  - &a${at + 1} [${`*a${at}, `.repeat(10)}]\n`).join("")}`,
      /alias|values/,
    ],
    ["a nest without end", `deep: ${"[".repeat(100_000)}`, /Line 1/],
  ])("that holds %s is refused, and conversations go on", async (_, document, message) => {
    const bot = shared();
    const answer = await bot.call("POST", "/model/train", document);
    expect(answer.status).toBe(400);
    expect(answer.json<{ message: string }>().message).toMatch(message);
    expect((await bot.call("GET", "/")).status).toBe(200);
  });

  it("does not learn the server's environment", async () => {
    await using bot = await serve();
    const home = ["$", "{HOME}"].join("");
    const secret = DOCUMENT.replace("Hello from the moon.", `The home is ${home}.`);
    const { headers } = await bot.call("POST", "/model/train", secret);
    await bot.call("PUT", "/model", { model_file: headers["filename"] });
    expect(await bot.say("/hello")).toContain(`The home is ${home}.`);
  });

  it("is not sent to an address that the request names", async () => {
    const bot = shared();
    const answer = await bot.call("POST", "/model/train?callback_url=http://127.0.0.1:9/", DOCUMENT);
    expect(answer.json()).toMatchObject({ code: 400, details: { parameter: "callback_url" } });
  });

  it("waits for nobody: a second training is refused, and a stopping server leaves the first", async () => {
    await using bot = await serve();
    const folders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("tsbot-model-"));
    const before = await folders();
    const first = bot.call("POST", "/model/train", large()).catch(() => null);
    const active = async (): Promise<number> =>
      (await bot.call("GET", "/status")).json<{ num_active_training_jobs: number }>()
        .num_active_training_jobs;
    while ((await active()) === 0);
    expect((await bot.call("POST", "/model/train", DOCUMENT)).status).toBe(503);
    expect(await bot.say("/greet")).toContain("Hi there");
    expect((await folders()).length).toBe(before.length + 1);
    const stopped = performance.now();
    expect(await bot.stop()).toBe(0);
    // The training would take longer by far.
    expect(performance.now() - stopped).toBeLessThan(15_000);
    expect((await first)?.status).toBe(503);
    expect(await folders()).toEqual(before);
  }, 60_000);

  it("is left when its client has gone", async () => {
    await using bot = await serve();
    const controller = new AbortController();
    const request = fetch(`${bot.url}/model/train`, {
      method: "POST",
      body: large(),
      signal: controller.signal,
    }).catch(() => null);
    const active = async (): Promise<number> =>
      (await bot.call("GET", "/status")).json<{ num_active_training_jobs: number }>()
        .num_active_training_jobs;
    while ((await active()) === 0);
    controller.abort();
    await request;
    while ((await active()) > 0);
    expect((await bot.call("POST", "/model/train", DOCUMENT)).status).toBe(200);
  }, 60_000);

  it.each([
    ["stories", "/model/test/stories", "stories:\n  - story: a\n    steps:\n      - intnt: greet\n", /intnt/],
    ["examples", "/model/test/intents", "nlu:\n  - intnt: hello\n    examples: |\n      - hi\n", /intnt/],
  ])("that tests with %s that have a mistake is refused", async (_, path, document, message) => {
    const answer = await shared().call("POST", path, document);
    expect(answer.status).toBe(400);
    expect(answer.json<{ message: string }>().message).toMatch(message);
  });
});
