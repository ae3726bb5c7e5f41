import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it, vi } from "vitest";
import { verifyWebhook, webhookHeaders } from "../../src/channels/webhook-signature.ts";

const now = 1_700_000_000_000;
const clock = { now: () => now };
const bytes = `whsec_${Buffer.from("key bytes").toString("base64")}`;

const signed = (secret: string, at = now, body = "{}") =>
  webhookHeaders({ id: "call-1", at, body }, [secret]);
const verify =
  (headers: Parameters<typeof verifyWebhook>[0], secret: unknown = "s", body = "{}") =>
  () =>
    verifyWebhook(headers, body, secret, { clock });

describe("verifyWebhook", () => {
  it.each(["s", bytes])("takes what was signed with the same secret: %s", (secret) => {
    expect(verify(signed(secret), secret)).not.toThrow();
    expect(() => verifyWebhook(signed(secret), Buffer.from("{}"), secret, { clock })).not.toThrow();
  });

  it("is signed as the example of Standard Webhooks is", () => {
    const headers = {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const at = { clock: { now: () => 1_614_265_330_000 } };
    expect(() => verifyWebhook(headers, '{"test": 2432232314}', secret, at)).not.toThrow();
  });

  it("takes one of several signatures, as senders that change their secret send", () => {
    const headers = signed("s");
    const several = `${signed("old")["webhook-signature"]} ${headers["webhook-signature"]}`;
    expect(verify({ ...headers, "webhook-signature": several })).not.toThrow();
  });

  it("takes what was signed with one of its secrets, and no list with a secret that is empty", () => {
    const takes = (secret: unknown) => verify(signed("old"), secret);
    expect(takes(["new", "old"])).not.toThrow();
    expect(takes(["new", "newer"])).toThrow("wrong signature");
    for (const secret of [[], ["old", ""], [undefined]]) expect(takes(secret)).toThrow(TypeError);
  });

  it.each(["", "whsec_"])(
    "agrees with the published library, with a secret that begins with '%s'",
    (prefix) => {
      const key = Buffer.from("key bytes that both know");
      const judge = new Webhook(key.toString("base64"));
      const secret = prefix === "" ? key.toString() : `${prefix}${key.toString("base64")}`;
      fc.assert(
        fc.property(fc.uuid(), fc.json(), fc.integer({ min: 0, max: 4_000_000_000 }), (id, body, seconds) => {
          const { "webhook-signature": own } = webhookHeaders({ id, at: seconds * 1000, body }, [secret]) as {
            "webhook-signature": string;
          };
          const theirs = judge.sign(id, new Date(seconds * 1000), body);
          expect(own).toBe(theirs);
        }),
      );
    },
  );

  it.each([
    ["another secret", signed("other"), "{}", "wrong signature"],
    ["another body", signed("s"), '{"a":1}', "wrong signature"],
    ["another id", { ...signed("s"), "webhook-id": "call-2" }, "{}", "wrong signature"],
    ["another time", { ...signed("s"), "webhook-timestamp": "1700000001" }, "{}", "wrong signature"],
    ["a signature cut short", { ...signed("s"), "webhook-signature": "v1," }, "{}", "wrong signature"],
    ["no signature", { ...signed("s"), "webhook-signature": undefined }, "{}", "not signed"],
    ["no id", { ...signed("s"), "webhook-id": undefined }, "{}", "not signed"],
    ["more than five minutes ago", signed("s", now - 301_000), "{}", "too long ago"],
    ["more than five minutes ahead", signed("s", now + 301_000), "{}", "too long ago"],
  ])("refuses %s", (_what, headers, body, problem) => {
    expect(verify(headers, "s", body)).toThrow(
      expect.objectContaining({
        code: "channels/bad-signature",
        message: expect.stringContaining(problem) as string,
      }) as Error,
    );
  });

  it("takes a call until five minutes are over, or as long as it is told to", () => {
    expect(verify(signed("s", now - 300_000))).not.toThrow();
    const late = signed("s", now - 400_000);
    expect(() => verifyWebhook(late, "{}", "s", { clock, tolerance: 400_000 })).not.toThrow();
  });

  it.each([undefined, null, "", " ", "whsec_", 12])("checks nothing with the secret %j", (secret) => {
    const check = (): void => verifyWebhook(signed("s"), "{}", secret, { clock });
    expect(check).toThrow(TypeError);
  });

  it("goes by the system's clock unless it is told otherwise", () => {
    expect(() => verifyWebhook(signed("s"), "{}", "s")).toThrow(/too long ago/);
  });
});

describe("the receiver of docs/channels.md", () => {
  it("hears what is signed once, and nothing else", async () => {
    vi.stubEnv("CALLBACK_SECRET", "s");
    vi.stubEnv("RECEIVER_PORT", "0");
    const said = vi.spyOn(console, "log").mockImplementation(() => {});
    const { receiver } = await import("./fixtures/receiver.ts");
    try {
      if (!receiver.listening) await new Promise((resolve) => receiver.once("listening", resolve));
      const { port } = receiver.address() as AddressInfo;
      const body = JSON.stringify({ recipient_id: "me", text: "Tick." });
      const post = async (headers: Readonly<Record<string, string>>): Promise<number> =>
        (await fetch(`http://127.0.0.1:${port}/bot`, { method: "POST", headers, body })).status;
      const headers = webhookHeaders({ id: "1", at: Date.now(), body }, ["s"]);
      expect(await post(headers)).toBe(200);
      expect(await post(headers)).toBe(200);
      expect(await post(webhookHeaders({ id: "2", at: Date.now(), body }, ["other"]))).toBe(401);
      expect(await post({})).toBe(401);
      expect(said.mock.calls).toEqual([["Tick."]]);
    } finally {
      receiver.close();
      vi.unstubAllEnvs();
      said.mockRestore();
    }
  });
});
