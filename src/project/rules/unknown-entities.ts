import { type SourcePosition, toText } from "../../base/index.ts";
import type { Project } from "../project.ts";
import { dimensionsOf } from "../shapes/dimensions.ts";
import { allMappings, entityMentions } from "./mentions.ts";
import { hintFor, type Report, type ValidationRule } from "./rule.ts";
import { userSteps } from "./story-walk.ts";

/** An entity is used that the domain does not list. */
export const unknownEntity: ValidationRule = {
  code: "project/unknown-entity",
  severity: "error",
  explanation:
    "A rule, story, slot mapping, annotation, a button's payload or an intent's option names an entity that the domain does not list; it would be ignored. List it under `entities:`, or correct the name.",
  needs: ["entities"],
  check(project, report) {
    const { entities } = project.domain;
    for (const { name, place, where } of entityMentions(project)) {
      if (entities.has(name)) continue;
      report(place(), `${where} the entity '${name}', which the domain does not list.`, {
        hint: hintFor(
          name,
          entities.keys(),
          `Add \`- ${name}\` to 'entities' in the domain, or correct the name.`,
        ),
      });
    }
  },
};

/** A mapping names a role or group that its entity does not have. */
export const unknownRole: ValidationRule = {
  code: "project/unknown-role",
  severity: "error",
  explanation:
    "A slot mapping takes an entity only in a role or group that the domain does not list for it, so it never applies. List it under the entity's `roles:` or `groups:`, or correct the name.",
  needs: ["entities"],
  check(project, report) {
    for (const { slot, mapping } of allMappings(project)) {
      if (mapping.type !== "from_entity") continue;
      for (const key of ["role", "group"] as const) {
        const name = mapping[key];
        const at = project.places.of(mapping, key);
        if (name !== undefined)
          checkLabel(project, report, { at, key, name, slot: slot.name, entity: mapping.entity });
      }
    }
  },
};

interface Label {
  readonly at: SourcePosition | undefined;
  readonly key: "role" | "group";
  readonly name: string;
  readonly slot: string;
  readonly entity: string;
}

function checkLabel({ domain }: Project, report: Report, { at, key, name, slot, entity }: Label): void {
  const known = domain.entities.get(entity)?.[`${key}s`];
  if (known === undefined || known.includes(name)) return;
  const which = known.length === 0 ? `It has no ${key}s.` : `Its ${key}s: ${known.join(", ")}.`;
  report(at, `The entity '${entity}' of the slot '${slot}' has no ${key} '${name}'.`, {
    hint: hintFor(
      name,
      known,
      which,
      `List it under '${key}s' of the entity in the domain, or correct the name.`,
    ),
  });
}

/** An entity that nothing finds. */
export const unusedEntity: ValidationRule = {
  code: "project/unused-entity",
  severity: "warning",
  explanation:
    "The domain lists an entity that no example, regex or lookup table marks, that no story, rule or slot uses, and that no extractor brings along. Mark it in examples, or remove it. Entities of devices and reminders are used by a slot or an action.",
  needs: ["slots", "data", "config"],
  check(project, report) {
    const { nlu, places, config } = project;
    if (nlu.examples.length === 0 || bringsEntities(project)) return;
    const used = usedEntities(project);
    const brought = new Set(config.pipeline.flatMap(({ name }) => dimensionsOf.get(name) ?? []));
    for (const [name, at] of places.entities) {
      if (used.has(name) || brought.has(name)) continue;
      report(at, `The entity '${name}' is marked in no example.`, {
        hint: `Mark it, \`[…](${name})\`, or remove it from the domain.`,
      });
    }
  },
};

/** Devices send entities that no example marks. */
function bringsEntities({ places }: Project): boolean {
  return [...places.intents.keys()].some((name) => name.startsWith("EXT"));
}

function usedEntities(project: Project): ReadonlySet<string> {
  const { nlu, config } = project;
  const used = new Set(nlu.examples.flatMap(({ entities }) => entities.map(({ entity }) => entity)));
  for (const { name } of [...nlu.regexes, ...nlu.lookups]) used.add(name);
  for (const { step } of userSteps(project)) for (const { entity } of step.entities) used.add(entity);
  for (const { mapping } of allMappings(project))
    if (mapping.type === "from_entity") used.add(mapping.entity);
  const dimensions = config.pipeline.flatMap(({ options }) => options["dimensions"] ?? []);
  for (const dimension of dimensions) used.add(toText(dimension));
  return used;
}
