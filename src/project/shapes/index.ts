// What may stand in a project's files, as tables: the readers and rules take their keys and choices from them, and
// schema/ makes JSON Schemas of them. Imports base and domain. Start with shape.ts, then slots.ts.

export { configShape } from "./config.ts";
export { credentialsShape } from "./credentials.ts";
export { dataFileShape } from "./data-file.ts";
export { domainShape } from "./domain.ts";
export { endpointsShape } from "./endpoints.ts";
export { testFileShape } from "./scripts.ts";
export type {
  ByKeyShape,
  Case,
  ChoiceShape,
  KeysShape,
  ListShape,
  NamedShape,
  ReferenceShape,
  ScalarShape,
  Shape,
  TextShape,
} from "./shape.ts";
