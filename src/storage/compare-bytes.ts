import { Buffer } from "node:buffer";

/** The order of texts in every store: by their UTF-8 bytes. */
export function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
