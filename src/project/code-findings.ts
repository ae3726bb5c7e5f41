import type { FindingExplanation } from "./reading-findings.ts";

/** What can be wrong with the TypeScript that a project brings along; it is found while that is loaded. */
export const codeFindings: readonly FindingExplanation[] = [
  {
    code: "actions/cannot-load",
    severity: "error",
    isIgnorable: false,
    explanation:
      "A file in actions/ cannot be loaded: a mistake in its TypeScript, or something it imports is missing. What it would define is not known, so that no action counts as missing meanwhile. The project cannot be served.",
  },
  {
    code: "actions/defined-twice",
    severity: "error",
    isIgnorable: false,
    explanation: "Two files in actions/ define an action of the same name. Rename one.",
  },
  {
    code: "channels/cannot-load",
    severity: "error",
    isIgnorable: false,
    explanation:
      "A file in channels/ cannot be loaded: a mistake in its TypeScript, or something it imports is missing. The project cannot be served.",
  },
  {
    code: "channels/defined-twice",
    severity: "error",
    isIgnorable: false,
    explanation: "Two files in channels/ define a channel of the same name. Rename one.",
  },
  {
    code: "components/cannot-load",
    severity: "error",
    isIgnorable: false,
    explanation:
      "A file in components/ cannot be loaded: a mistake in its TypeScript, or something it imports is missing. The project can be neither trained nor served.",
  },
  {
    code: "components/defined-twice",
    severity: "error",
    isIgnorable: false,
    explanation:
      "Two files in components/ define a component of the same name, or one has the name of a component of tsbot's. Rename one.",
  },
];
