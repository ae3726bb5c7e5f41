import { describe, expect, it } from "vitest";
import { createButtons } from "../../../src/cli/shell/buttons.ts";

const YES_NO = [
  { title: "Yes", payload: "/affirm" },
  { title: "No", payload: "/deny" },
];

async function sendAll(buttons: ReturnType<typeof createButtons>, lines: readonly string[]) {
  const sent: string[] = [];
  for (const line of lines) await buttons.send(line, async (text) => void sent.push(text));
  return sent;
}

describe("the number of a button", () => {
  it("stands for its payload, also when messages without buttons came after it", async () => {
    const buttons = createButtons();
    buttons.offer(YES_NO);
    buttons.offer([]);
    expect(await sendAll(buttons, ["2"])).toEqual(["/deny"]);
  });

  it("is a text once the person has written something, and where there is no such button", async () => {
    const buttons = createButtons();
    buttons.offer(YES_NO);
    expect(await sendAll(buttons, ["3", "1"])).toEqual(["3", "1"]);
  });

  it("still stands for it when the line could not be sent", async () => {
    const buttons = createButtons();
    buttons.offer(YES_NO);
    await expect(buttons.send("1", () => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
    expect(await sendAll(buttons, ["1"])).toEqual(["/affirm"]);
  });
});
