import { describe, expect, it } from "vitest";

// Projects import these names; taking one away is a breaking change.
describe("what projects can import", () => {
  it("from 'tsbot'", async () => {
    expect(Object.keys(await import("../src/index.ts")).sort()).toMatchInlineSnapshot(`
      [
        "TsbotError",
        "actionExecuted",
        "actionExecutionRejected",
        "actionReverted",
        "activeLoop",
        "addressTaken",
        "allSlotsReset",
        "conversationPaused",
        "conversationResumed",
        "createCallbackInput",
        "createDenseSource",
        "createFeatureSource",
        "defineAction",
        "defineChannel",
        "defineComponent",
        "followupAction",
        "optedIn",
        "optedOut",
        "rejectExecution",
        "reminderCancelled",
        "reminderScheduled",
        "reminderSnoozed",
        "restarted",
        "sessionStarted",
        "slotSet",
        "subscribed",
        "toSparseVector",
        "unsubscribed",
        "userUtteranceReverted",
        "verifyWebhook",
      ]
    `);
  });

  it("from 'tsbot/testing'", async () => {
    expect(Object.keys(await import("../src/testing/index.ts")).sort()).toMatchInlineSnapshot(`
      [
        "createFakeChannel",
        "createSimulatedClock",
        "createTestAssistant",
        "playScript",
        "playScripts",
        "trainForTests",
      ]
    `);
  });
});
