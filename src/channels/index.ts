// The ways to talk with people: one contract (channel.ts), one file per channel, and the project's own channels.
// Imports base and conversation. Start with channel.ts.

export {
  type CallbackInputOptions,
  createCallbackInput,
  type OutgoingCall,
} from "./callback-input.ts";
export type {
  Channel,
  ChannelDefinition,
  ChannelReply,
  ChannelRequest,
  ChannelServices,
  ChannelSockets,
  Conversations,
  Delivery,
  LiveConversations,
} from "./channel.ts";
export { builtInChannelNames, createChannels } from "./create-channels.ts";
export { findBadKeys } from "./find-bad-keys.ts";
export type { IncomingCall } from "./incoming-calls.ts";
export { defineChannel, loadChannels } from "./load-channels.ts";
export { type VerifyOptions, verifyWebhook } from "./webhook-signature.ts";
