import type { ValidationRule } from "./rule.ts";

/** A project with nothing in it that could be learned. */
export const noTrainingData: ValidationRule = {
  code: "project/no-training-data",
  severity: "error",
  isIgnorable: false,
  explanation:
    "There are neither NLU examples nor stories nor rules, so there is nothing to train: the files of data/ are empty, hold other things, or only test stories. Write some, or name the right folder with --data.",
  needs: ["data"],
  check({ nlu, stories, files }, report) {
    if (nlu.examples.length + stories.length > 0) return;
    const file = files.find(({ path }) => path.startsWith("data/")) ?? files[0];
    const at = file === undefined ? undefined : { file: file.path, line: 1, column: 1 };
    report(at, "There is nothing to train from: no NLU examples, stories or rules.", {
      hint: "Put them below data/, or name the folder with --data.",
    });
  },
};
