import type { SourcePosition } from "../../base/index.ts";
import type { Project } from "../project.ts";
import { hasClassifier, hasComponent, hasUnknownComponents, learnedExtractors } from "./pipeline-facts.ts";
import type { ValidationRule } from "./rule.ts";

/** Training data of a kind that the pipeline does not learn from. */
interface Need {
  /** The beginning of the message, as in `There are retrieval intents`. */
  readonly what: string;
  readonly missing: string;
  readonly hint: string;
  /** The first of its kind; undefined where there are none. */
  first(project: Project): SourcePosition | undefined;
  isMet(project: Project): boolean;
}

const NEEDS: readonly Need[] = [
  {
    what: "The NLU data have intents",
    missing: "a classifier",
    hint: "Add `- name: DIETClassifier` to the pipeline in config.yml.",
    first: ({ nlu }) => nlu.examples.find(({ intent }) => intent !== undefined)?.at,
    isMet: hasClassifier,
  },
  {
    what: "The examples mark entities",
    missing: "a component that learns them",
    hint: "Add `- name: DIETClassifier` or `- name: CRFEntityExtractor` to the pipeline in config.yml.",
    first: ({ nlu }) => nlu.examples.find(({ entities }) => entities.length > 0)?.at,
    isMet: (project) =>
      learnedExtractors(project).length > 0 || hasComponent(project, "RegexEntityExtractor"),
  },
  {
    what: "There are retrieval intents",
    missing: "ResponseSelector, which picks their answers",
    hint: "Add `- name: ResponseSelector` to the pipeline in config.yml.",
    first: ({ nlu }) => nlu.examples.find(({ intent }) => intent?.includes("/") === true)?.at,
    isMet: (project) => hasComponent(project, "ResponseSelector"),
  },
  {
    what: "There are synonyms",
    missing: "EntitySynonymMapper",
    hint: "Add `- name: EntitySynonymMapper` after the extractors in config.yml.",
    first: (project) => firstEntry(project, "synonym"),
    isMet: (project) => hasComponent(project, "EntitySynonymMapper"),
  },
  {
    what: "There are regexes",
    missing: "RegexEntityExtractor or RegexFeaturizer",
    hint: "Add `- name: RegexEntityExtractor` where a regex has the name of an entity, or `- name: RegexFeaturizer`, to the pipeline in config.yml.",
    first: ({ nlu }) => nlu.regexes[0]?.at,
    isMet: (project) => hasComponent(project, "RegexEntityExtractor", "RegexFeaturizer"),
  },
  {
    what: "There are lookup tables",
    missing: "a component that uses them",
    hint: "Add `- name: RegexEntityExtractor` to the pipeline in config.yml.",
    first: ({ nlu }) => nlu.lookups[0]?.at,
    // What learns entities here looks into the tables as well.
    isMet: (project) =>
      learnedExtractors(project).length > 0 ||
      hasComponent(project, "RegexEntityExtractor", "RegexFeaturizer"),
  },
];

function firstEntry({ nlu }: Project, kind: string): SourcePosition | undefined {
  return nlu.entries.find((entry) => entry.kind === kind)?.at;
}

/** Training data that no component of the pipeline uses. */
export const dataWithoutComponent: ValidationRule = {
  code: "project/data-without-component",
  severity: "warning",
  explanation:
    "The NLU data hold something that no component of the pipeline uses: intents without a classifier, marked entities without an extractor, retrieval intents without ResponseSelector, synonyms without EntitySynonymMapper, regexes or lookup tables without a component for them. Add the component to config.yml, or remove the data.",
  needs: ["config", "data"],
  check(project, report) {
    const { config, places } = project;
    if (config.pipeline.length === 0 || hasUnknownComponents(project)) return;
    const pipeline = places.ofKey(config, "pipeline");
    for (const { what, missing, hint, first, isMet } of NEEDS) {
      if (isMet(project)) continue;
      report(first(project), `${what}, but the pipeline lacks ${missing}.`, {
        hint,
        related: pipeline === undefined ? [] : [{ message: "The pipeline is here.", at: pipeline }],
      });
    }
  },
};

/** Two components that learn the same. */
export const competingExtractors: ValidationRule = {
  code: "project/competing-extractors",
  severity: "warning",
  explanation:
    "Two components of the pipeline learn entities from the same annotations (DIETClassifier and CRFEntityExtractor), so that one entity may be found twice. Remove CRFEntityExtractor, or write `entity_recognition: false` below DIETClassifier.",
  needs: ["config"],
  check(project, report) {
    const [first, second] = learnedExtractors(project);
    if (first === undefined || second === undefined) return;
    report(second.at, `${second.name} learns the same entities as ${first.name}.`, {
      hint: "Remove CRFEntityExtractor, or write `entity_recognition: false` below DIETClassifier.",
      related: [{ message: `${first.name} is here.`, at: first.at }],
    });
  },
};
