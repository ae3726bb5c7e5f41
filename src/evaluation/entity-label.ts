import type { LabelledText } from "./understood.ts";

/** `city`, or with role and group `city.from.1`. */
export function entityLabel({ entity, role, group }: LabelledText["entities"][number]): string {
  return [entity, role, group].filter((part) => part !== undefined && part !== null).join(".");
}
