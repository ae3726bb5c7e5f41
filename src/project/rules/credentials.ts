import type { ProjectSection } from "../project.ts";
import { hintFor, type Report, type ValidationRule } from "./rule.ts";

/** credentials.yml names a channel tsbot does not have. */
export const unknownChannel: ValidationRule = {
  code: "project/unknown-channel",
  severity: "error",
  explanation:
    "credentials.yml names a channel that is neither built in nor defined in channels/. Correct the name, or define it with `defineChannel`.",
  needs: [],
  check({ credentials }, report, { channelNames }) {
    if (channelNames === null) return;
    for (const [name, section] of credentials) {
      if (channelNames.has(name)) continue;
      const hint = hintFor(
        name,
        channelNames,
        `Channels: ${[...channelNames].sort().join(", ")}. Your own go into channels/.`,
      );
      if (!RASA_CHANNELS.has(name)) report(section.at, `There is no channel '${name}'.`, { hint });
      else
        report(section.at, `tsbot does not have Rasa's channel '${name}' yet.`, {
          severity: "warning",
          hint,
        });
    }
  },
};

/** Channels of Rasa that tsbot may not have; a project that names one still runs on the others. */
const RASA_CHANNELS: ReadonlySet<string> = new Set([
  "rasa",
  "socketio",
  "facebook",
  "slack",
  "telegram",
  "mattermost",
  "twilio",
  "twilio_voice",
  "botframework",
  "rocketchat",
  "hangouts",
  "webexteams",
  "cmdline",
]);

interface ChannelKeys {
  readonly required: readonly string[];
  readonly allowed: readonly string[];
}

/** Keys of the built-in channels, and of Rasa's that many projects have. */
const CHANNEL_KEYS: Readonly<Record<string, ChannelKeys>> = {
  rest: { required: [], allowed: ["on_open"] },
  callback: {
    required: ["url"],
    allowed: ["url", "on_open", "secret", "headers", "params", "basic_auth", "token", "token_name"],
  },
  socketio: {
    required: [],
    allowed: [
      "user_message_evt",
      "bot_message_evt",
      "namespace",
      "session_persistence",
      "socketio_path",
      "jwt_key",
      "jwt_method",
      "metadata_key",
      "on_open",
    ],
  },
};

/** A channel lacks a key that it needs. */
export const missingChannelKey: ValidationRule = {
  code: "project/channel-key-missing",
  severity: "error",
  explanation:
    "A channel in credentials.yml lacks a key that it cannot do without, such as the `url` of the callback channel.",
  needs: [],
  check({ credentials }, report) {
    forEachKnown(credentials, (name, section, { required }) => {
      for (const key of required) {
        if (section.value[key] !== undefined && section.value[key] !== null) continue;
        report(section.at, `The channel '${name}' needs '${key}'.`, {
          hint:
            name === "callback"
              ? "Write `url: http://127.0.0.1:5034/bot`, where the bot's messages are posted to."
              : "",
        });
      }
    });
  },
};

/** A channel has a key that it does not know. */
export const unknownChannelKey: ValidationRule = {
  code: "project/channel-key-unknown",
  severity: "warning",
  explanation: "A channel in credentials.yml has a key that it does not know, so it has no effect.",
  needs: [],
  check({ credentials, places }, report) {
    forEachKnown(credentials, (name, section, { allowed }) =>
      reportKeys(name, section, { allowed, places, report }),
    );
  },
};

/** A key of a channel holds what the channel would refuse. */
export const wrongChannelKey: ValidationRule = {
  code: "project/channel-key-wrong",
  severity: "error",
  explanation:
    "A key of a channel in credentials.yml holds something that the channel refuses at the start, such as a number where a text belongs, or an empty `secret`, which would turn signing off. Correct the value, or the environment variable that it is filled from.",
  needs: [],
  check({ credentials, places }, report, { findBadKeys }) {
    for (const [name, section] of credentials) {
      for (const { message, hint, details } of findBadKeys(name, section.value)) {
        const at = places.of(section, String(details["key"])) ?? section.at;
        report(at, message, hint === undefined ? {} : { hint });
      }
    }
  },
};

function forEachKnown(
  credentials: ReadonlyMap<string, ProjectSection>,
  visit: (name: string, section: ProjectSection, keys: ChannelKeys) => void,
): void {
  for (const [name, section] of credentials) {
    const keys = Object.hasOwn(CHANNEL_KEYS, name) ? CHANNEL_KEYS[name] : undefined;
    if (keys !== undefined) visit(name, section, keys);
  }
}

function reportKeys(
  name: string,
  section: ProjectSection,
  context: {
    readonly allowed: readonly string[];
    readonly places: Parameters<ValidationRule["check"]>[0]["places"];
    readonly report: Report;
  },
): void {
  const { allowed, places, report } = context;
  for (const key of Object.keys(section.value)) {
    if (allowed.includes(key)) continue;
    report(places.ofKey(section, key), `'${key}' is no key of the channel '${name}'.`, {
      hint: hintFor(key, allowed, `Keys: ${allowed.join(", ")}.`),
    });
  }
}
