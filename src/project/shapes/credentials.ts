import { httpTable, httpUrl } from "./http.ts";
import { rasaChannels } from "./rasa-channels.ts";
import { anything, type KeysShape, keys, named } from "./shape.ts";

const on_open = anything("Handled as if typed when a person opens the chat.", { example: "/greet" });

/** A channel, and how to write what it needs. */
type ChannelShape = KeysShape & { readonly hint?: string };

/** Keys of the built-in channels, and of Rasa's. */
export const channelShapes: Readonly<Record<string, ChannelShape>> = {
  rest: keys({ on_open }, { about: "Request and response: POST /webhooks/rest/webhook." }),
  callback: {
    hint: "Write `url: http://127.0.0.1:5034/bot`, where the bot's messages are posted to.",
    ...keys<string>(
      {
        url: httpUrl("Where the bot's messages are posted to.", "http://127.0.0.1:5034/bot"),
        on_open,
        secret: anything("Signs what is posted, so that the receiver can tell whom it is from."),
        headers: httpTable.headers,
        params: httpTable.params,
        basic_auth: httpTable.basic_auth,
        token: httpTable.token,
        token_name: httpTable.token_name,
      },
      { needs: ["url"], mayBeEmpty: false, about: "Every message of the bot is posted to an address." },
    ),
  },
  socketio: keys(
    {
      user_message_evt: anything("The event with which users' messages come.", { example: "user_uttered" }),
      bot_message_evt: anything("The event with which the bot's messages go.", { example: "bot_uttered" }),
      namespace: anything("The namespace of the socket."),
      session_persistence: anything("Whether the client's session names the conversation.", {
        example: true,
      }),
      socketio_path: anything("The path of the socket.", { example: "/socket.io" }),
      jwt_key: anything("The key of signed tokens."),
      jwt_method: anything("The algorithm of signed tokens.", { example: "HS256" }),
      metadata_key: anything("The key of a message's metadata."),
      on_open,
    },
    { about: "Messages both ways over a socket (socket.io)." },
  ),
  ...rasaChannels,
};

export const credentialsShape = keys(channelShapes, {
  others: named(anything(), "A channel of Rasa's, or of your own in channels/, with its keys."),
  about: "The channels through which people reach the bot.",
});
