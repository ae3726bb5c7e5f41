import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTokens } from "../../src/actions/code-tokens.ts";
import { readCodeMentions } from "../../src/actions/index.ts";
import { withFiles } from "../project/files.ts";

const mentions = (code: string) => withFiles({ "actions/remind.ts": code }, readCodeMentions);

const reminders = async (code: string): Promise<readonly string[]> =>
  (await mentions(code)).reminders.map(
    ({ intent, at }) => `${at.line}:${at.column}-${at.endColumn} ${intent}`,
  );

describe("what a project's TypeScript names", () => {
  it.each([
    ["a reminder", `return [reminderScheduled({ intent: "EXTERNAL_a", at: 5 })];`, ["1:38-48 EXTERNAL_a"]],
    [
      "a cancellation, after other keys",
      `reminderCancelled({\n  name: "b",\n  intent: 'EXTERNAL_a',\n});`,
      ["3:12-22 EXTERNAL_a"],
    ],
    ["a template without values", "reminderScheduled({ intent: `EXTERNAL_a` })", ["1:30-40 EXTERNAL_a"]],
    [
      "both of a choice",
      `reminderScheduled({ intent: late ? "EXTERNAL_a" : "EXTERNAL_b", at })`,
      ["1:37-47 EXTERNAL_a", "1:52-62 EXTERNAL_b"],
    ],
    [
      "one under another name, and as a member",
      `import { reminderScheduled as plan } from "tsbot";\nplan({ intent: "EXTERNAL_a" });\ntsbot.reminderScheduled({ intent: "EXTERNAL_b" });`,
      ["2:17-27 EXTERNAL_a", "3:36-46 EXTERNAL_b"],
    ],
    ["the key in quotes", `reminderScheduled({ "intent": "EXTERNAL_a" })`, ["1:32-42 EXTERNAL_a"]],
    ["columns in characters", `say("🌱"); reminderScheduled({ intent: "E" })`, ["1:40-41 E"]],
    ["not what is put together", `reminderScheduled({ intent: "EXTERNAL_" + kind })`, []],
    ["not a template with values", `reminderScheduled({ intent: \`EXTERNAL_\${kind}\` })`, []],
    ["not what is compared", `reminderScheduled({ intent: kind === "a" ? A : B })`, []],
    ["not the intent of something inside", `reminderScheduled({ entities: { intent: "x" }, intent: I })`, []],
    [
      "not in comments, texts and regexes",
      `// reminderScheduled({ intent: "a" })\n/* reminderScheduled({intent: "b"}) */ const a = 'reminderScheduled({ intent: "c" })', b = /reminderScheduled({ intent: "d" })/;`,
      [],
    ],
    ["not another function's", `schedule({ intent: "a" })`, []],
    [
      "one after a division and a regex with a quote",
      `const half = all / 2; const quote = /["'/]/g; reminderScheduled({ intent: "a" })`,
      ["1:76-77 a"],
    ],
    [
      "one inside a template's value",
      `const t = \`a \${say({ b: \`\${reminderScheduled({ intent: "x" })}\` })} c\`;`,
      ["1:57-58 x"],
    ],
  ])("are found: %s", async (_name, code, expected) => {
    expect(await reminders(code)).toEqual(expected);
  });

  it("are words of every kind, without those of comments", async () => {
    const { words } = await mentions(`// hidden\ntracker.slots.flower; slotSet('size', \`x \${colour} y\`)`);
    for (const word of ["tracker", "flower", "size", "colour"]) expect(words).toContain(word);
    expect(words).not.toContain("hidden");
  });

  it("are none without a folder", async () => {
    expect(await withFiles({ "a.yml": "" }, readCodeMentions)).toEqual({ words: new Set(), reminders: [] });
  });

  it("can be looked for in anything: tokens lie in order, and are what stands at their places", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "`",
        "${",
        "}",
        "{",
        '"',
        "'",
        "/",
        "//",
        "/*",
        "*/",
        "\\",
        "\n",
        " ",
        "a",
        "[",
        "]",
        "=",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join("");
        let last = 0;
        for (const { text, start, end } of readTokens(source)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(source.slice(start, end)).toBe(text);
          last = end;
        }
      }),
    );
  });
});
