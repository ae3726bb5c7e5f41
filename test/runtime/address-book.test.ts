import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import { warnOfTakenNames } from "../../src/runtime/taken-names.ts";
import { createTestAssistant, type TestAssistant } from "../../src/testing/index.ts";
import { copyProject } from "../copy-project.ts";

const directory = copyProject("test/fixtures/outreach-bot");

let bot: TestAssistant;
beforeEach(async () => {
  bot = await createTestAssistant({ directory });
});
afterEach(() => bot.close());

describe("the address book", () => {
  it("has the name that an action takes for its conversation, until the conversation is erased", async () => {
    await bot.say('/take_name{"name": "greenhouse-3"}', "ann");
    const at = bot.clock.now();
    expect(await bot.store.readAddress("greenhouse-3")).toEqual({
      name: "greenhouse-3",
      conversationId: "ann",
      at,
    });
    await bot.advance(1_000);
    await bot.say('/take_name{"name": "greenhouse-3"}', "ann");
    expect(await bot.store.readAddress("greenhouse-3")).toMatchObject({ conversationId: "ann", at });
    await bot.assistant.deleteConversation("ann");
    expect(await bot.store.readAddress("greenhouse-3")).toBeNull();
  });

  it("leaves a name with the conversation that has it, and the log says so", async () => {
    await bot.say('/take_name{"name": "greenhouse-3"}', "ann");
    await bot.say('/take_name{"name": "greenhouse-3"}', "bob");
    expect(await bot.store.readAddress("greenhouse-3")).toMatchObject({ conversationId: "ann" });
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    const wants = [
      { type: "opt_in" },
      { type: "address", name: "free" },
      { type: "address", name: "greenhouse-3" },
    ] as const;
    await warnOfTakenNames({ store: bot.store, logger }, "ann", wants);
    expect(warnings).toEqual([]);
    await warnOfTakenNames({ store: bot.store, logger }, "bob", wants);
    expect(warnings).toEqual(["the name 'greenhouse-3' was not taken: the conversation 'ann' has it"]);
  });

  it("has nothing of an action that takes what is no name", async () => {
    await bot.say('/take_name{"name": "no name"}', "ann").catch(() => {});
    expect(await bot.store.listAddresses()).toEqual([]);
    const events = await bot.assistant.events("ann");
    expect(events.map(({ event }) => event)).not.toContain("take_address");
  });

  it("gives a name to another conversation when it is told to, and takes it away", async () => {
    const given = await bot.assistant.giveAddress("greenhouse-3", "ann");
    await bot.advance(1_000);
    expect(await bot.assistant.giveAddress("greenhouse-3", "ann")).toEqual(given);
    const moved = await bot.assistant.giveAddress("greenhouse-3", "bob");
    expect(moved).toEqual({ name: "greenhouse-3", conversationId: "bob", at: bot.clock.now() });
    expect(await bot.assistant.removeAddress("greenhouse-3")).toEqual(moved);
    expect(await bot.assistant.removeAddress("greenhouse-3")).toBeNull();
  });
});
