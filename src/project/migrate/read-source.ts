import { TsbotError } from "../../base/index.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { buildSyntax } from "./build-syntax.ts";
import { detectStyle, findComments, type SourceText } from "./source-text.ts";
import { resolve } from "./syntax-nodes.ts";

/** Reads a domain file's text; what YAML is wrong is a {@link TsbotError}, as nothing safe can be done with it. */
export function readSource(name: string, source: string): SourceText {
  const { document, problems } = parseYaml(name, source, null);
  const [problem] = problems;
  if (problem !== undefined) {
    const { code, message, hint, start, end } = problem;
    throw new TsbotError(code, message, {
      at: document.position(start, end),
      ...(hint !== undefined && { hint }),
    });
  }
  const root = document.root === null ? null : buildSyntax(source, document.decodesEscapes);
  const mapping = root === null ? null : resolve(root);
  if (mapping?.kind !== "mapping") {
    throw new TsbotError("migrate/no-domain", "This file holds no domain: it has no keys.", {
      at: document.position(0, 0),
      hint: "Name the domain with --domain FILE, or its folder.",
    });
  }
  return {
    name,
    source,
    root: mapping,
    comments: findComments(source, mapping),
    lineBreak: /\r?\n/.exec(source)?.[0] ?? "\n",
    style: detectStyle(source, mapping),
    position: document.position,
  };
}
