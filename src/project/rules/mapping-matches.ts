import type { MappingCondition, SlotMapping } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import { dimensionsOf } from "../shapes/dimensions.ts";
import { isValidated } from "./form-validation.ts";
import { allMappings } from "./mentions.ts";
import { payloadsOf } from "./payloads.ts";
import { hasClassifier, hasComponent, hasUnknownComponents } from "./pipeline-facts.ts";
import type { Known, ValidationRule } from "./rule.ts";

/** A slot mapping that applies to no message. */
export const mappingNeverMatches: ValidationRule = {
  code: "project/mapping-never-matches",
  severity: "warning",
  explanation:
    'A slot mapping can match no message: nothing finds its entity (no example, button or pattern has it, or only in a role or group that the mapping does not name), its intent is never understood, or no form that its conditions allow asks for the slot they name. Mark the entity in examples, or correct the mapping. A client that sends `/intent{"entity": …}` itself can still fill the slot. Where the intent has no examples, `intent-without-examples` says so and names the mapping.',
  needs: ["intents", "entities", "slots", "forms", "actions", "data", "config"],
  check(project, report, known) {
    const found = foundEntities(project);
    for (const { slot, mapping } of allMappings(project)) {
      const problem =
        explainEntity(mapping, found, project) ??
        explainIntents(mapping, project) ??
        explainConditions(mapping, project, known);
      if (problem === null) continue;
      report(
        project.places.of(mapping, ...problem.path),
        `This mapping never fills the slot '${slot.name}': ${problem.why}.`,
        { hint: problem.hint },
      );
    }
  },
};

interface Problem {
  readonly path: readonly (string | number)[];
  readonly why: string;
  readonly hint: string;
}

/** The entities that messages can have, each with the roles and groups it has there; null where that is not known. */
type FoundEntities = ReadonlyMap<string, ReadonlySet<string>> | null;

function foundEntities(project: Project): FoundEntities {
  const { nlu, domain, config } = project;
  const isOpen =
    nlu.examples.length === 0 ||
    hasUnknownComponents(project) ||
    config.pipeline.some(({ name }) => dimensionsOf.has(name)) ||
    // Devices and reminders bring entities along.
    [...domain.intents.keys()].some((name) => name.startsWith("EXT"));
  if (isOpen) return null;
  const found = new Map<string, Set<string>>();
  const add = (entity: string, kind: string): void => {
    const kinds = found.get(entity) ?? new Set();
    found.set(entity, kinds.add(kind));
  };
  // What is marked, but learned by nothing, has been reported.
  for (const { entities } of nlu.examples) for (const entity of entities) add(entity.entity, kindOf(entity));
  if (hasComponent(project, "RegexEntityExtractor"))
    for (const { name } of [...nlu.regexes, ...nlu.lookups]) add(name, kindOf({}));
  for (const { entities } of payloadsOf(project)) for (const name of entities) add(name, kindOf({}));
  return found;
}

function kindOf({ role, group }: { readonly role?: string; readonly group?: string }): string {
  return JSON.stringify([role ?? null, group ?? null]);
}

function explainEntity(mapping: SlotMapping, found: FoundEntities, { domain }: Project): Problem | null {
  if (mapping.type !== "from_entity" || found === null) return null;
  const { entity, role, group } = mapping;
  const defined = domain.entities.get(entity);
  // Names that the domain does not list are reported as such.
  if (defined === undefined || !isListed(role, defined.roles) || !isListed(group, defined.groups))
    return null;
  const kinds = found.get(entity);
  if (kinds === undefined)
    return {
      path: ["entity"],
      why: `nothing finds the entity '${entity}'`,
      hint: `Mark it in examples, \`[…](${entity})\`, or take another mapping.`,
    };
  if (kinds.has(kindOf(mapping))) return null;
  const isBare = role === undefined && group === undefined;
  return {
    path: ["entity"],
    why: isBare
      ? `the entity '${entity}' always has a role or group, and a mapping without them takes it only without`
      : `no example marks the entity '${entity}' so`,
    hint: isBare
      ? "Write the `role` or `group` below `entity`; one mapping for each."
      : `Examples have it ${[...kinds].map(tellKind).join(", or ")}.`,
  };
}

function isListed(name: string | undefined, names: readonly string[]): boolean {
  return name === undefined || names.includes(name);
}

function tellKind(kind: string): string {
  const [role, group] = JSON.parse(kind) as readonly (string | null)[];
  const parts = [
    role === null ? "" : `in the role '${role}'`,
    group === null ? "" : `in the group '${group}'`,
  ];
  return parts.filter((part) => part !== "").join(" ") || "without role and group";
}

/** Default intents are understood when something makes them; others without examples are reported in the domain. */
function explainIntents(mapping: SlotMapping, project: Project): Problem | null {
  if (mapping.type === "custom" || mapping.intent === undefined || mapping.intent.length === 0) return null;
  if (hasUnknownComponents(project) || !hasClassifier(project)) return null;
  const isLost = (intent: string): boolean =>
    intent === "nlu_fallback" && !hasComponent(project, "FallbackClassifier");
  if (!mapping.intent.every(isLost)) return null;
  return {
    path: ["intent", 0],
    why: "without FallbackClassifier no message has the intent 'nlu_fallback'",
    hint: "Add `- name: FallbackClassifier` at the end of the pipeline.",
  };
}

function explainConditions(mapping: SlotMapping, project: Project, known: Known): Problem | null {
  const { conditions = [] } = mapping;
  if (conditions.length === 0 || mapping.type === "from_trigger_intent") return null;
  const problems = conditions.map((condition) => explainCondition(condition, project, known));
  const [first] = problems;
  // One that can hold is enough.
  if (first === undefined || first === null || problems.includes(null)) return null;
  return { path: ["conditions", 0], ...first };
}

function explainCondition(
  { activeLoop, requestedSlot }: MappingCondition,
  project: Project,
  known: Known,
): Omit<Problem, "path"> | null {
  const { domain } = project;
  // Names that do not exist are reported as such.
  if (requestedSlot === undefined || !domain.slots.has(requestedSlot)) return null;
  if (activeLoop === null)
    return {
      why: `no slot is asked for while no form is active`,
      hint: "Name the form, `active_loop: …`, or remove `requested_slot`.",
    };
  if (activeLoop !== undefined && !domain.forms.has(activeLoop)) return null;
  const asking = [...domain.forms.values()].filter(
    ({ name }) => activeLoop === undefined || name === activeLoop,
  );
  const mayAsk = asking.some(
    ({ name, requiredSlots }) =>
      requiredSlots.includes(requestedSlot) ||
      requiredSlots.length === 0 ||
      isValidated(name, domain.actions, known),
  );
  if (mayAsk) return null;
  const who = activeLoop === undefined ? "no form asks" : `the form '${activeLoop}' does not ask`;
  return {
    why: `${who} for the slot '${requestedSlot}'`,
    hint: `Add '${requestedSlot}' to the form's \`required_slots\`, or correct the condition.`,
  };
}
