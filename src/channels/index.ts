// The ways to talk with people: one contract (channel.ts), one file per channel, and the project's own channels.
// Imports base and conversation. Start with channel.ts.

export type {
  Channel,
  ChannelDefinition,
  ChannelReply,
  ChannelRequest,
  ChannelServices,
  Conversations,
  Delivery,
} from "./channel.ts";
