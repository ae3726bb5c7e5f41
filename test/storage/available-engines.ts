import { chooseEngine, engineNames } from "../../src/storage/sqlite/engines.ts";

/** Why an engine does not work here, or null when it does. */
export function whyMissing(engine: string): string | null {
  try {
    chooseEngine(engine);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Names of the SQLite engines that work under this Node. */
export function availableEngines(): readonly string[] {
  return engineNames.filter((engine) => whyMissing(engine) === null);
}
