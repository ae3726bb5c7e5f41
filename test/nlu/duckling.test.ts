import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/index.ts";
import type { Entity, ParseContext } from "../../src/conversation/index.ts";
import { DIMENSIONS } from "../../src/nlu/extractors/duckling/dimensions.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { createExtractor } from "./duckling-extractor.ts";

/** The moment and place of Duckling's own tests: Tuesday, 12 February 2013, 4:30, two hours behind UTC. */
const THERE: ParseContext = { referenceTime: Date.UTC(2013, 1, 12, 6, 30), timeZone: "Etc/GMT+2" };

const english = createExtractor();
const german = createExtractor({ language: "de" });

/** `what is said @ grain: first … last`, of each time; the offset of the zone is left out. */
function told(entities: readonly Entity[]): readonly string[] {
  return entities.map(({ text, additional_info }) => `${text} @ ${tell(additional_info as JsonObject)}`);
}

function tell({ type, value, grain, from, to }: JsonObject): string {
  const short = (time: unknown): string => String(time).replace(/(?::00)?\.000[+-]\d\d:\d\d$/, "");
  if (type !== "interval") return `${grain}: ${short(value)}`;
  const [start, end] = [from, to] as (JsonObject | undefined)[];
  return `${start?.["grain"] ?? end?.["grain"]}: ${short(start?.["value"] ?? "")} … ${short(end?.["value"] ?? "")}`;
}

// Most of these are Duckling's (Duckling/Time/EN/Corpus.hs).
const ENGLISH_TIMES = [
  ["now", "second: 2013-02-12T04:30"],
  ["today", "day: 2013-02-12T00:00"],
  ["tomorrow", "day: 2013-02-13T00:00"],
  ["the day after tomorrow", "day: 2013-02-14T00:00"],
  ["day before yesterday 8am", "hour: 2013-02-10T08:00"],
  ["monday", "day: 2013-02-18T00:00"],
  ["tuesday", "day: 2013-02-19T00:00"],
  ["next wednesday", "day: 2013-02-13T00:00"],
  ["last tuesday", "day: 2013-02-05T00:00"],
  ["wednesday next week", "day: 2013-02-20T00:00"],
  ["march 3 2015", "day: 2015-03-03T00:00"],
  ["3/4/2015", "day: 2015-03-04T00:00"],
  ["2015-03-03", "day: 2015-03-03T00:00"],
  ["on the 15th", "day: 2013-02-15T00:00"],
  ["the 15th of february", "day: 2013-02-15T00:00"],
  ["Fri, Jul 18", "day: 2014-07-18T00:00"],
  ["October 2014", "month: 2014-10-01T00:00"],
  ["in March", "month: 2013-03-01T00:00"],
  ["this week", "week: 2013-02-11T00:00"],
  ["next month", "month: 2013-03-01T00:00"],
  ["last year", "year: 2012-01-01T00:00"],
  ["this quarter", "quarter: 2013-01-01T00:00"],
  ["at 3am", "hour: 2013-02-13T03:00"],
  ["3pm", "hour: 2013-02-12T15:00"],
  ["3:18am", "minute: 2013-02-13T03:18"],
  ["3:30", "minute: 2013-02-12T15:30"],
  ["15:23:24", "second: 2013-02-12T15:23:24"],
  ["a quarter past 3pm", "minute: 2013-02-12T15:15"],
  ["at half past three pm", "minute: 2013-02-12T15:30"],
  ["at nine", "hour: 2013-02-12T09:00"],
  ["8 tonight", "hour: 2013-02-12T20:00"],
  ["at 9am on Saturday", "hour: 2013-02-16T09:00"],
  ["tomorrow afternoon at 5", "hour: 2013-02-13T17:00"],
  ["Thursday 8:00 GMT", "minute: 2013-02-14T06:00"],
  ["midnight", "hour: 2013-02-13T00:00"],
  ["in 2 minutes", "second: 2013-02-12T04:32"],
  ["in half an hour", "second: 2013-02-12T05:00"],
  ["in 2.5 hours", "second: 2013-02-12T07:00"],
  ["in one hour", "minute: 2013-02-12T05:30"],
  ["in 7 days", "hour: 2013-02-19T04:00"],
  ["in a week", "day: 2013-02-19T00:00"],
  ["three months ago", "day: 2012-11-12T00:00"],
  ["two years ago", "month: 2011-02-01T00:00"],
  ["in 3 days at 9am", "hour: 2013-02-15T09:00"],
  ["this evening", "hour: 2013-02-12T18:00 … 2013-02-13T00:00"],
  ["at 8 in the evening", "hour: 2013-02-12T20:00"],
  ["last night", "hour: 2013-02-11T18:00 … 2013-02-12T00:00"],
  ["since last week", "week: 2013-02-04T00:00 … "],
  ["monday morning", "hour: 2013-02-18T04:00 … 2013-02-18T12:00"],
  ["this weekend", "hour: 2013-02-15T18:00 … 2013-02-18T00:00"],
  ["last 2 days", "day: 2013-02-10T00:00 … 2013-02-12T00:00"],
  ["next 3 weeks", "week: 2013-02-18T00:00 … 2013-03-11T00:00"],
  ["Within 2 weeks", "second: 2013-02-12T04:30 … 2013-02-26T00:00"],
  ["July 13-15", "day: 2013-07-13T00:00 … 2013-07-16T00:00"],
  ["from 9:30 - 11:00 on Thursday", "minute: 2013-02-14T09:30 … 2013-02-14T11:01"],
  ["3-4pm", "hour: 2013-02-12T15:00 … 2013-02-12T17:00"],
  ["3:30 to 6 PM", "minute: 2013-02-12T15:30 … 2013-02-12T19:00"],
  ["8am until 6", "hour: 2013-02-12T08:00 … 2013-02-12T19:00"],
  ["between 3 and 5 pm tomorrow", "hour: 2013-02-13T15:00 … 2013-02-13T18:00"],
  ["from monday to friday", "day: 2013-02-18T00:00 … 2013-02-23T00:00"],
  ["until 2:00pm", "minute:  … 2013-02-12T14:00"],
  ["by 2:00pm", "second: 2013-02-12T04:30 … 2013-02-12T14:00"],
  ["after 2 pm", "hour: 2013-02-12T14:00 … "],
] as const;

const GERMAN_TIMES = [
  ["morgen um 9 Uhr", "hour: 2013-02-13T09:00"],
  ["übermorgen", "day: 2013-02-14T00:00"],
  ["in einer halben Stunde", "second: 2013-02-12T05:00"],
  ["in zwei Stunden", "minute: 2013-02-12T06:30"],
  ["vor 3 Tagen", "hour: 2013-02-09T04:00"],
  ["nächsten Montag", "day: 2013-02-18T00:00"],
  ["Montag morgen", "hour: 2013-02-18T04:00 … 2013-02-18T12:00"],
  ["morgen früh", "hour: 2013-02-13T04:00 … 2013-02-13T12:00"],
  ["am 5. Mai 2026", "day: 2026-05-05T00:00"],
  ["heute Abend", "hour: 2013-02-12T18:00 … 2013-02-13T00:00"],
  ["um halb neun", "minute: 2013-02-12T08:30"],
  ["von 9 bis 11 Uhr", "hour: 2013-02-12T09:00 … 2013-02-12T12:00"],
  ["nächste Woche", "week: 2013-02-18T00:00"],
] as const;

describe("times, found without a server", () => {
  it.each(ENGLISH_TIMES)("reads '%s'", async (text, expected) => {
    expect(told(await english(text, THERE))).toEqual([`${text} @ ${expected}`]);
  });

  it.each(GERMAN_TIMES)("reads the German '%s'", async (text, expected) => {
    expect(told(await german(text, THERE))).toEqual([`${text} @ ${expected}`]);
  });

  it("tells them as Rasa does: value, grain and the ones after it", async () => {
    expect(await english("Call me at 9 am!", THERE)).toEqual([
      {
        entity: "time",
        start: 8,
        end: 15,
        text: "at 9 am",
        value: "2013-02-12T09:00:00.000-02:00",
        confidence: 1,
        additional_info: {
          type: "value",
          value: "2013-02-12T09:00:00.000-02:00",
          grain: "hour",
          values: [
            { type: "value", value: "2013-02-12T09:00:00.000-02:00", grain: "hour" },
            { type: "value", value: "2013-02-13T09:00:00.000-02:00", grain: "hour" },
            { type: "value", value: "2013-02-14T09:00:00.000-02:00", grain: "hour" },
          ],
        },
        extractor: "DucklingEntityExtractor",
      },
    ]);
  });

  it("makes `from` and `to` the value of an interval, null where it is open", async () => {
    const values = async (text: string) => (await english(text, THERE)).map(({ value }) => value);
    expect(await values("3-4pm")).toEqual([
      { from: "2013-02-12T15:00:00.000-02:00", to: "2013-02-12T17:00:00.000-02:00" },
    ]);
    expect(await values("after 2 pm")).toEqual([{ from: "2013-02-12T14:00:00.000-02:00", to: null }]);
  });

  it.each([
    "every monday",
    "each Tuesday at",
    "mondays",
    "may I ask",
    "I sat down",
    "version 1.2.3",
    "192.168.1.1",
    "between 5 and 10 dollars",
  ])("reads no time in '%s'", async (text) => {
    expect((await english(text, THERE)).filter(({ entity }) => entity === "time")).toEqual([]);
  });

  it("takes what repeats for no date, but its time of day for one", async () => {
    expect(told(await english("every day at 9am", THERE))).toEqual(["at 9am @ hour: 2013-02-12T09:00"]);
  });

  it("writes the day first where the locale does", async () => {
    const british = createExtractor({ options: { locale: "en_GB" } });
    expect(told(await british("3/4/2015", THERE))).toEqual(["3/4/2015 @ day: 2015-04-03T00:00"]);
  });
});

describe("the zone of times", () => {
  const valueFor = async (text: string, context: ParseContext, options: JsonObject = {}) =>
    (await createExtractor({ options: { dimensions: ["time"], ...options } })(text, context))[0]?.value;
  const berlin = { timeZone: "Europe/Berlin" };
  // Clocks go forward at 2:00 on 29 March 2026, and back at 3:00 on 25 October.
  const beforeSpring = { ...berlin, referenceTime: Date.parse("2026-03-28T20:00:00+01:00") };
  const beforeAutumn = { ...berlin, referenceTime: Date.parse("2026-10-24T20:00:00+02:00") };

  it.each([
    ["9am", beforeSpring, "2026-03-29T09:00:00.000+02:00"],
    ["tomorrow at 2:30 am", beforeSpring, "2026-03-29T03:00:00.000+02:00"],
    ["in 12 hours", beforeSpring, "2026-03-29T09:00:00.000+02:00"],
    ["in 1 day", beforeSpring, "2026-03-29T20:00:00.000+02:00"],
    ["tomorrow", beforeSpring, "2026-03-29T00:00:00.000+01:00"],
    ["9am", beforeAutumn, "2026-10-25T09:00:00.000+01:00"],
    ["tomorrow at 2:30 am", beforeAutumn, "2026-10-25T02:30:00.000+02:00"],
    ["in 12 hours", beforeAutumn, "2026-10-25T07:00:00.000+01:00"],
  ])("keeps to the clocks there: '%s'", async (text, context, expected) => {
    expect(await valueFor(text, context)).toBe(expected);
  });

  it("is the message's, then the option's; what is no zone is passed over", async () => {
    const referenceTime = Date.UTC(2026, 0, 1);
    const options = { timezone: "Asia/Tokyo" };
    const tokyo = "2026-01-02T00:00:00.000+09:00";
    expect(await valueFor("tomorrow", { referenceTime, ...berlin }, options)).toBe(
      "2026-01-02T00:00:00.000+01:00",
    );
    expect(await valueFor("tomorrow", { referenceTime }, options)).toBe(tokyo);
    expect(await valueFor("tomorrow", { referenceTime, timeZone: "Mars" }, options)).toBe(tokyo);
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    expect(await valueFor("tomorrow", { referenceTime }, { timezone: "Mars" })).toBe(
      await valueFor("tomorrow", { referenceTime, timeZone }),
    );
  });

  it("counts from the clock that is passed in when the message has no time", async () => {
    const clock = createSimulatedClock(Date.UTC(2030, 5, 1));
    const extract = createExtractor({ options: { timezone: "UTC" }, surroundings: { clock } });
    expect((await extract("in 5 minutes"))[0]?.value).toBe("2030-06-01T00:05:00.000+00:00");
  });
});

describe("other dimensions, found without a server", () => {
  const second = (value: number) => ({ normalized: { unit: "second", value } });

  it.each<[string, string, string, JsonObject]>([
    ["33", "number", "33", { value: 33 }],
    ["I have 1,000.5 of them", "number", "1,000.5", { value: 1000.5 }],
    ["it is -5", "number", "-5", { value: -5 }],
    [".75", "number", ".75", { value: 0.75 }],
    ["two hundred and five", "number", "two hundred and five", { value: 205 }],
    ["twenty-one", "number", "twenty-one", { value: 21 }],
    ["3 million", "number", "3 million", { value: 3e6 }],
    [
      "two million three hundred thousand",
      "number",
      "two million three hundred thousand",
      { value: 2_300_000 },
    ],
    ["a dozen", "number", "a dozen", { value: 12 }],
    ["the twenty-first", "ordinal", "twenty-first", { value: 21 }],
    ["my 4th", "ordinal", "4th", { value: 4 }],
    ["$10", "amount-of-money", "$10", { value: 10, unit: "$" }],
    ["42€", "amount-of-money", "42€", { value: 42, unit: "EUR" }],
    ["5 dollars and 20 cents", "amount-of-money", "5 dollars and 20 cents", { value: 5.2, unit: "$" }],
    [
      "mail Tom.Jones+x@mail.example.co.uk.",
      "email",
      "Tom.Jones+x@mail.example.co.uk",
      { value: "Tom.Jones+x@mail.example.co.uk" },
    ],
    [
      "see https://api.wit.ai/message?q=hi",
      "url",
      "https://api.wit.ai/message?q=hi",
      { value: "https://api.wit.ai/message?q=hi", domain: "api.wit.ai" },
    ],
    ["+1 (650) 123-4567", "phone-number", "+1 (650) 123-4567", { value: "(+1) 6501234567" }],
    ["call 555-1234", "phone-number", "555-1234", { value: "5551234" }],
    [
      "4111-1111-1111-1111",
      "credit-card-number",
      "4111-1111-1111-1111",
      { value: "4111111111111111", issuer: "visa" },
    ],
    ["for 3 days", "duration", "3 days", { value: 3, unit: "day", day: 3, ...second(259_200) }],
    [
      "2 hours and 15 minutes",
      "duration",
      "2 hours and 15 minutes",
      { value: 135, unit: "minute", minute: 135, ...second(8_100) },
    ],
    [
      "an hour and a half",
      "duration",
      "an hour and a half",
      { value: 90, unit: "minute", minute: 90, ...second(5_400) },
    ],
    ["70 degrees fahrenheit", "temperature", "70 degrees fahrenheit", { value: 70, unit: "fahrenheit" }],
    ["37°C", "temperature", "37°C", { value: 37, unit: "celsius" }],
    ["6 miles", "distance", "6 miles", { value: 6, unit: "mile" }],
    ["250ml", "volume", "250ml", { value: 250, unit: "millilitre" }],
    ["3 cups of sugar", "quantity", "3 cups of sugar", { value: 3, unit: "cup", product: "sugar" }],
    ["1/2 cup", "quantity", "1/2 cup", { value: 0.5, unit: "cup" }],
    ["0.5 kg", "quantity", "0.5 kg", { value: 500, unit: "gram" }],
  ])("finds in '%s' a %s", async (text, dimension, own, value) => {
    const [entity, ...others] = await english(text, THERE);
    expect(others).toEqual([]);
    expect(entity).toMatchObject({
      entity: dimension,
      text: own,
      value: value["value"],
      additional_info: value,
    });
  });

  it.each<[string, string, number]>([
    ["1.000,5", "number", 1000.5],
    ["zweihundertfünf", "number", 205],
    ["dritte", "ordinal", 3],
    ["20 Euro", "amount-of-money", 20],
    ["eine Stunde", "duration", 1],
  ])("finds in the German '%s' a %s", async (text, dimension, value) => {
    expect(await german(text, THERE)).toMatchObject([{ entity: dimension, text, value }]);
  });

  it.each(["B2B", "version 1.2.3", "he said end.Next", "10.30.40.50"])(
    "finds nothing in '%s'",
    async (text) => {
      expect(await english(text, THERE)).toEqual([]);
    },
  );

  it("finds the dimensions that are asked for, and what lies inside of others", async () => {
    const numbers = createExtractor({ options: { dimensions: ["number"] } });
    expect(await numbers("for 3 days, 2 dollars", THERE)).toMatchObject([{ value: 3 }, { value: 2 }]);
    expect(await english("for 3 days, 2 dollars", THERE)).toMatchObject([
      { entity: "duration" },
      { entity: "amount-of-money" },
    ]);
    expect(await createExtractor({ options: { dimensions: ["tiem"] } })("tomorrow", THERE)).toEqual([]);
  });

  it("keeps what others found before", async () => {
    expect((await english("one and two", THERE)).map(({ value }) => value)).toEqual([1, 2]);
  });
});

describe("any text", () => {
  const pieces = fc.constantFrom(
    ...ENGLISH_TIMES.map(([text]) => text),
    ...GERMAN_TIMES.map(([text]) => text),
    ...[
      "between",
      "and",
      "to",
      "every",
      "3",
      "1.000",
      "$",
      "€",
      "-",
      ":",
      "half",
      "past",
      "am",
      "@",
      "://",
      "😀",
    ],
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(" ")),
  );

  it.each([
    ["English", english],
    ["German", german],
  ])("gives entities that are parts of it (%s)", async (_, extract) => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        for (const { entity, start = -1, end = -1, text: own } of await extract(text, THERE)) {
          expect(DIMENSIONS).toContain(entity);
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(text.slice(start, end)).toBe(own);
          expect(own).not.toBe("");
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    "1 ",
    "1.",
    "1,",
    "a ",
    "at 5 ",
    "1 hour ",
    "(555) ",
    "a@",
    "between 1 ",
    "every ",
    "$",
    "x",
    "next week ",
    "-1",
    "twenty ",
  ])(
    "is read within a few seconds, even when it is '%s' again and again",
    async (piece) => {
      await english(piece.repeat(4_000 / piece.length), THERE);
    },
    5_000,
  );
});
