// Tests of conversations as files: scripts, which testing/ plays, and Rasa's test stories. Start with script.ts, then
// read-tests.ts.

export { type ProjectTests, readTests, type TestPaths } from "./read-tests.ts";
export type {
  ExpectedMessage,
  ExpectedReminder,
  ExpectedRequest,
  ExpectedSlot,
  ExpectedUrl,
  HttpMock,
  Script,
  ScriptStep,
  ScriptTime,
  TriggerStep,
  UserScriptStep,
} from "./script.ts";
