import { isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";
import { newestVersion } from "../shapes/version.ts";
import type { MigrationPlan } from "./plan.ts";
import type { FormPlan } from "./plan-forms.ts";
import type { PlannedMapping, SlotPlan } from "./plan-slots.ts";
import type { SourceText } from "./source-text.ts";
import { asMapping, asSequence, entryOf, toData } from "./syntax-nodes.ts";

/**
 * What a file must say once it is migrated, worked out on plain data: what is written is compared with it, so that an
 * unforeseen layout cannot damage a domain.
 */
export function expectedData(file: SourceText, plan: MigrationPlan): JsonObject {
  const here = <Change extends { readonly file: SourceText }>(
    changes: readonly Change[],
  ): readonly Change[] => changes.filter((change) => change.file === file);
  const { templates, ...data } = toData(file.root) as { readonly templates?: JsonValue } & JsonObject;
  const responses = joined(data["responses"], templates);
  const slots = here(plan.slots);
  const forms = here(plan.forms);
  return {
    ...data,
    ...(here(plan.versions).length > 0 && { version: newestVersion }),
    ...(responses !== undefined && { responses: withTextKeys(responses) }),
    ...(slots.length > 0 && { slots: expectedSlots(data["slots"], slots) }),
    ...(forms.length > 0 && { forms: expectedForms(file, forms) }),
  };
}

function joined(responses: JsonValue | undefined, templates: JsonValue | undefined): JsonValue | undefined {
  if (templates === undefined || responses === undefined) return responses ?? templates;
  return { ...(isJsonObject(responses) && responses), ...(isJsonObject(templates) && templates) };
}

function withTextKeys(responses: JsonValue): JsonValue {
  if (!isJsonObject(responses)) return responses;
  return Object.fromEntries(
    Object.entries(responses).map(([name, variations]) => [
      name,
      Array.isArray(variations)
        ? variations.map((item: JsonValue) => (isBareText(item) ? { text: item } : item))
        : variations,
    ]),
  );
}

function isBareText(value: JsonValue): boolean {
  return value !== null && typeof value !== "object";
}

function expectedSlots(written: JsonValue | undefined, plans: readonly SlotPlan[]): JsonObject {
  const slots: Record<string, JsonValue> = Object.create(null);
  if (isJsonObject(written)) Object.assign(slots, written);
  for (const plan of plans) slots[plan.name] = expectedSlot(slots[plan.name], plan);
  return slots;
}

function expectedSlot(written: JsonValue | undefined, plan: SlotPlan): JsonObject {
  const { auto_fill: _, ...slot } = (isJsonObject(written) ? written : {}) as JsonObject;
  const list = asSequence(entryOf(asMapping(plan.entry?.value), "mappings")?.value);
  const own = (list?.items ?? []).map((item): JsonValue => {
    const data = toData(item);
    const extension = plan.extended.find(({ node }) => node === asMapping(item));
    if (extension === undefined || !isJsonObject(data)) return data;
    return { ...data, conditions: [...(data["conditions"] as JsonValue[]), ...extension.conditions] };
  });
  const changes = plan.added.length + plan.extended.length > 0;
  return {
    ...slot,
    ...(plan.type !== null && { type: plan.type }),
    ...(plan.dropsInfluence && { influence_conversation: false }),
    ...(changes && { mappings: [...own, ...plan.added.map(expectedMapping)] }),
  };
}

function expectedMapping({ data, conditions }: PlannedMapping): JsonObject {
  return conditions.length === 0 ? data : { ...data, conditions };
}

function expectedForms(file: SourceText, plans: readonly FormPlan[]): JsonValue {
  const node = entryOf(file.root, "forms")?.value;
  if (node === undefined) return null;
  const written = toData(node);
  const forms: Record<string, JsonValue> = Object.create(null);
  const items = Array.isArray(written) ? written : [written];
  for (const item of items) {
    if (isJsonObject(item)) Object.assign(forms, item);
    else if (item !== null) forms[String(item)] = null;
  }
  for (const plan of plans) forms[plan.name] = expectedForm(forms[plan.name], plan);
  return forms;
}

function expectedForm(written: JsonValue | undefined, { change, slots }: FormPlan): JsonValue {
  if (change === null && written !== undefined) return written;
  const form = isJsonObject(written) ? written : {};
  const names = slots.map(({ name }) => name);
  const ignored = form["ignored_intents"];
  if (change !== "direct-mappings") return { ...form, required_slots: names };
  return { required_slots: names, ...(ignored !== undefined && { ignored_intents: ignored }) };
}
