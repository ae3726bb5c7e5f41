import { componentFacts } from "./component-facts.ts";
import { lexicalFeatures, type OptionKind, optionKinds } from "./option-kinds.ts";
import { optionExamples, optionTexts } from "./option-texts.ts";
import { actingOptions } from "./policy-facts.ts";
import { anything, choice, flag, list, quoted, type Shape } from "./shape.ts";

/** What an option of a component or policy does in tsbot. */
export function aboutOption(component: string, option: string): string {
  const about = Object.hasOwn(optionTexts, option) ? optionTexts[option] : undefined;
  if (isActing(component, option)) return about ?? "";
  return about === undefined ? "Of Rasa's; has no effect in tsbot." : `${about} Has no effect in tsbot.`;
}

/** What an option of a component or policy may hold. */
export function optionShape(component: string, option: string): Shape {
  const example = Object.hasOwn(optionExamples, option) ? optionExamples[option] : undefined;
  const shown = { about: aboutOption(component, option), ...(example !== undefined && { example }) };
  const kind = checkedKind(component, option);
  return { ...(kind === undefined ? { kind: "anything" } : kindShape(kind)), ...shown };
}

/** What the values of an option are checked against, if they are: what has no effect may hold anything. */
export function checkedKind(component: string, option: string): OptionKind | undefined {
  const kind = Object.hasOwn(optionKinds, option) ? optionKinds[option] : undefined;
  const isAlwaysChecked = kind?.type === "range" && kind.isAlwaysChecked === true;
  return isAlwaysChecked || isActing(component, option) ? kind : undefined;
}

function kindShape(kind: OptionKind): Shape {
  switch (kind.type) {
    case "flag":
      return flag();
    case "text":
      return quoted(undefined, { mayBeEmpty: true });
    case "list":
      return list(anything());
    case "window":
      return list(list(choice(lexicalFeatures), undefined, { mayBeEmpty: false }));
    case "choice":
      return choice(kind.words, undefined, { mayBeEmpty: true });
    case "range": {
      const { least, most, isHarmless = false, isWhole = false } = kind;
      return { kind: "range", ...(!isHarmless && { least, most }), ...(isWhole && { isWhole }) };
    }
  }
}

/** Whether an option of a component or policy does something in tsbot. */
function isActing(component: string, option: string): boolean {
  const acting = componentFacts.get(component)?.acting ?? actingOptions[component] ?? [];
  return acting.includes(option);
}
