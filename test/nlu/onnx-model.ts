import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

// A sentence encoder of a few bytes, written by hand in the format of ONNX (onnx.proto3), and what runs it.

/** A field of a protobuf message: its number with bytes, a text or a message, or a whole number. */
type Field = readonly [number, Uint8Array | string | number | readonly Field[]];

function encode(fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === "number") return Buffer.concat([varint(number << 3), varint(value)]);
      const bytes =
        typeof value === "string" ? Buffer.from(value) : value instanceof Uint8Array ? value : encode(value);
      return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
    }),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) | 128);
  }
}

const INT64 = 7;
const FLOAT = 1;

function tensor(name: string, elementType: number, dimensions: readonly string[]): readonly Field[] {
  const shape = dimensions.map((dimension): Field => [1, [[2, dimension]]]);
  return [
    [1, name],
    [
      2,
      [
        [
          1,
          [
            [1, elementType],
            [2, shape],
          ],
        ],
      ],
    ],
  ];
}

/**
 * Looks up a row of `embeddings` for each piece. `isPooled`: gives their mean itself, otherwise one row for each piece.
 */
export function lookupEncoder(embeddings: readonly (readonly number[])[], isPooled: boolean): Uint8Array {
  const values = new Float32Array(embeddings.flat());
  const rows: readonly Field[] = [
    [1, embeddings.length],
    [1, embeddings[0]?.length ?? 0],
    [2, FLOAT],
    [8, "embeddings"],
    [9, new Uint8Array(values.buffer)],
  ];
  const gather: readonly Field[] = [
    [1, "embeddings"],
    [1, "input_ids"],
    [2, "rows"],
    [4, "Gather"],
  ];
  const mean: readonly Field[] = [
    [1, "rows"],
    [2, "mean"],
    [4, "ReduceMean"],
    [
      5,
      [
        [1, "axes"],
        [8, 1],
        [20, 7],
      ],
    ],
    [
      5,
      [
        [1, "keepdims"],
        [3, 0],
        [20, 2],
      ],
    ],
  ];
  const output = isPooled
    ? tensor("mean", FLOAT, ["batch", "size"])
    : tensor("rows", FLOAT, ["batch", "n", "size"]);
  const graph: readonly Field[] = [
    [1, gather],
    ...(isPooled ? [[1, mean] as const] : []),
    [2, "lookup"],
    [5, rows],
    [11, tensor("input_ids", INT64, ["batch", "n"])],
    [12, output],
  ];
  return encode([
    [1, 8],
    [7, graph],
    [
      8,
      [
        [1, ""],
        [2, 13],
      ],
    ],
  ]);
}

/**
 * A folder from which `onnxruntime-node` is found, installed on the first use; null where it cannot be.
 */
export async function findOnnxRuntime(): Promise<string | null> {
  const folder = process.env["TSBOT_ONNXRUNTIME"] ?? join(tmpdir(), "tsbot-onnxruntime-1.30.0");
  const isThere = () => {
    try {
      createRequire(join(folder, "package.json")).resolve("onnxruntime-node");
      return true;
    } catch {
      return false;
    }
  };
  if (isThere()) return folder;
  await mkdir(folder, { recursive: true });
  if (!existsSync(join(folder, "package.json"))) await writeFile(join(folder, "package.json"), "{}");
  await promisify(execFile)(
    "npm",
    ["install", "--no-save", "--no-audit", "--no-fund", "onnxruntime-node@1.30.0"],
    {
      cwd: folder,
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" },
      timeout: 120_000,
    },
  ).catch(() => undefined);
  return isThere() ? folder : null;
}
