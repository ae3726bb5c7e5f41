import type { JsonObject, JsonValue } from "../base/index.ts";

/**
 * A parsed domain: what the assistant knows and can do. Keys follow Rasa's `domain.yml` where they are Rasa's, with
 * everything resolved (defaults filled in, both spellings of an item read). Plain data: it goes into the model as JSON.
 */
export interface Domain {
  readonly version?: string;
  /** By name, with the five default intents, sorted by name as Rasa keeps them. */
  readonly intents: ReadonlyMap<string, IntentDefinition>;
  readonly entities: ReadonlyMap<string, EntityDefinition>;
  /** In file order, with the built-in slots (`requested_slot`, `session_started_metadata`) last. */
  readonly slots: ReadonlyMap<string, SlotDefinition>;
  readonly responses: ReadonlyMap<string, readonly ResponseVariation[]>;
  /** The actions listed by the user, in order, without default actions and responses. */
  readonly actions: readonly string[];
  /** Actions listed with `send_domain: true`. */
  readonly actionsThatNeedTheDomain: readonly string[];
  readonly forms: ReadonlyMap<string, FormDefinition>;
  readonly endToEndActions: readonly string[];
  readonly session: SessionConfiguration;
  /** `config.store_entities_as_slots`, default true. */
  readonly storeEntitiesAsSlots: boolean;
}

export interface IntentDefinition {
  readonly name: string;
  /** Entities that policies see for this intent: `true` for all, or names (`entity`, `entity#role`, `entity#group`). */
  readonly useEntities: true | readonly string[];
  readonly ignoreEntities: readonly string[];
  /** Has sub-intents `name/key` in the training data. */
  readonly isRetrieval: boolean;
  /** One of Rasa's default intents that the user did not list. */
  readonly isDefault: boolean;
  /** A form that it interrupts does not ask again: the person was only told something. */
  readonly resumesSilently?: true;
}

export interface EntityDefinition {
  readonly name: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly influenceConversation: boolean;
}

export type SlotType = "text" | "bool" | "categorical" | "float" | "list" | "any";

export interface SlotDefinition {
  readonly name: string;
  readonly type: SlotType;
  readonly influenceConversation: boolean;
  readonly initialValue: JsonValue;
  readonly mappings: readonly SlotMapping[];
  /** Categorical only: lower-cased, without `__other__`. */
  readonly values?: readonly string[];
  /** Float only. */
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly isBuiltIn: boolean;
  /** As the domain file says it, for clients that ask for the domain; absent where it is said in an old way. */
  readonly written?: JsonObject;
}

interface MappingConditions {
  readonly conditions?: readonly MappingCondition[];
}

interface MappingIntents extends MappingConditions {
  readonly intent?: readonly string[];
  readonly notIntent?: readonly string[];
}

/** One entry of `slots.<name>.mappings`. */
export type SlotMapping =
  | ({
      readonly type: "from_entity";
      readonly entity: string;
      readonly role?: string;
      readonly group?: string;
    } & MappingIntents)
  | ({ readonly type: "from_intent"; readonly value: JsonValue } & MappingIntents)
  | ({ readonly type: "from_trigger_intent"; readonly value: JsonValue } & MappingIntents)
  | ({ readonly type: "from_text" } & MappingIntents)
  | ({ readonly type: "custom"; readonly action?: string } & MappingConditions);

/** `activeLoop: null` holds only while no form is active; an absent key does not matter. */
export interface MappingCondition {
  readonly activeLoop?: string | null;
  readonly requestedSlot?: string;
}

export interface FormDefinition {
  readonly name: string;
  readonly requiredSlots: readonly string[];
  readonly ignoredIntents: readonly string[];
}

/** One variation of a response, letter for letter as in the file, without `channel`, `condition` and `id`. */
export interface ResponseVariation {
  readonly id?: string;
  readonly channel?: string;
  readonly condition?: readonly ResponseCondition[];
  /** `text`, `image`, `buttons`, `quick_replies`, `elements`, `attachment`, `custom`, `metadata` and unknown extra keys. */
  readonly content: JsonObject;
}

export interface ResponseCondition {
  readonly type: "slot";
  readonly name: string;
  readonly value: JsonValue;
}

export interface SessionConfiguration {
  /** Minutes without a user message after which the next input starts a new session; 0 means never. */
  readonly expirationMinutes: number;
  readonly carryOverSlots: boolean;
}
