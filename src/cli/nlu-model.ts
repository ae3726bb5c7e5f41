import { TsbotError } from "../base/index.ts";
import type { Model } from "../model/index.ts";
import type { TrainedPipeline } from "../nlu/index.ts";

/** What understands texts in a model. Throws `cli/no-nlu` for a model without. */
export function requireNlu({ file, pipeline }: Model): TrainedPipeline {
  if (pipeline !== null) return pipeline;
  throw new TsbotError(
    "cli/no-nlu",
    `The model '${file}' understands no text: it was trained without NLU data.`,
    { hint: "Add examples to data/nlu.yml and train again." },
  );
}
