import { createRandom, silentLogger } from "../../src/base/index.ts";
import { createResponseGenerator, type DialoguePorts } from "../../src/dialogue/index.ts";
import { allActionNames } from "../../src/domain/index.ts";
import { trainPolicies } from "../../src/policies/index.ts";
import { readProject } from "../../src/project/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";

/** What a turn needs for the project in a folder, and no more: payloads are not parsed, and nobody runs custom actions. */
export async function createBarePorts(directory: string): Promise<DialoguePorts> {
  const { domain, stories, config } = await readProject({ directory }, {});
  const random = createRandom(1);
  let ids = 0;
  return {
    domain,
    actionNames: new Set(allActionNames(domain)),
    interpreter: { parse: () => Promise.reject(new Error("Payloads are not parsed.")) },
    predictor: trainPolicies(config.policies, { stories, domain }, { seed: 1, logger: silentLogger }),
    actions: {
      has: () => false,
      hasOwn: () => false,
      cancel: () => undefined,
      run: async () => ({ status: "failed", reason: "There are no actions here." }),
    },
    responses: createResponseGenerator(domain, random, silentLogger),
    clock: createSimulatedClock(),
    random,
    logger: silentLogger,
    maximumActions: 10,
    createId: () => String(++ids),
  };
}
