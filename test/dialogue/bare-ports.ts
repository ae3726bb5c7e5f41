import * as base from "../../src/base/index.ts";
import * as dialogue from "../../src/dialogue/index.ts";
import * as domain from "../../src/domain/index.ts";
import * as policies from "../../src/policies/index.ts";
import * as project from "../../src/project/index.ts";
import * as testing from "../../src/testing/index.ts";

/** What ports are made with: the sources, or the same compiled. */
export type Parts = typeof SOURCES;

export interface BareOptions {
  readonly parts?: Parts;
  /** In place of the project's. */
  readonly policies?: readonly policies.PolicyConfiguration[];
}

const SOURCES = { base, dialogue, domain, policies, project, testing };

/** What a turn needs for the project in a folder, and no more: payloads are not parsed, and nobody runs custom actions. */
export async function createBarePorts(
  directory: string,
  { parts = SOURCES, policies: configured }: BareOptions = {},
): Promise<dialogue.DialoguePorts> {
  const { silentLogger } = parts.base;
  const read = await parts.project.readProject({ directory }, {});
  const random = parts.base.createRandom(1);
  let ids = 0;
  return {
    domain: read.domain,
    actionNames: new Set(parts.domain.allActionNames(read.domain)),
    interpreter: { parse: () => Promise.reject(new Error("Payloads are not parsed.")) },
    predictor: parts.policies.trainPolicies(configured ?? read.config.policies, read, {
      seed: 1,
      logger: silentLogger,
    }),
    actions: {
      has: () => false,
      hasOwn: () => false,
      cancel: () => undefined,
      run: async () => ({ status: "failed", reason: "There are no actions here." }),
    },
    responses: parts.dialogue.createResponseGenerator(read.domain, random, silentLogger),
    clock: parts.testing.createSimulatedClock(),
    random,
    logger: silentLogger,
    maximumActions: 10,
    createId: () => String(++ids),
  };
}
