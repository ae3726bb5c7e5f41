import type { ProjectComponent } from "../../src/project/index.ts";
import { differences } from "./difference.ts";
import type { GoldenData, GoldenFolder } from "./golden.ts";
import { acceptance, readFiles } from "./read-files.ts";

interface RasasComponent {
  readonly name: string;
  /** Absent for a component that does not exist. */
  readonly class?: string;
  readonly given: Readonly<Record<string, unknown>>;
}

interface ConfigGolden extends GoldenData {
  readonly config?: {
    readonly recipe: string | null;
    readonly language: string | null;
    readonly assistant_id: string | null;
    readonly pipeline?: readonly RasasComponent[];
    readonly policies?: readonly RasasComponent[];
  };
}

/** The configuration that Rasa made of the same file: components by the names they are found by, and their options. */
export async function compareConfig(golden: ConfigGolden, folder: GoldenFolder): Promise<readonly string[]> {
  const { project, errors } = await readFiles(golden, folder, "config");
  const { config: rasas, ok } = golden;
  if (ok !== true || rasas === undefined || errors.length > 0) return acceptance(golden, errors);
  const { config } = project;
  // Rasa's placeholder is no id; where a file names no recipe or language both take their defaults later.
  const id = rasas.assistant_id === "placeholder_default" ? null : rasas.assistant_id;
  return [
    ...differences("recipe", config.recipe, rasas.recipe ?? "default.v1"),
    ...differences("language", config.language, rasas.language ?? "en"),
    ...differences("assistant_id", config.assistantId, id),
    ...differences("pipeline", config.pipeline.map(ours), (rasas.pipeline ?? []).map(rasasComponent)),
    ...differences("policies", config.policies.map(ours), (rasas.policies ?? []).map(rasasComponent)),
  ];
}

function ours({ name, options }: ProjectComponent): unknown {
  return { name, options };
}

function rasasComponent(component: RasasComponent): unknown {
  return { name: component.class ?? component.name, options: component.given };
}
