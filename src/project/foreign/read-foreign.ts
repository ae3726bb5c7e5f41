import type { OpenFile } from "../open-file.ts";
import { emptyNlu, type NluPart } from "../readers/nlu.ts";
import type { ForeignContext } from "./context.ts";
import { readDialogflowEntity, readDialogflowIntent } from "./dialogflow.ts";
import type { ForeignFormat } from "./format.ts";
import { readLuis } from "./luis.ts";
import { readWit } from "./wit.ts";

/** The NLU data of an export of another tool. */
export function readForeign(file: OpenFile, format: ForeignFormat, context: ForeignContext): NluPart {
  switch (format) {
    case "luis":
      return readLuis(file);
    case "wit":
      return readWit(file);
    case "dialogflow-intent":
      return readDialogflowIntent(file, context);
    case "dialogflow-entity":
      return readDialogflowEntity(file, context);
    case "dialogflow-settings":
      return emptyNlu;
  }
}
