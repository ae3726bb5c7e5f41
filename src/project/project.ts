import type { DailySpan, JsonObject, JsonValue, SourcePosition } from "../base/index.ts";
import type { Story } from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";
import type { IgnoreComment } from "./yaml/ignore-comments.ts";

/** Everything read from a project's files. Reading never throws for a user's mistake: it becomes a diagnostic. */
export interface Project {
  /** Absolute. */
  readonly directory: string;
  readonly domain: Domain;
  readonly nlu: ProjectNluData;
  /** Stories and rules in file order, `test_*` files left out. */
  readonly stories: readonly Story[];
  readonly config: ProjectConfig;
  readonly endpoints: ProjectEndpoints;
  /** Channel name to its keys (`{}` for `rest:` without a value), with places for messages. */
  readonly credentials: ReadonlyMap<string, ProjectSection>;
  /** What reading alone found wrong; validate adds to it. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the files ask validate not to report, as comments in them. */
  readonly ignores: readonly IgnoreComment[];
  /** Files of which nothing is known: missing, too large, no YAML, or not what they must be. */
  readonly unreadable: readonly string[];
  /** Places of what is defined, for diagnostics of later stages. */
  readonly places: ProjectPlaces;
  /**
   * What could not be read: rules that would blame other files for it keep silent. Of `stories`, those that were read
   * lack steps; of `data`, whole files may be missing besides.
   */
  readonly missing: Readonly<Record<DomainSection | "data" | "stories" | "config" | "endpoints", boolean>>;
  /** Every file that was read, with the SHA-256 of its bytes, sorted; decides what training can reuse. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** A part of the domain that others name things of. */
export type DomainSection = "intents" | "entities" | "slots" | "responses" | "actions" | "forms";

/** Structurally what nlu/ trains on (nlu and project do not know each other), with places. */
export interface ProjectNluData {
  readonly examples: readonly {
    readonly text: string;
    readonly intent?: string;
    readonly entities: readonly {
      readonly start: number;
      readonly end: number;
      readonly entity: string;
      readonly value: string;
      readonly role?: string;
      readonly group?: string;
    }[];
    /** What the file notes down about the example and about its intent; training passes over it. */
    readonly metadata?: { readonly intent?: JsonValue; readonly example?: JsonValue };
    readonly at: SourcePosition;
  }[];
  readonly synonyms: ReadonlyMap<string, string>;
  readonly regexes: readonly {
    readonly name: string;
    readonly pattern: string;
    readonly at: SourcePosition;
  }[];
  readonly lookups: readonly {
    readonly name: string;
    readonly elements: readonly string[];
    readonly at: SourcePosition;
  }[];
  /** The entries of the `nlu:` lists, with the place of their names (an example of Rasa's JSON has none). */
  readonly entries: readonly {
    readonly kind: "intent" | "synonym" | "regex" | "lookup";
    readonly name: string;
    readonly size: number;
    readonly at: SourcePosition;
  }[];
}

export interface ProjectConfig {
  readonly recipe: string;
  readonly language: string;
  readonly assistantId: string | null;
  /** Rasa's suggested pipeline and policies where the file gives none. */
  readonly pipeline: readonly ProjectComponent[];
  readonly policies: readonly ProjectComponent[];
  /** tsbot's own keys below `tsbot:` in config.yml, e.g. `time_zone`. */
  readonly timeZone: string | null;
  /** When people are to be left alone, and what then becomes of external events. */
  readonly quietHours: { readonly span: DailySpan; readonly externalEvents: "deliver" | "hold" } | null;
  /** What is done with events from outside, by intent; times in milliseconds. */
  readonly eventPolicies: ReadonlyMap<string, ProjectEventPolicy>;
  /** How many events a topic takes a minute, by topic. */
  readonly topicLimits: ReadonlyMap<string, number>;
}

/** Null where nothing is said. */
export interface ProjectEventPolicy {
  readonly at: SourcePosition;
  readonly cooldown: number | null;
  readonly collect: number | null;
  readonly ignoresQuietHours: boolean;
}

export interface ProjectComponent {
  readonly name: string;
  readonly options: JsonObject;
  readonly at: SourcePosition;
}

/** The sections of endpoints.yml that are there, environment variables expanded. */
export interface ProjectEndpoints {
  readonly actionEndpoint: ProjectSection | null;
  readonly trackerStore: ProjectSection | null;
  readonly lockStore: ProjectSection | null;
  readonly eventBroker: ProjectSection | null;
  readonly nlg: ProjectSection | null;
  readonly nlu: ProjectSection | null;
  readonly models: ProjectSection | null;
}

export interface ProjectSection {
  readonly value: JsonObject;
  readonly at: SourcePosition;
}

export interface ProjectPlaces {
  readonly intents: ReadonlyMap<string, SourcePosition>;
  readonly entities: ReadonlyMap<string, SourcePosition>;
  readonly slots: ReadonlyMap<string, SourcePosition>;
  readonly responses: ReadonlyMap<string, SourcePosition>;
  readonly actions: ReadonlyMap<string, SourcePosition>;
  readonly forms: ReadonlyMap<string, SourcePosition>;
  /**
   * The place of something that was read (a slot, a mapping, a response variation, a component, an entity of an
   * example …) or of the value at a path below it, in the file's keys; undefined for what stands in no file.
   */
  of(thing: object, ...path: readonly (string | number)[]): SourcePosition | undefined;
  /** The same, but a piece of the text there. */
  ofText(thing: object, piece: string, ...path: readonly (string | number)[]): SourcePosition | undefined;
  /** The value at a path in the step of a story or rule that stands at a place: `inSource(story, step.at, "entities", 0)`. */
  inSource(
    thing: object,
    at: SourcePosition,
    ...path: readonly (string | number)[]
  ): SourcePosition | undefined;
  /** The same, but the key at the end of the path instead of its value. */
  ofKey(thing: object, ...path: readonly (string | number)[]): SourcePosition | undefined;
  /** A changed copy of a thing stands where the thing does. */
  copy<Thing extends object>(from: object, to: Thing): Thing;
}

/** Which files to read; each falls back to Rasa's default name. Paths are relative to `directory`. */
export interface ProjectPaths {
  readonly directory: string;
  readonly domain?: string;
  readonly data?: readonly string[];
  readonly config?: string;
  readonly endpoints?: string;
  readonly credentials?: string;
}

/** One finding of reading or validating. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  readonly at: SourcePosition;
  readonly hint?: string;
  readonly related: readonly { readonly message: string; readonly at: SourcePosition }[];
}
