import type { SourcePosition } from "../../base/index.ts";
import type {
  EntityDefinition,
  FormDefinition,
  IntentDefinition,
  ResponseVariation,
  SlotDefinition,
  SlotMapping,
} from "../../domain/index.ts";
import type { DomainSection } from "../project.ts";
import { isNull } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";

/** A thing of the domain and where it is defined. */
export interface Placed<Value> {
  readonly value: Value;
  readonly at: SourcePosition;
}

/** What one file says of the domain; several are merged. */
export interface DomainPart {
  readonly intents: readonly Placed<IntentDefinition>[];
  readonly entities: readonly Placed<EntityDefinition>[];
  readonly slots: readonly Placed<SlotDefinition>[];
  readonly responses: readonly Placed<{
    readonly name: string;
    readonly variations: readonly ResponseVariation[];
  }>[];
  readonly actions: readonly Placed<{ readonly name: string; readonly sendDomain: boolean }>[];
  readonly forms: readonly Placed<FormDefinition>[];
  /** Slot mappings that stood in forms, as in Rasa 2. */
  readonly formMappings: readonly { readonly slot: string; readonly mapping: SlotMapping }[];
  readonly endToEndActions: readonly string[];
  readonly expirationMinutes: number | null;
  readonly carryOverSlots: boolean | null;
  readonly storeEntitiesAsSlots: boolean | null;
  /** Sections that are there, but cannot be understood: what they define is not known. */
  readonly unreadable: readonly DomainSection[];
}

/** A file that says nothing of the domain. */
export const emptyPart: DomainPart = {
  intents: [],
  entities: [],
  slots: [],
  responses: [],
  actions: [],
  forms: [],
  formMappings: [],
  endToEndActions: [],
  expirationMinutes: null,
  carryOverSlots: null,
  storeEntitiesAsSlots: null,
  unreadable: [],
};

const SECTION_KINDS = {
  intents: "sequence",
  entities: "sequence",
  slots: "mapping",
  responses: "mapping",
  actions: "sequence",
  forms: "mapping",
} as const satisfies Record<DomainSection, YamlNode["kind"]>;

/** The sections of the domain. */
const DOMAIN_SECTIONS = Object.keys(SECTION_KINDS) as readonly DomainSection[];

/** The sections that are written as something else than a list or a set of keys. */
export function unreadableSections(root: YamlMapping): readonly DomainSection[] {
  return DOMAIN_SECTIONS.filter((section) => {
    const node = getValue(root, section);
    return node !== undefined && !isNull(node) && node.kind !== SECTION_KINDS[section];
  });
}
