import { basename } from "node:path";
import { type Clock, createRandom, silentLogger } from "../base/index.ts";
import { type CustomComponents, loadPipeline } from "../nlu/index.ts";
import { loadPolicies } from "../policies/index.ts";
import type { Project } from "../project/index.ts";
import type { RuntimeModel } from "../runtime/index.ts";
import { trainInMemory } from "../training/index.ts";

/** Trains a project and writes nothing: the model lives as long as the tests. Throws what training throws. */
export async function trainForTests(
  project: Project,
  { clock, customComponents }: { readonly clock: Clock; readonly customComponents: CustomComponents },
): Promise<RuntimeModel> {
  const parts = await trainInMemory(project, {
    tsbotVersion: "test",
    clock,
    random: createRandom(1),
    logger: silentLogger,
    customComponents,
  });
  const { directory } = project;
  return {
    file: "memory",
    modelId: parts.metadata.model_id,
    assistantId: project.config.assistantId ?? basename(project.directory),
    domain: parts.domain,
    interpreter:
      parts.nlu === null ? null : await loadPipeline(parts.nlu, { clock, customComponents, directory }),
    predictor: parts.policies === null ? null : loadPolicies(parts.policies, parts.domain),
  };
}
