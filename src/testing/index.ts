// For people who test their assistant (exported as `tsbot/testing`): a clock that obeys, a channel that records, and an
// assistant trained in memory on both. Start with test-assistant.ts.

export { createFakeChannel, type FakeChannel } from "./fake-channel.ts";
export {
  type PlayOptions,
  playScript,
  playScripts,
  type ScriptedAssistant,
  type ScriptFailure,
  type ScriptResult,
} from "./scripts/index.ts";
export { createSimulatedClock, type SimulatedClock } from "./simulated-clock.ts";
export { createTestAssistant, type TestAssistant, type TestAssistantOptions } from "./test-assistant.ts";
export { trainForTests } from "./train-for-tests.ts";
