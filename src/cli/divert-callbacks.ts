import { type Channel, type ChannelServices, createCallbackInput } from "../channels/index.ts";

/** A conversation whose callbacks go to another address than the project's. */
export interface CallbackDiversion {
  readonly conversationId: string;
  readonly url: string;
}

/**
 * The channels with a callback channel that posts the messages of one conversation to another address. Messages of
 * other conversations, which may be queued from before or come from reminders, go to the project's own address; where
 * it has none they wait.
 */
export function divertCallbacks(
  channels: ReadonlyMap<string, Channel>,
  { conversationId, url }: CallbackDiversion,
  { clock }: ChannelServices,
): ReadonlyMap<string, Channel> {
  const own = channels.get("callback");
  const diverted = createCallbackInput({ name: "callback", credentials: { url }, clock });
  const callback: Channel = {
    ...(own ?? diverted),
    async push(delivery) {
      const isDiverted = delivery.message.recipient_id === conversationId;
      const push = isDiverted ? diverted.push : own?.push;
      if (push === undefined) throw new Error("the project has no callback address; only this shell does");
      await push(delivery);
    },
  };
  return new Map(channels).set("callback", callback);
}
