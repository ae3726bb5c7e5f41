import { newestMajor, newestMinor, newestVersion } from "../shapes/version.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping } from "../yaml/nodes.ts";

/** Checks a file's `version`; a file of another version is read all the same. */
export function checkVersion(reader: SourceReader, root: YamlMapping): void {
  const node = getValue(root, "version");
  if (node === undefined || isNull(node)) return;
  if (node.kind !== "scalar" || typeof node.value !== "string") {
    const what = node.kind === "scalar" ? `the number ${node.value}` : "a list or keys";
    reader.report("project/bad-version", node, `The version must be a text: Rasa refuses ${what}.`, {
      hint: `Write \`version: "${newestVersion}"\`, with quotes.`,
    });
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
  if (major > newestMajor || (major === newestMajor && minor > newestMinor)) {
    reader.report("project/bad-version", node, `Rasa's file format has no version '${node.value}' yet.`, {
      hint: `The newest is "${newestVersion}"; Rasa skips the whole file.`,
    });
  } else if (major < newestMajor) {
    reader.report("project/old-version", node, `This file says it is of format '${node.value}'.`, {
      severity: "warning",
      hint: `It is read as it is. Write \`version: "${newestVersion}"\` when it follows the newest format.`,
    });
  }
}
