import type { ProjectConfig } from "./project.ts";

/** What config.yml says below `tsbot` of times and of events from outside: settings of the running assistant. */
export function outreachSettings({
  timeZone,
  quietHours,
  eventPolicies,
  topicLimits,
}: ProjectConfig): Pick<ProjectConfig, "timeZone" | "quietHours" | "eventPolicies" | "topicLimits"> {
  return { timeZone, quietHours, eventPolicies, topicLimits };
}
