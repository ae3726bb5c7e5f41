import { anything, type KeysShape, keys } from "./shape.ts";

/** A channel that does not run here: what it must have and may have. Its other keys are let pass, as its adapters vary. */
function rasaChannel(title: string, required: string, optional = ""): KeysShape {
  const list = (text: string): readonly string[] => text.split(/\s+/).filter((key) => key !== "");
  const needs = list(required);
  const table = Object.fromEntries([...needs, ...list(optional)].map((key) => [key, anything()]));
  return keys<string>(table, {
    ...(needs.length > 0 && { needs, mayBeEmpty: false }),
    others: anything(),
    about: `${title}, a channel of Rasa's that tsbot does not have yet.`,
  });
}

/**
 * Keys of Rasa's channels (`from_credentials` of rasa/core/channels 3.6). Required are those without which the channel
 * does not start, or can neither receive nor send.
 */
export const rasaChannels: Readonly<Record<string, KeysShape>> = {
  facebook: rasaChannel("Facebook Messenger", "verify secret page-access-token"),
  slack: rasaChannel(
    "Slack",
    "slack_token slack_signing_secret",
    `slack_channel proxy slack_retry_reason_header slack_retry_number_header errors_ignore_retry use_threads
     conversation_granularity`,
  ),
  telegram: rasaChannel("Telegram", "access_token verify webhook_url"),
  mattermost: rasaChannel("Mattermost", "url token", "webhook_url"),
  twilio: rasaChannel("Twilio", "account_sid auth_token twilio_number"),
  twilio_voice: rasaChannel(
    "Calls by Twilio",
    "",
    "initial_prompt assistant_voice reprompt_fallback_phrase speech_timeout speech_model enhanced",
  ),
  botframework: rasaChannel("Microsoft Bot Framework", "app_id app_password"),
  rocketchat: rasaChannel("Rocket.Chat", "user password server_url"),
  webexteams: rasaChannel("Webex", "access_token", "room"),
  hangouts: rasaChannel("Google Chat", "", "project_id"),
  rasa: rasaChannel("Rasa X", "url"),
};
