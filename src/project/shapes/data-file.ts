import { domainConfigShape, domainSections } from "./domain.ts";
import { nluJsonShape, nluShape } from "./nlu.ts";
import { templatesShape } from "./responses.ts";
import { keys, keysOf } from "./shape.ts";
import { rulesShape, storiesShape } from "./stories.ts";
import { versionShape } from "./version.ts";

/** A data file may hold any mix of NLU data, stories, rules, responses and domain keys. */
export const dataFileShape = keys({
  version: versionShape,
  nlu: nluShape,
  stories: storiesShape,
  rules: rulesShape,
  templates: templatesShape,
  rasa_nlu_data: nluJsonShape,
  config: domainConfigShape,
  ...domainSections,
});

export const dataFileKeys = keysOf(dataFileShape);

export const domainSectionKeys = Object.keys(domainSections) as (keyof typeof domainSections)[];
