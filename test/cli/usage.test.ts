import { describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";

describe("wrong usage", () => {
  it.each([
    { args: ["trian"], says: ["unknown command 'trian'", "Did you mean train?"] },
    { args: ["train", "nul"], says: ["unknown command 'tsbot train nul'", "'nlu' and 'core'"] },
    { args: ["train", "--forse"], says: ["unknown option '--forse'", "Did you mean --force?"] },
    { args: ["validate", "--quite"], says: ["Did you mean --quiet?"] },
    { args: ["reminders", "lsit"], says: ["unknown command 'lsit'", "Did you mean list?"] },
    { args: ["run", "--port", "http"], says: ["'http' is invalid", "whole number"] },
    { args: ["run", "--port", "70000"], says: ["'70000' is invalid", "between 0 and 65535"] },
    { args: ["run", "--log-format", "xml"], says: ["Allowed choices are text, json"] },
    { args: ["run", "--jwt-method", "RS256"], says: ["--jwt-method means nothing", "--jwt-secret"] },
    { args: ["run", "--jwt-private-key", "x"], says: ["--jwt-private-key means nothing", "--jwt-secret"] },
    { args: ["run", "--response-timeout", "5"], says: ["no '--response-timeout'", "defineAction"] },
    { args: ["run", "--use-syslog"], says: ["no '--use-syslog'", "--log-file"] },
    { args: ["shell", "--remote-storage", "aws"], says: ["no '--remote-storage'", "--model"] },
    { args: ["run", "--ssl-certificate", "c.pem"], says: ["no '--ssl-certificate'", "proxy"] },
    { args: ["validate", "--max-warnings", "-1"], says: ["'-1' is invalid"] },
    { args: ["reminders", "list", "--limit", "0"], says: ["`--limit 0` shows nothing"] },
    { args: ["trigger"], says: ["missing required argument 'intent'"] },
    { args: ["train", "--out"], says: ["argument missing"] },
    {
      args: ["init", "--template", "remindrbot", "--yes"],
      says: ["no template 'remindrbot'", "'reminderbot'"],
    },
  ])("tsbot $args explains itself and exits with 2", async ({ args, says }) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    for (const text of says) expect(stderr).toContain(text);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe("tsbot --version", () => {
  it("prints the version of package.json", async () => {
    const { code, stdout } = await runCli(["--version"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^tsbot \d+\.\d+\.\d+\n$/);
  });
});
