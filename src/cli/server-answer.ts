import { isJsonObject, type JsonObject, type JsonValue, parseJson, TsbotError } from "../base/index.ts";
import { plainText } from "./table.ts";

/** What an answer is read for. */
interface AnswerContext {
  /** The server's address. */
  readonly base: string;
  readonly hasToken: boolean;
}

/** The JSON of an answer (null when it is empty, the text when it is plain text). Throws what `request` throws. */
export function readAnswer(response: Response, text: string, context: AnswerContext): JsonValue {
  const value = toJson(text);
  if (response.ok && value !== undefined) return value;
  // The callback channel answers with plain text.
  if (response.ok && !isWebPage(response)) return text;
  if (isJsonObject(value) && typeof value["message"] === "string")
    throw refusal(response, value, value["message"], context);
  throw new TsbotError("cli/no-tsbot-server", `What answers at ${context.base} is no tsbot server.`, {
    hint: `Check the address; a proxy in front of the server may also be what answers (${response.status} ${plainText(response.statusText)}).`,
    details: { status: response.status },
  });
}

function isWebPage(response: Response): boolean {
  return /\bhtml\b/i.test(response.headers.get("content-type") ?? "");
}

function refusal(
  { status }: Response,
  body: JsonObject,
  message: string,
  { hasToken }: AnswerContext,
): TsbotError {
  const details = isJsonObject(body["details"]) ? body["details"] : {};
  const { error } = details;
  // Others are refused with these statuses as well: a foreign origin, an unknown host.
  if (error === "server/not-authenticated" || error === "server/not-authorized")
    return refusedToken(status, hasToken);
  const hint = [body["hint"], details["hint"]].find((entry) => typeof entry === "string");
  const words = plainText(message);
  return new TsbotError("cli/server-says-no", words === "" ? `The server answered ${status}.` : words, {
    ...(typeof hint === "string" && { hint: plainText(hint) }),
    details: { status, reason: body["reason"] },
  });
}

function refusedToken(status: number, hasToken: boolean): TsbotError {
  return new TsbotError(
    "cli/refused-token",
    hasToken ? "The server refuses the token." : "The server asks for a token.",
    {
      hint:
        status === 403
          ? "This token is not allowed to do that; use one with the role admin."
          : "Give the token the server was started with: --token, or the variable TSBOT_AUTH_TOKEN.",
      details: { status },
    },
  );
}

function toJson(text: string): JsonValue | undefined {
  if (text === "") return null;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
