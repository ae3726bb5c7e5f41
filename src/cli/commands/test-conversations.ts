import { resolve } from "node:path";
import { TsbotError, writeFileAtomically } from "../../base/index.ts";
import { type FollowedStory, followStories, storyFiles, storyReport } from "../../evaluation/index.ts";
import { type ProjectTests, readTests } from "../../project/index.ts";
import { playScript } from "../../testing/index.ts";
import type { CommandContext } from "../command.ts";
import { toJunit } from "../conversation-test/junit.ts";
import type { ConversationTestOptions } from "../conversation-test/options.ts";
import {
  outcomesToJson,
  scriptOutcome,
  storyOutcome,
  type TestOutcome,
} from "../conversation-test/outcome.ts";
import { printActions, printOutcome, printTotals } from "../conversation-test/print-outcomes.ts";
import { openTestedAssistant, type TestedAssistant } from "../conversation-test/tested-assistant.ts";
import { checkFolder, writeFiles } from "../nlu-test/write-report.ts";

type Context = CommandContext<ConversationTestOptions>;

/** `tsbot test`: plays conversation scripts and follows test stories; 1 when any fails. */
export async function runTest(context: Context): Promise<number> {
  return await test(context, { isCore: false, isEndToEnd: true });
}

/** `tsbot test core`: follows stories, with their texts understood anew only with `--e2e`, as in Rasa. */
export async function runTestCore(context: Context): Promise<number> {
  const { e2e, endToEnd } = context.options;
  return await test(context, { isCore: true, isEndToEnd: e2e === true || endToEnd === true });
}

interface Mode {
  /** Only stories, which fail nothing unless asked to. */
  readonly isCore: boolean;
  readonly isEndToEnd: boolean;
}

/** What was run. */
interface Tested {
  readonly outcomes: readonly TestOutcome[];
  readonly followed: readonly FollowedStory[];
}

async function test(context: Context, mode: Mode): Promise<number> {
  const { output, clock, options, directory } = context;
  const started = clock.now();
  const folder = await checkFolder(directory, options.out ?? "results");
  const tests = await findTests(context, mode);
  if (tests === null) return 1;
  const progress = await output.progress("Reading the project");
  const assistant = await openTestedAssistant(context, (step) => progress.update(step)).finally(() =>
    progress.stop(),
  );
  if (assistant === null) return 1;
  const scripts = mode.isCore ? [] : await play(assistant, tests, context);
  const followed = await follow(assistant, tests, { context, mode });
  const stories = followed.map(storyOutcome);
  for (const outcome of stories) printOutcome(output, outcome);
  const tested = { outcomes: [...scripts, ...stories], followed };
  await writeReports(tested, { folder, context });
  const isFailing = tested.outcomes.some(({ failure }) => failure !== null);
  report(tested, { context, took: clock.now() - started, source: assistant.source, folder });
  return isFailing && (!mode.isCore || options.failOnPredictionErrors === true) ? 1 : 0;
}

/** The tests that were asked for; null after their mistakes were shown. */
async function findTests(context: Context, { isCore, isEndToEnd }: Mode): Promise<ProjectTests | null> {
  const { args, options, directory, environment, output } = context;
  const named = [...args, ...(options.stories ?? [])];
  const allStories = isCore && !isEndToEnd;
  const paths = named.length > 0 ? named : allStories ? (options.data ?? ["data"]) : undefined;
  const read = await readTests({ directory, tests: paths, allStories }, environment);
  const tests = isCore ? { ...read, scripts: [] } : read;
  const errors = tests.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    await output.diagnostics(errors, directory);
    await output.fail(
      new TsbotError("cli/project-has-mistakes", "Nothing was tested: the tests have mistakes.", {
        hint: "Mend what is shown above.",
      }),
    );
    return null;
  }
  const chosen = choose(tests, options);
  if (chosen.scripts.length + chosen.stories.length > 0) return chosen;
  throw noTests(tests.scripts.length + tests.stories.length, context);
}

/** Those whose name has one of the words in it. */
function choose(tests: ProjectTests, { filter = [] }: ConversationTestOptions): ProjectTests {
  const words = filter.map((word) => word.toLowerCase());
  const fits = ({ name }: { readonly name: string }): boolean =>
    words.length === 0 || words.some((word) => name.toLowerCase().includes(word));
  return { ...tests, scripts: tests.scripts.filter(fits), stories: tests.stories.filter(fits) };
}

function noTests(all: number, { options }: Context): TsbotError {
  if (all > 0)
    return new TsbotError("cli/no-tests", `No test has '${options.filter?.join("' or '")}' in its name.`, {
      hint: "--filter takes a part of the name, in any case.",
    });
  return new TsbotError("cli/no-tests", "There are no tests of conversations.", {
    hint: "Write `tests:` into a file of tests/, or test stories into a file whose name begins with test_.",
  });
}

async function play(
  assistant: TestedAssistant,
  { scripts }: ProjectTests,
  { output, clock }: Context,
): Promise<readonly TestOutcome[]> {
  const outcomes: TestOutcome[] = [];
  for (const script of scripts) {
    const started = clock.now();
    const outcome = scriptOutcome(await playScript(assistant, script), clock.now() - started);
    printOutcome(output, outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function follow(
  { model }: TestedAssistant,
  { stories }: ProjectTests,
  { context, mode }: { readonly context: Context; readonly mode: Mode },
): Promise<readonly FollowedStory[]> {
  if (stories.length === 0) return [];
  const { domain, predictor, interpreter } = model;
  if (predictor === null) {
    throw new TsbotError("cli/no-dialogue", "The model has no dialogue, so that no story can be followed.", {
      hint: "Write stories or rules, and train again.",
    });
  }
  const { maxStories } = context.options;
  return await followStories({
    stories,
    domain,
    predictor,
    interpreter: mode.isEndToEnd ? interpreter : null,
    ...(maxStories !== undefined && { limit: maxStories }),
    pause: async () => {
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
}

/** Rasa's files where stories were followed, and JUnit's where it was asked for. */
async function writeReports(
  { outcomes, followed }: Tested,
  { folder, context }: { readonly folder: string; readonly context: Context },
): Promise<void> {
  const { options, directory } = context;
  if (followed.length > 0) {
    const wanted = {
      errors: options.errors !== false,
      successes: options.successes === true,
      warnings: options.warnings !== false,
    };
    await writeFiles(folder, storyFiles(followed, wanted));
  }
  if (options.junit !== undefined)
    await writeFileAtomically(resolve(directory, options.junit), toJunit(outcomes));
}

function report(
  { outcomes, followed }: Tested,
  facts: {
    readonly context: Context;
    readonly took: number;
    readonly source: string;
    readonly folder: string;
  },
): void {
  const { output, options } = facts.context;
  const failed = outcomes.filter(({ failure }) => failure !== null).length;
  if (output.isJson) {
    output.data({
      ok: failed === 0,
      passed: outcomes.length - failed,
      failed,
      model: facts.source,
      milliseconds: facts.took,
      tests: outcomesToJson(outcomes),
      stories: followed.length === 0 ? null : { out: facts.folder, report: storyReport(followed) },
    });
    return;
  }
  if (followed.length > 0) {
    output.say();
    printActions(
      output,
      followed.flatMap(({ actions }) => actions),
    );
    output.say(`Rasa's files are in ${options.out ?? "results"}.`);
  }
  output.say();
  printTotals(output, outcomes, facts);
}
