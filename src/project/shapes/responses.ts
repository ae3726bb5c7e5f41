import { anything, choice, either, keys, keysOf, list, named, quoted, reference, text } from "./shape.ts";

const buttonShape = reference("button", () => buttonTable);

/** Keys that make a button one of the kinds that only some channels have: it does without a title or payload. */
export const specialButtonKeys = ["type", "url", "content_type"] as const;

/** What Rasa's channels know of buttons and quick replies; other keys are passed on as they are. */
const buttonTable = keys(
  {
    title: quoted("What the user sees.", { example: "Yes" }),
    payload: quoted("What pressing it sends: an intent, or a text.", { example: "/affirm" }),
    type: anything("What kind of button it is, on channels that have several.", { example: "web_url" }),
    url: anything("The address it opens, on channels that have such buttons."),
    value: anything("A value that the channel sends along."),
    content_type: anything("What a quick reply asks for, on channels that have such replies."),
    image_url: anything("The address of a picture on it."),
    style: anything("How it looks, on channels that have styles."),
  },
  {
    others: anything(),
    needsOneOf: [["title", "payload"], ...specialButtonKeys.map((key) => [key] as const)],
  },
);

export const buttonKeys = keysOf(buttonTable);

export const conditionTypes = ["slot"] as const;

const conditionShape = keys(
  {
    type: choice(conditionTypes, "What the condition looks at."),
    name: text("The slot's name.", { example: "logged_in" }),
    value: anything("The value that the slot must have.", { example: true }),
  },
  { needs: ["name", "value"], mayBeEmpty: false },
);

export const responseConditionKeys = keysOf(conditionShape);

const variationTable = keys(
  {
    text: quoted("What the bot says; {slot} is replaced by the slot's value.", {
      mayBeEmpty: true,
      example: "Hello {name}!",
    }),
    image: quoted("The address of a picture.", {
      mayBeEmpty: true,
      example: "https://example.com/picture.png",
    }),
    buttons: list(buttonShape, "Answers that the user can press."),
    quick_replies: list(buttonShape, "Answers that the user can press, on channels that have them."),
    elements: list(anything(), "Cards of a carousel, on channels that have them."),
    attachment: either(
      quoted(undefined, { mayBeEmpty: true }),
      named(anything(), "A file that is sent along."),
    ),
    custom: named(anything(), "A message in the channel's own format."),
    channel: quoted("Only on this channel.", { mayBeEmpty: true, example: "callback" }),
    condition: list(conditionShape, "Only while all of these hold."),
    id: anything("A name of this variation, which is sent along with its message.", { example: "greet_1" }),
    metadata: anything("Whatever else; it is sent along."),
    button_type: anything("How the buttons are shown, on channels that have several ways.", {
      example: "vertical",
    }),
  },
  { needsOneOf: [["text"], ["custom"]], mayBeEmpty: false },
);

export const variationKeys = keysOf(variationTable);

const responseShape = reference("response", () =>
  list(
    reference("responseVariation", () => variationTable),
    "What the bot says: one of these variations, chosen at random.",
    { least: 1 },
  ),
);

export const responsesShape = named(responseShape, "What the bot says, by the names of the responses.");

export const templatesShape = named(responseShape, "The old name of `responses`.", {
  outdated: "Write `responses:`.",
});
