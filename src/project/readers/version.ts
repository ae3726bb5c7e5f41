import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping } from "../yaml/nodes.ts";

const NEWEST = [3, 1] as const;

/** The newest format, as files name it. */
export const newestVersion = NEWEST.join(".");

/** Checks a file's `version`; a file of another version is read all the same. */
export function checkVersion(reader: SourceReader, root: YamlMapping): void {
  const node = getValue(root, "version");
  if (node === undefined || node.kind !== "scalar" || node.value === null) return;
  if (typeof node.value !== "string") {
    reader.report(
      "project/bad-version",
      node,
      `The version must be a text: Rasa refuses the number ${node.value}.`,
      {
        hint: `Write \`version: "${newestVersion}"\`, with quotes.`,
      },
    );
    return;
  }
  const match = /^(\d+)\.(\d+)$/.exec(node.value);
  if (match === null) {
    reader.report("project/bad-version", node, `'${node.value}' is no version of Rasa's file format.`, {
      hint: `Write \`version: "${newestVersion}"\`.`,
    });
    return;
  }
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (major > NEWEST[0] || (major === NEWEST[0] && minor > NEWEST[1])) {
    reader.report("project/bad-version", node, `Rasa's file format has no version '${node.value}' yet.`, {
      hint: `The newest is "${newestVersion}"; Rasa skips the whole file.`,
    });
  } else if (major < NEWEST[0]) {
    reader.report("project/old-version", node, `This file says it is of format '${node.value}'.`, {
      severity: "warning",
      hint: `It is read as it is. Write \`version: "${newestVersion}"\` when it follows the newest format.`,
    });
  }
}
