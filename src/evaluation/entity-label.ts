import type { LabelledText } from "./understood.ts";

/** `city`, or with group and role `city.1.from`, as Rasa has it (rasa/nlu/test.py, `_concat_entity_labels`). */
export function entityLabel({ entity, role, group }: LabelledText["entities"][number]): string {
  return [entity, group, role].filter((part) => part !== undefined && part !== null).join(".");
}
