import { describe, expect, it } from "vitest";
import {
  count,
  dueInWords,
  fileSize,
  fromNow,
  list,
  seconds,
  shellWord,
  timeSpan,
  wrap,
} from "../../src/cli/words.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("times in words", () => {
  it.each([
    [0, "less than a second"],
    [999, "less than a second"],
    [12 * SECOND, "12 s"],
    [4 * MINUTE + 12 * SECOND, "4 min 12 s"],
    [HOUR, "1 h"],
    [HOUR + 59 * SECOND, "1 h"],
    [26 * HOUR, "1 day 2 h"],
    [3 * DAY + 5 * MINUTE, "3 days"],
    [-90 * SECOND, "1 min 30 s"],
  ])("says %d ms as %s", (milliseconds, text) => {
    expect(timeSpan(milliseconds)).toBe(text);
  });

  it("tells past from future", () => {
    expect(fromNow(5000, 0)).toBe("in 5 s");
    expect(fromNow(0, 5000)).toBe("5 s ago");
    expect(fromNow(500, 0)).toBe("now");
    expect(dueInWords(5000, 0)).toBe("in 5 s");
    expect(dueInWords(0, 999)).toBe("now");
    expect(dueInWords(0, 120_000)).toBe("overdue by 2 min");
  });

  it.each([
    [640, "0.6 s"],
    [9_960, "10.0 s"],
    [12_345, "12 s"],
    [125_000, "2 min 5 s"],
  ])("shows how long %d ms of work took as %s", (milliseconds, text) => {
    expect(seconds(milliseconds)).toBe(text);
  });
});

describe("amounts in words", () => {
  it.each([
    [0, "no errors"],
    [1, "1 error"],
    [2, "2 errors"],
  ])("counts %d as %s", (amount, text) => {
    expect(count(amount, "error")).toBe(text);
  });

  it.each([
    [980, "980 bytes"],
    [34_200, "34 kB"],
    [1_234_567, "1.2 MB"],
  ])("sizes %d bytes as %s", (bytes, text) => {
    expect(fileSize(bytes)).toBe(text);
  });

  it("joins words as people do", () => {
    expect([list([]), list(["a"]), list(["a", "b"]), list(["a", "b", "c"])]).toEqual([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
  });
});

describe("shellWord", () => {
  it.each([
    ["my-bot", "my-bot"],
    ["my bot", "'my bot'"],
    ["it's", "'it'\\''s'"],
    ["$HOME", "'$HOME'"],
    ["", "''"],
  ])("writes %s as %s", (word, written) => {
    expect(shellWord(word)).toBe(written);
  });
});

describe("lines for a terminal", () => {
  it("break between words, and are indented from the second on", () => {
    expect(wrap("  /a    one two three four five six seven", 30, 8)).toEqual([
      "  /a    one two three four",
      "        five six seven",
    ]);
  });

  it.each([undefined, 0, 10])("stay whole where there is no width to speak of: %s", (columns) => {
    expect(wrap("one two three", columns)).toEqual(["one two three"]);
  });

  it("keep a word that is longer than the terminal is wide", () => {
    const long = "x".repeat(40);
    expect(wrap(`one ${long} two`, 30)).toEqual(["one", long, "two"]);
  });
});
