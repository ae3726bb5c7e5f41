import { closest } from "../../base/index.ts";
import type { ProjectSection } from "../project.ts";
import { CHANNEL_KEYS, type ChannelKeys, RASA_CHANNELS } from "./channel-keys.ts";
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

/** A channel lacks a key that it needs. */
export const missingChannelKey: ValidationRule = {
  code: "project/channel-key-missing",
  severity: "error",
  explanation:
    "A channel in credentials.yml lacks a key that it cannot do without, such as the `url` of the callback channel. For a channel of Rasa that does not run here it is a warning.",
  needs: [],
  check({ credentials }, report, { channelNames }) {
    forEachKnown(credentials, (name, section, { required, hint = "" }) => {
      for (const key of required) {
        if (section.value[key] !== undefined && section.value[key] !== null) continue;
        report(section.at, `The channel '${name}' needs '${key}'.`, {
          severity: channelNames?.has(name) === false ? "warning" : "error",
          hint,
        });
      }
    });
  },
};

/** A channel has a key that it does not know. */
export const unknownChannelKey: ValidationRule = {
  code: "project/channel-key-unknown",
  severity: "warning",
  explanation:
    "A channel in credentials.yml has a key that it does not know, so it has no effect. Of channels of Rasa that do not run here only keys that look like a misspelt one are reported.",
  needs: [],
  check({ credentials, places }, report, { channelNames }) {
    forEachKnown(credentials, (name, section, { allowed }) =>
      reportKeys(name, section, {
        allowed,
        places,
        report,
        isStrict: channelNames?.has(name) !== false,
      }),
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
    const keys = CHANNEL_KEYS.get(name);
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
    /** Otherwise only what resembles a key that there is. */
    readonly isStrict: boolean;
  },
): void {
  const { allowed, places, report, isStrict } = context;
  for (const key of Object.keys(section.value)) {
    if (allowed.includes(key) || (!isStrict && closest(key, allowed) === undefined)) continue;
    report(places.ofKey(section, key), `'${key}' is no key of the channel '${name}'.`, {
      hint: hintFor(key, allowed, `Keys: ${allowed.join(", ")}.`),
    });
  }
}
