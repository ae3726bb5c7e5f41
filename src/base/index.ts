// What every other folder may use and what knows no chat words: errors, time, randomness, JSON, queues, files.
// Imports nothing of ours. Start with errors.ts (the one error class) and clock.ts (the only source of time).

export { type Alarm, createAlarm } from "./alarm.ts";
export { type CalendarTime, calendarToInstant, instantToCalendar, toDate } from "./calendar.ts";
export { type Clock, createSystemClock, delay, fromHttpDate, type Timer, toIsoTime } from "./clock.ts";
export { type DailySpan, formatDailySpan, parseDailySpan } from "./daily-span.ts";
export { createDisposer, type Disposer } from "./disposer.ts";
export {
  assertNever,
  type SourcePosition,
  TsbotError,
  type TsbotErrorOptions,
  toErrorMessage,
  toErrorStack,
} from "./errors.ts";
export { findNonFolder, writeFileAtomically } from "./files.ts";
export { type HttpTarget, isHttpUrl, readHttpTarget } from "./http-target.ts";
export {
  canonicalJson,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  jsonEquals,
  parseJson,
  toText,
} from "./json.ts";
export { createKeyedQueue, type KeyedQueue } from "./keyed-queue.ts";
export { lazy } from "./lazy.ts";
export { type LoadedDefinitions, loadDefinitions } from "./load-definitions.ts";
export { findModules, forgetModules } from "./load-modules.ts";
export { type LogFields, type Logger, silentLogger } from "./logger.ts";
export { processIdentity } from "./process-identity.ts";
export { createRandom, type Random, shuffle } from "./random.ts";
export {
  aChoiceOf,
  aFlag,
  aListOf,
  aMapOf,
  aNumber,
  aNumberBetween,
  anObject,
  anything,
  assertShape,
  aText,
  aTupleOf,
  aValue,
  eitherOf,
  type Misfit,
  orAbsent,
  orNull,
  type Shape,
} from "./shape.ts";
export {
  createTokenReader,
  readTokenKey,
  type TokenKey,
  type TokenKeyOwner,
} from "./signed-tokens.ts";
export { closest, didYouMean } from "./suggestions.ts";
export { isTimeZone, offsetAt, wallClockToInstant } from "./time-zone.ts";
