import { describe, expect, it } from "vitest";
import { createClient } from "../../../src/cli/client.ts";
import { readLocalCommand, refuseSlashLine } from "../../../src/cli/shell/local-commands.ts";
import { splitWords } from "../../../src/cli/shell/split-words.ts";
import { createSimulatedClock } from "../../../src/testing/index.ts";
import { json, startFakeServer } from "../fake-server.ts";

describe("a line that begins with a slash", () => {
  it.each([
    ["/help", "/help"],
    ["/HELP", "/help"],
    ["/Stop now", "/stop"],
    ["/trigger A b=c", "/trigger"],
    ["/stopp", null],
    ['/help{"a": 1}', null],
    ["help", null],
  ])("is a command of the shell in any letter case: %s", (line, name) => {
    expect(readLocalCommand(line)?.name ?? null).toBe(name);
  });

  it.each([
    ["/reminder", "There is no command '/reminder'. Did you mean '/reminders'?"],
    ["/trakcer", "There is no command '/trakcer'. Did you mean '/tracker'?"],
    ["/gret", "There is no command '/gret'. Did you mean '/greet'?"],
    ["/nope", "There is no command '/nope'. /help lists them."],
    ["/greet", null],
    ['/book{"city": "Rome"}', null],
    ["/greet@0.5", null],
    ["/restart", null],
    ["/session_start", null],
    ["/ hello", null],
    ["hello", null],
  ])("is not sent to the bot when it is neither that nor an intent: %s", async (line, refusal) => {
    await using server = await startFakeServer({
      "GET /domain": json(200, { intents: ["greet", { book: { use_entities: [] } }], entities: [] }),
    });
    const client = createClient(server.url, { clock: createSimulatedClock() });
    expect(await refuseSlashLine(line, client)).toBe(refusal);
  });

  it("is sent where the server does not tell its intents", async () => {
    await using server = await startFakeServer({
      "GET /domain": json(403, { message: "No.", details: { error: "server/not-authorized" } }),
    });
    const client = createClient(server.url, { clock: createSimulatedClock() });
    expect(await refuseSlashLine("/nope", client)).toBeNull();
  });
});

describe("words of a line", () => {
  it.each([
    ["A plant=Orchid", ["A", "plant=Orchid"]],
    ["A plant='Big Rose' b=c", ["A", "plant=Big Rose", "b=c"]],
    ['A plant="Big \\"Rose\\""', ["A", 'plant=Big "Rose"']],
    ["'plant=Big Rose'", ["plant=Big Rose"]],
    ["list:='[1, 2]'", ["list:=[1, 2]"]],
    ['list:=["a",1] text:="b c"', ['list:=["a",1]', 'text:="b c"']],
    ["who=O'Neil x='a'b", ["who=O'Neil", "x='a'b"]],
    ["  ", []],
  ])("%s", (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });
});
