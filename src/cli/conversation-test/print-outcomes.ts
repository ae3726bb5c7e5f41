import type { Output } from "../output.ts";
import { plainText } from "../table.ts";
import { count, seconds } from "../words.ts";
import type { TestOutcome } from "./outcome.ts";
import { placeOf, sideBySide } from "./side-by-side.ts";

/** Prints one outcome as it comes; those that passed only where remarks are wanted. */
export function printOutcome({ style, say, print }: Output, { name, at, failure }: TestOutcome): void {
  if (failure === null) {
    say(`${style.green("✓")} ${plainText(name)}  ${style.dim(placeOf(at))}`);
    return;
  }
  print(`${style.red("✗")} ${style.bold(plainText(name))}`);
  print(`    ${style.bold(placeOf(failure.at))}  ${plainText(failure.message)}`);
  for (const line of sideBySide(failure)) print(`      ${line}`);
  for (const note of failure.notes) print(`      ${style.dim(`note: ${plainText(note)}`)}`);
  print();
}

/** `3 passed, 1 failed (0.2 s)` */
export function printTotals(
  { style, print }: Output,
  outcomes: readonly TestOutcome[],
  facts: { readonly took: number; readonly source: string },
): void {
  const failed = outcomes.filter(({ failure }) => failure !== null).length;
  const passed = outcomes.length - failed;
  const verdict = [
    ...(passed > 0 || failed === 0 ? [style.green(`${passed} passed`)] : []),
    ...(failed > 0 ? [style.red(`${failed} failed`)] : []),
  ];
  print(`${verdict.join(", ")} ${style.dim(`(${seconds(facts.took)}, with ${facts.source})`)}`);
}

/** How many actions of stories are right, as Rasa counts. */
export function printActions(
  { say }: Output,
  actions: readonly { readonly action: string; readonly predicted: string }[],
): void {
  const right = actions.filter(({ action, predicted }) => action === predicted).length;
  say(`${right} of ${count(actions.length, "action")} in the stories are predicted as they say.`);
}
