import { isHttpUrl, isTimeZone, type JsonObject } from "../../../base/index.ts";
import { numberOption, textOption, textsOption } from "../../options.ts";

/** What the component is told, with the defaults of Rasa 3.6. */
export interface DucklingOptions {
  /** A server of Duckling; null finds everything here. */
  readonly url: string | null;
  /** Empty for all. */
  readonly dimensions: readonly string[];
  readonly locale: string;
  readonly timeZone: string | null;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Reads the options; the environment variable RASA_DUCKLING_HTTP_URL counts before `url`, as in Rasa. */
export function readOptions(
  options: JsonObject,
  language: string,
  environment: Readonly<Record<string, string | undefined>>,
): DucklingOptions {
  const url = environment["RASA_DUCKLING_HTTP_URL"] || textOption(options, "url");
  const timeZone = textOption(options, "timezone");
  const timeout = numberOption(options, "timeout", 3);
  return {
    url: url !== null && isHttpUrl(url) ? url : null,
    dimensions: textsOption(options, "dimensions"),
    locale: textOption(options, "locale") ?? `${language}_${language.toUpperCase()}`,
    timeZone: timeZone !== null && isTimeZone(timeZone) ? timeZone : null,
    timeout: Math.max(0, timeout) * 1_000,
  };
}

/** Countries whose English writes the month first. */
const MONTH_FIRST = /^en(?:_(?:US|PH|EN|CA))?$/i;

/** How a locale writes. */
export function languageOf(locale: string): { readonly isGerman: boolean; readonly isDayFirst: boolean } {
  return { isGerman: /^de/i.test(locale), isDayFirst: !MONTH_FIRST.test(locale.replace("-", "_")) };
}
