import type { JsonValue } from "../../base/index.ts";

/** What an editor shows of a value. */
export interface About {
  /** One sentence on what it does. */
  readonly about?: string;
  readonly example?: JsonValue;
  /** Still read, but an old way to say it: what to write instead. */
  readonly outdated?: string;
}

/**
 * What may stand somewhere in a file. The readers take the keys and choices from these tables, and the JSON Schemas for
 * editors are made of them; `test/project/schema-properties.test.ts` holds the two together.
 */
export type Shape = ScalarShape | ComposedShape;

/** What is written on one line, or is passed on as it is. */
export type ScalarShape =
  | ValueShape
  | TextShape
  | ChoiceShape
  /** A number, or a list of them; where it must be whole, a number alone. */
  | (About & {
      readonly kind: "range";
      readonly least?: number;
      readonly most?: number;
      readonly isWhole?: boolean;
    });

/** What holds other shapes. */
export type ComposedShape = ListShape | NamedShape | EitherShape | KeysShape | ByKeyShape | ReferenceShape;

interface ValueShape extends About {
  readonly kind: "anything" | "number" | "flag" | "texts" | "scalar";
}

export interface TextShape extends About {
  readonly kind: "text" | "quoted" | "name";
  readonly mayBeEmpty?: boolean;
  readonly pattern?: string;
}

export interface ListShape extends About {
  readonly kind: "list";
  readonly items: Shape;
  readonly least?: number;
  /** True unless given, as for all that holds other shapes: `key:` with nothing behind it is an empty one. */
  readonly mayBeEmpty?: boolean;
}

export interface NamedShape extends About {
  readonly kind: "named";
  readonly values: Shape;
  readonly most?: number;
  readonly mayBeEmpty?: boolean;
}

interface EitherShape extends About {
  readonly kind: "either";
  readonly shapes: readonly Shape[];
}

export interface ReferenceShape extends About {
  readonly kind: "reference";
  readonly name: string;
  readonly to: () => Shape;
}

/** One of some words. */
export interface ChoiceShape<Word extends string = string> extends About {
  readonly kind: "choice";
  readonly words: readonly Word[];
  /** Read too, but not offered. */
  readonly alsoRead?: readonly string[];
  /** A word may be the end of a dotted path that begins so, as of Rasa's own classes. */
  readonly prefix?: string;
  readonly mayBeEmpty?: boolean;
}

/** Keys with their values. */
export interface KeysShape<Key extends string = string> extends About {
  readonly kind: "keys";
  readonly keys: Readonly<Record<Key, Shape>>;
  /** Keys that must be there. */
  readonly needs?: readonly Key[];
  /** Of these groups of keys at least one must be there, whole and not empty. */
  readonly needsOneOf?: readonly (readonly Key[])[];
  /** What may stand under other keys; without it, there are none. */
  readonly others?: Shape;
  /** False where `key:` with nothing behind it is a mistake. */
  readonly mayBeEmpty?: boolean;
  /** What the value of one key says of the others. */
  readonly cases?: Cases;
}

/** Further keys, or narrower values of the same ones, where the key `by` holds a word. */
interface Cases {
  readonly by: string;
  readonly of: Readonly<Record<string, Case>>;
}

export interface Case {
  readonly about?: string;
  /** Null where every key is allowed. */
  readonly keys: Readonly<Record<string, Shape>> | null;
  readonly needs?: readonly string[];
}

/** A thing that is what its first key says: of several keys the one that comes first in `kinds`. */
export interface ByKeyShape<Key extends string = string> extends About {
  readonly kind: "by-key";
  readonly kinds: readonly Key[];
  readonly keys: Readonly<Record<string, Shape>>;
  /** The keys that may stand beside the one that makes the kind. */
  readonly beside: Readonly<Record<Key, readonly string[]>>;
}

type Extra<Of extends Shape> = Partial<Omit<Of, "kind" | "about">>;

const value =
  (kind: ValueShape["kind"]) =>
  (about?: string, extra: Extra<ValueShape> = {}): Shape => ({
    kind,
    ...(about !== undefined && { about }),
    ...extra,
  });

const textual =
  (kind: TextShape["kind"]) =>
  (about?: string, extra: Extra<TextShape> = {}): Shape => ({
    kind,
    ...(about !== undefined && { about }),
    ...extra,
  });

export const anything = value("anything");
export const number = value("number");
export const flag = value("flag");
/** A text or a list of texts. */
export const texts = value("texts");
/** A text, number, flag or nothing. */
export const scalar = value("scalar");
/** A text; numbers and flags count as theirs. */
export const text = textual("text");
/** A text; numbers and flags must be in quotes to be one. */
export const quoted = textual("quoted");
/** As {@link quoted}, without blanks around it. */
export const name = textual("name");

export function list(items: Shape, about?: string, extra: Extra<ListShape> = {}): Shape {
  return { kind: "list", items, ...(about !== undefined && { about }), ...extra };
}

/** Names of the person's own, each with such a value. */
export function named(values: Shape, about?: string, extra: Extra<NamedShape> = {}): Shape {
  return { kind: "named", values, ...(about !== undefined && { about }), ...extra };
}

export function either(...shapes: readonly Shape[]): Shape {
  return { kind: "either", shapes };
}

export function choice<const Word extends string>(
  words: readonly Word[],
  about?: string,
  extra: Omit<ChoiceShape, "kind" | "words" | "about"> = {},
): ChoiceShape<Word> {
  return { kind: "choice", words, ...(about !== undefined && { about }), ...extra };
}

export function keys<const Key extends string>(
  table: Readonly<Record<Key, Shape>>,
  extra: Omit<KeysShape<NoInfer<Key>>, "kind" | "keys"> = {},
): KeysShape<Key> {
  return { kind: "keys", keys: table, ...extra };
}

/** A shape that is written once in the schema, and can hold itself. */
export function reference(referenceName: string, to: () => Shape): Shape {
  return { kind: "reference", name: referenceName, to };
}

/** The keys of a shape, in its order: what a reader hands to `checkKeys`. */
export function keysOf<Key extends string>({ keys: table }: Pick<KeysShape<Key>, "keys">): readonly Key[] {
  return Object.keys(table) as Key[];
}
