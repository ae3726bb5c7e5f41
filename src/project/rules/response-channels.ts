import type { ResponseVariation } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import { RASA_CHANNELS } from "./channel-keys.ts";
import { hintFor, type Report, type ValidationRule } from "./rule.ts";

/** A response's variation is for a channel that nobody has. */
export const unknownResponseChannel: ValidationRule = {
  code: "project/unknown-response-channel",
  severity: "warning",
  explanation:
    "A variation of a response is for a `channel` that is neither in credentials.yml nor built in nor defined in channels/, so it is never taken, unless a client of the REST channel names it as its `input_channel`. Correct the name, or configure the channel. For a channel of Rasa that credentials.yml does not name it is a note: it may be configured elsewhere.",
  needs: ["responses"],
  check(project, report, { channelNames }) {
    if (channelNames === null) return;
    const configured = new Set([...project.credentials.keys(), ...channelNames]);
    for (const [response, variations] of project.domain.responses) {
      for (const variation of variations) {
        const { channel } = variation;
        if (channel === undefined || configured.has(channel)) continue;
        reportChannel(project, report, { response, variation, channel, configured });
      }
    }
  },
};

interface StrayVariation {
  readonly response: string;
  readonly variation: ResponseVariation;
  readonly channel: string;
  readonly configured: ReadonlySet<string>;
}

function reportChannel(
  { places }: Project,
  report: Report,
  { response, variation, channel, configured }: StrayVariation,
): void {
  const at = places.of(variation, "channel");
  const subject = `A variation of '${response}' is for the channel '${channel}', which`;
  if (RASA_CHANNELS.has(channel)) {
    report(at, `${subject} credentials.yml does not name.`, { severity: "note" });
    return;
  }
  const known = `Channels: ${[...configured].sort().join(", ")}.`;
  report(at, `${subject} does not exist.`, {
    hint: hintFor(channel, [...configured, ...RASA_CHANNELS], known),
  });
}
