import { type JsonValue, jsonEquals } from "../../base/index.ts";
import type { ExpectedMessage } from "../../project/index.ts";
import type { StoredMessage } from "../../storage/index.ts";

/** Whether a message is as expected. */
export function fitsMessage({ body, deliverTo }: StoredMessage, expected: ExpectedMessage): boolean {
  const { text, buttons, image, attachment, custom, channel } = expected;
  return (
    (text === undefined || fitsText(body.text ?? "", text)) &&
    (buttons === undefined || fitsButtons(body.buttons ?? [], buttons)) &&
    (image === undefined || body.image === image) &&
    (attachment === undefined || jsonEquals(body.attachment ?? null, attachment)) &&
    (custom === undefined || jsonEquals(body.custom ?? null, custom)) &&
    (channel === undefined || deliverTo?.channel === channel)
  );
}

function fitsText(actual: string, { kind, text }: NonNullable<ExpectedMessage["text"]>): boolean {
  switch (kind) {
    case "exact":
      return actual.trim() === text.trim();
    case "contains":
      return actual.includes(text.trim());
    case "regex":
      return new RegExp(text, "u").test(actual);
  }
}

function fitsButtons(
  actual: readonly Readonly<Record<string, JsonValue>>[],
  expected: readonly string[],
): boolean {
  return (
    actual.length === expected.length &&
    expected.every((name, index) => actual[index]?.["title"] === name || actual[index]?.["payload"] === name)
  );
}

/** Whether each message can be given one of the expectations, and each expectation one message. */
export function fitsInAnyOrder(
  messages: readonly StoredMessage[],
  expected: readonly ExpectedMessage[],
): boolean {
  const [first, ...others] = expected;
  if (first === undefined) return messages.length === 0;
  return messages.some(
    (message, index) => fitsMessage(message, first) && fitsInAnyOrder(messages.toSpliced(index, 1), others),
  );
}
