import {
  aListOf,
  anObject,
  assertShape,
  aText,
  type JsonObject,
  type JsonValue,
  parseJson,
} from "../base/index.ts";
import type { ModelFiles } from "./component.ts";
import type { ComponentState } from "./registry.ts";

/** A component as a model keeps it. */
export interface StoredComponent {
  readonly name: string;
  readonly options: JsonObject;
  readonly state: ComponentState;
}

/** A pipeline as a model keeps it. */
export interface StoredPipeline {
  readonly language: string;
  readonly components: readonly StoredComponent[];
}

const PIPELINE = "pipeline.json";

type Numbers = ComponentState["arrays"][string];
type NumbersType = "f32" | "u32" | "u16" | "u8";

/** How each type of numbers is told in `pipeline.json`, and made of the bytes of its file. */
const TYPES = {
  f32: Float32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const satisfies Record<NumbersType, new (buffer: ArrayBuffer) => Numbers>;

const SHAPE = anObject({
  language: aText,
  components: aListOf(anObject({ name: aText, options: anObject({}), arrays: anObject({}) })),
});

interface Written {
  readonly language: string;
  readonly components: readonly {
    readonly name: string;
    readonly options: JsonObject;
    readonly state: JsonValue;
    /** Name of each number array and its type. */
    readonly arrays: Readonly<Record<string, NumbersType>>;
  }[];
}

/** The files of a pipeline: its JSON, and one for each array. */
export function pipelineToFiles({ language, components }: StoredPipeline): ModelFiles {
  const files = new Map<string, Uint8Array>();
  const written: Written = {
    language,
    components: components.map(({ name, options, state }, index) => {
      const arrays: Record<string, NumbersType> = {};
      for (const [key, array] of Object.entries(state.arrays)) {
        arrays[key] = typeOf(array);
        files.set(arrayFile(index, key), new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      }
      return { name, options, state: state.json, arrays };
    }),
  };
  files.set(PIPELINE, Buffer.from(JSON.stringify(written)));
  return files;
}

/** Reads what {@link pipelineToFiles} wrote. Throws a `TypeError` for anything else. */
export function pipelineFromFiles(files: ModelFiles): StoredPipeline {
  const json = readJson(files, PIPELINE);
  assertShape(json, SHAPE);
  const { language, components } = json as unknown as Written;
  return {
    language,
    components: components.map(({ name, options, state, arrays }, index) => ({
      name,
      options,
      state: { json: state, arrays: readArrays(files, index, arrays) },
    })),
  };
}

function arrayFile(index: number, key: string): string {
  return `${index}-${key}.bin`;
}

function typeOf(array: Numbers): NumbersType {
  if (array instanceof Float32Array) return "f32";
  if (array instanceof Uint32Array) return "u32";
  return array instanceof Uint16Array ? "u16" : "u8";
}

function readArrays(
  files: ModelFiles,
  index: number,
  types: Written["components"][number]["arrays"],
): ComponentState["arrays"] {
  return Object.fromEntries(
    Object.entries(types).map(([key, type]) => {
      const file = arrayFile(index, key);
      const bytes = files.get(file);
      const kind = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
      if (bytes === undefined || kind === undefined || bytes.length % kind.BYTES_PER_ELEMENT !== 0)
        throw new TypeError(`'${file}' is no list of numbers`);
      // A copy, so that the numbers are aligned wherever the archive put them.
      return [key, new kind(Uint8Array.from(bytes).buffer)];
    }),
  );
}

function readJson(files: ModelFiles, name: string): JsonValue {
  const bytes = files.get(name);
  if (bytes === undefined) throw new TypeError(`'${name}' is missing`);
  return parseJson(Buffer.from(bytes).toString());
}
