import type { SourceReader } from "./source-reader.ts";
import type { YamlMapping, YamlNode } from "./yaml/nodes.ts";

/** A file that could be parsed and holds a mapping. */
export interface OpenFile {
  readonly name: string;
  readonly reader: SourceReader;
  readonly root: YamlMapping;
}

/** A file of another tool that holds a list. */
export interface OpenList {
  readonly name: string;
  readonly reader: SourceReader;
  readonly items: readonly YamlNode[];
}
