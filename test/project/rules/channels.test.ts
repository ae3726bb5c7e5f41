import { describe, expect, it } from "vitest";
import { edit, type Files, line, read, validate } from "../files.ts";

const find = async (files: Files): Promise<readonly string[]> => validate(await read(files)).map(line);

const credentials = (text: string): Files => ({ "credentials.yml": text });
const variation = (channel: string): Files =>
  edit("domain.yml", '"Hello!"\n', `"Hello!"\n    - text: "Hi!"\n      channel: ${channel}\n`);

describe("the channel of a response's variation", () => {
  it.each<readonly [string, Files, readonly string[]]>([
    ["may be built in", variation("callback"), []],
    [
      "may be one of Rasa's that credentials.yml names",
      {
        ...variation("rocketchat"),
        ...credentials("rocketchat:\n  user: a\n  password: b\n  server_url: c\n"),
      },
      ["credentials.yml:1:1 warning project/unknown-channel"],
    ],
    [
      "is noted where it is one of Rasa's that it does not name",
      variation("slack"),
      ["domain.yml:17:16 note project/unknown-response-channel"],
    ],
    [
      "is a warning where there is none",
      variation("slak"),
      ["domain.yml:17:16 warning project/unknown-response-channel"],
    ],
  ])("%s", async (_name, files, expected) => {
    expect(await find(files)).toEqual(expected);
  });

  it("is suggested", async () => {
    const [found] = validate(await read(variation("slak")));
    expect(found?.hint).toBe("Did you mean 'slack'? Channels: callback, rest, socketio.");
  });
});

describe("keys of channels", () => {
  const unknown = "credentials.yml:1:1 warning project/unknown-channel";
  const lacks = (severity: string): string => `credentials.yml:1:1 ${severity} project/channel-key-missing`;

  it.each<readonly [string, string, readonly string[]]>([
    ["callback needs its url", "callback:\n", [lacks("error")]],
    [
      "a channel of Rasa needs its keys, as a warning: it does not run",
      "twilio:\n  account_sid: a\n  auth_token: b\n",
      [unknown, lacks("warning")],
    ],
    [
      "an empty key is none",
      "slack:\n  slack_token: a\n  slack_signing_secret:\n",
      [unknown, lacks("warning")],
    ],
    [
      "all that it needs are enough",
      "facebook:\n  verify: a\n  secret: b\n  page-access-token: c\n",
      [unknown],
    ],
    [
      "a misspelt one is named",
      "telegram:\n  acces_token: a\n  verify: b\n  webhook_url: c\n",
      [unknown, lacks("warning"), "credentials.yml:2:3 warning project/channel-key-unknown"],
    ],
    [
      "others are none of tsbot's business",
      "rocketchat:\n  user: a\n  password: b\n  server_url: c\n  ssl: false\n",
      [unknown],
    ],
  ])("%s", async (_name, text, expected) => {
    expect(await find(credentials(text))).toEqual(expected);
  });
});
