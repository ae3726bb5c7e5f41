/** What a channel in credentials.yml may and must have. */
export interface ChannelKeys {
  readonly required: readonly string[];
  readonly allowed: readonly string[];
  /** How to write what is required. */
  readonly hint?: string;
}

function keys(required: string, optional = "", hint = ""): ChannelKeys {
  const list = (text: string): readonly string[] => text.split(/\s+/).filter((key) => key !== "");
  return {
    required: list(required),
    allowed: [...list(required), ...list(optional)],
    ...(hint !== "" && { hint }),
  };
}

/**
 * Keys of the built-in channels and of Rasa's (`from_credentials` of rasa/core/channels 3.6). Required are those without
 * which the channel does not start, or can neither receive nor send.
 */
export const CHANNEL_KEYS: ReadonlyMap<string, ChannelKeys> = new Map([
  ["rest", keys("", "on_open")],
  [
    "callback",
    keys(
      "url",
      "on_open secret headers params basic_auth token token_name",
      "Write `url: http://127.0.0.1:5034/bot`, where the bot's messages are posted to.",
    ),
  ],
  [
    "socketio",
    keys(
      "",
      `user_message_evt bot_message_evt namespace session_persistence socketio_path jwt_key jwt_method metadata_key
       on_open`,
    ),
  ],
  ["facebook", keys("verify secret page-access-token")],
  [
    "slack",
    keys(
      "slack_token slack_signing_secret",
      `slack_channel proxy slack_retry_reason_header slack_retry_number_header
       errors_ignore_retry use_threads conversation_granularity`,
    ),
  ],
  ["telegram", keys("access_token verify webhook_url")],
  ["mattermost", keys("url token", "webhook_url")],
  ["twilio", keys("account_sid auth_token twilio_number")],
  [
    "twilio_voice",
    keys("", `initial_prompt assistant_voice reprompt_fallback_phrase speech_timeout speech_model enhanced`),
  ],
  ["botframework", keys("app_id app_password")],
  ["rocketchat", keys("user password server_url")],
  ["webexteams", keys("access_token", "room")],
  ["hangouts", keys("", "project_id")],
  ["rasa", keys("url")],
]);

/** Channels of Rasa that tsbot may not have; a project that names one still runs on the others. */
export const RASA_CHANNELS: ReadonlySet<string> = new Set([
  ...[...CHANNEL_KEYS.keys()].filter((name) => name !== "rest" && name !== "callback"),
  "cmdline",
]);
