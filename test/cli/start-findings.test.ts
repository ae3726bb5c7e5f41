import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkProject } from "../../src/cli/check-project.ts";
import { findAtStart } from "../../src/cli/start-findings.ts";
import { temporaryFolder } from "./run-cli.ts";

const CREDENTIALS = `rest:
  on_open: 1
callback:
  url: localhost
  secret: 12
  colour: red
calback: {url: http://x}
`;

describe("what keeps a server from starting", () => {
  it.each([
    [null, [2, 4, 5, 7], [6]],
    ["rest", [2], []],
    ["callback", [4, 5], [6]],
    ["other", [], []],
  ])("with the connector %s are the mistakes of its channels alone", async (connector, errors, warnings) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "credentials.yml"), CREDENTIALS);
    const paths = { directory: folder.path };
    const found = findAtStart(await checkProject(paths, {}), paths, connector);
    const lines = (list: typeof found.blocking): readonly number[] =>
      list.filter(({ at }) => at.file === "credentials.yml").map(({ at }) => at.line);
    expect(lines(found.blocking)).toEqual(errors);
    expect(lines(found.remarks)).toEqual(warnings);
  });
});
