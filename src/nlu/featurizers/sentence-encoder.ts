import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { TsbotError, toErrorMessage } from "../../base/index.ts";

/** A neural network that makes a vector of the pieces of a text. */
export interface SentenceEncoder {
  encode(pieces: readonly number[]): Promise<Float32Array>;
}

/** What is used of `onnxruntime-node`, which a project that wants it installs itself. */
interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>;
  };
  readonly Tensor: new (type: "int64", values: BigInt64Array, shape: readonly number[]) => object;
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(inputs: Readonly<Record<string, object>>): Promise<Readonly<Record<string, Output | undefined>>>;
}

interface Output {
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** One thread, so that the same text has the same numbers always. */
const SESSION = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };

/**
 * Opens an encoder in the ONNX format with `onnxruntime-node`. It takes `input_ids`, with `attention_mask` and
 * `token_type_ids` where it wants them, and gives one vector, or one for each piece, of which the mean is taken. Throws
 * `nlu/no-onnxruntime`, `nlu/bad-sentence-encoder`.
 */
export async function openSentenceEncoder(
  model: Uint8Array,
  directory: string | undefined,
): Promise<SentenceEncoder> {
  const { InferenceSession, Tensor } = await loadRuntime(directory);
  const session = await InferenceSession.create(model, SESSION).catch((error: unknown) => {
    throw badEncoder(toErrorMessage(error), error);
  });
  const known: readonly string[] = ["input_ids", "attention_mask", "token_type_ids"];
  const strange = session.inputNames.find((name) => !known.includes(name));
  if (strange !== undefined) throw badEncoder(`it wants '${strange}', which a text does not give`);
  return {
    async encode(pieces) {
      const tensor = (value: (piece: number) => number): object =>
        new Tensor(
          "int64",
          BigInt64Array.from(pieces, (piece) => BigInt(value(piece))),
          [1, pieces.length],
        );
      const inputs: Record<string, object> = {};
      for (const name of session.inputNames) {
        if (name === "input_ids") inputs[name] = tensor((piece) => piece);
        else inputs[name] = tensor(() => (name === "attention_mask" ? 1 : 0));
      }
      const outputs = await session.run(inputs).catch((error: unknown) => {
        throw badEncoder(toErrorMessage(error), error);
      });
      return pool(outputs, session.outputNames);
    },
  };
}

/** `[1, size]` as it is; of `[1, pieces, size]` the mean of the pieces. */
function pool(outputs: Readonly<Record<string, Output | undefined>>, names: readonly string[]): Float32Array {
  const all = names.flatMap((name) => outputs[name] ?? []);
  const found = all.find(({ dims }) => dims.length === 2) ?? all.find(({ dims }) => dims.length === 3);
  if (found === undefined || !(found.data instanceof Float32Array))
    throw badEncoder("it gives no vector of 32-bit numbers");
  const { data, dims } = found;
  const size = dims.at(-1) ?? 0;
  if (dims.length === 2) return data.slice(0, size);
  const count = data.length / size;
  const sums = new Float64Array(size);
  for (let at = 0; at < data.length; at++) sums[at % size] = (sums[at % size] ?? 0) + (data[at] ?? 0);
  return Float32Array.from(sums, (sum) => sum / count);
}

function badEncoder(problem: string, cause?: unknown): TsbotError {
  return new TsbotError("nlu/bad-sentence-encoder", `The 'model_file' cannot be used: ${problem}.`, {
    hint: "Take a sentence encoder in the ONNX format with `input_ids` for its input, and its own vocab.txt.",
    cause,
  });
}

const PACKAGE = "onnxruntime-node";

/** From the project's packages, else from beside tsbot. */
async function loadRuntime(directory: string | undefined): Promise<Runtime> {
  const places = [...(directory === undefined ? [] : [join(directory, "package.json")]), import.meta.url];
  for (const place of places) {
    const path = resolveFrom(place);
    if (path === null) continue;
    const loaded = (await import(pathToFileURL(path).href)) as Runtime & { readonly default?: Runtime };
    return loaded.default ?? loaded;
  }
  throw new TsbotError("nlu/no-onnxruntime", `The package '${PACKAGE}' is not installed.`, {
    hint: `It runs sentence encoders: ONNXRUNTIME_NODE_INSTALL=skip npm install ${PACKAGE}`,
  });
}

function resolveFrom(place: string): string | null {
  try {
    return createRequire(place).resolve(PACKAGE);
  } catch {
    return null;
  }
}
