import type { Diagnostic } from "./project.ts";

/** What a code means to the person who sees it. */
export interface FindingExplanation {
  readonly code: string;
  readonly severity: Diagnostic["severity"];
  /** A paragraph: what it means, why it matters, what to do. */
  readonly explanation: string;
  /** What training or serving cannot do without: neither a comment nor `--ignore` hides it. */
  readonly isIgnorable?: false;
}

/** What reading alone can find, by the part of a project; what the rules find is in rules/index.ts. */
export const readingFindings: readonly {
  readonly part: string;
  readonly findings: readonly FindingExplanation[];
}[] = [
  {
    part: "Files",
    findings: [
      {
        code: "project/file-missing",
        severity: "error",
        isIgnorable: false,
        explanation:
          "A file or folder that the project needs is not there. Run the command in the project's folder, or name the file with a flag.",
      },
      {
        code: "project/file-too-large",
        severity: "error",
        isIgnorable: false,
        explanation: "A file is larger than 32 MB, which no person writes. Split it into several.",
      },
      {
        code: "project/empty-file",
        severity: "warning",
        explanation:
          "A file is empty; an empty domain is an error. Fill it, or remove it. A file of comments alone is fine.",
      },
      {
        code: "project/file-passed-over",
        severity: "note",
        explanation:
          "A file in the data folder looks like NLU data, stories or rules, but its name ends in neither .yml, .yaml nor .json, so it is not read: `rules.yml.txt`, `nlu.md`. Rename it, or move it elsewhere. A copy such as `nlu.yml.bak` beside `nlu.yml` is left alone.",
      },
      {
        code: "project/not-utf8",
        severity: "error",
        explanation: "A file is not UTF-8, so some of its characters cannot be known. Save it as UTF-8.",
      },
      {
        code: "project/foreign-part",
        severity: "warning",
        explanation:
          "An export of LUIS, wit.ai or Dialogflow holds something that NLU data have no place for (patterns, composite entities …) or that has no name or text, or lacks the lists of the assistant's language. The rest of it is read. `tsbot data convert nlu` writes it as Rasa's YAML, where you can add what is missing.",
      },
      {
        code: "project/not-in-yaml",
        severity: "error",
        explanation:
          "Found when NLU data are written as YAML, not by `validate`: a text or name of the JSON data that YAML would read as something else (brackets that look like an annotation, entities that overlap, a pattern with blanks at its ends). Nothing is written until it is changed.",
      },
      {
        code: "project/left-out",
        severity: "warning",
        explanation:
          "Found when NLU data are written as YAML, not by `validate`: an example without an intent, which only the JSON format has a place for. The rest is written.",
      },
      {
        code: "project/bad-version",
        severity: "error",
        explanation:
          '`version` is a number, a list or keys, which Rasa refuses, or of a format that does not exist, whose file Rasa skips. Write `version: "3.1"`, with the quotes. tsbot reads the file all the same.',
      },
      {
        code: "project/old-version",
        severity: "warning",
        explanation:
          "`version` says that the file is of Rasa 2's format or older. It is read as it is; what has changed since is reported where it stands.",
      },
      {
        code: "project/yaml-syntax",
        severity: "error",
        isIgnorable: false,
        explanation:
          "The file is no YAML from here on; nothing of it is read. Most often a text lacks quotes, a line its indentation, or a dash or colon its blank: the hint shows the line as it should be. Findings that would only follow from that are left out. Where a quote or bracket is not closed, the place is where it was opened.",
      },
      {
        code: "project/yaml-duplicate-key",
        severity: "error",
        explanation:
          "A key stands twice in one set of keys; only the first counts. Join the two, or rename one.",
      },
      {
        code: "project/yaml-unknown-tag",
        severity: "error",
        explanation:
          "A YAML tag such as `!name` stands before a value; Rasa's files know none. Often a text begins with `!`: put it into quotes.",
      },
      {
        code: "project/yaml-too-complex",
        severity: "error",
        isIgnorable: false,
        explanation:
          "A file costs more to read than any that people write: lists and mappings are nested more than 50 deep, aliases (`*name`) or merge keys stand for more values than a person could mean, one mapping has more than 50,000 keys, or there are more than 1,500,000 lines and values. Write values out, or split the file.",
      },
      {
        code: "project/too-many-findings",
        severity: "error",
        isIgnorable: false,
        explanation:
          "A file, or a rule of this page, has more than ten thousand findings; the rest is left out from the given place on. Mend what is reported, most likely all by the same change, and validate again. A note where no errors are among the rest.",
      },
      {
        code: "project/variable-not-set",
        severity: "error",
        explanation:
          "A text names an environment variable, in braces after a dollar sign, that is not set. Only texts without quotes are filled in, as in Rasa.",
      },
      {
        code: "project/unknown-key",
        severity: "error",
        explanation:
          "A key that does not exist here. When it resembles one that does, it is read as that one, so that this is the only finding. In config.yml and endpoints.yml a key that resembles none is a warning: Rasa passes over it.",
      },
      {
        code: "project/missing-key",
        severity: "error",
        explanation:
          "A key is missing that the thing cannot do without; the hint shows how to write it. A button without a title or payload is a warning: Rasa sends it.",
      },
      {
        code: "project/wrong-type",
        severity: "error",
        explanation:
          "A value is of another kind than it must be: a text where a list is expected, a number where a name is. The hint shows how to write it.",
      },
      {
        code: "project/blank-in-name",
        severity: "error",
        explanation:
          "A name in quotes begins or ends with a blank, so it is another name; or it goes on in the next line, where a dash lacks its blank. It is read without the blanks around it.",
      },
      {
        code: "project/defined-twice",
        severity: "error",
        explanation:
          "Something is defined twice in the domain; the first definition counts. In two files of a domain folder it is a warning, as in Rasa.",
      },
    ],
  },
  {
    part: "Domain",
    findings: [
      {
        code: "project/pasted-item",
        severity: "error",
        explanation:
          "The domain's list has an item as training data write it, `- intent: greet`. It is read as `greet`, but Rasa refuses it: write the name alone.",
      },
      {
        code: "project/name-without-options",
        severity: "error",
        explanation: "An item of the domain's list ends with a colon, but has no options: remove the colon.",
      },
      {
        code: "project/intent-triggers",
        severity: "error",
        explanation: "An intent has `triggers`, which Rasa 3 removed: nothing follows it. Write a rule.",
      },
      {
        code: "project/templates-key",
        severity: "warning",
        explanation: "`templates` is the name that `responses` had in Rasa 1. It is read; write `responses`.",
      },
      {
        code: "project/unknown-slot-type",
        severity: "error",
        explanation:
          "A slot has a type that does not exist; custom slot types in Python cannot run here. Take `any` with `influence_conversation: false` for those.",
      },
      {
        code: "project/unfeaturized-slot",
        severity: "warning",
        explanation:
          "The slot type `unfeaturized` is gone since Rasa 3. It is read as `any` that does not influence the conversation and is filled from the entity of its name, as in Rasa 2. The hint shows the modern form.",
      },
      {
        code: "project/any-slot-influences",
        severity: "error",
        explanation:
          "A slot of type `any` holds whatever comes, so policies cannot look at it: `influence_conversation` must be false.",
      },
      {
        code: "project/slot-without-mappings",
        severity: "warning",
        explanation:
          "A slot has no `mappings`, which Rasa 3 wants. As in Rasa 2, the entity of its name fills it; without such an entity only actions do. The hint shows the modern form.",
      },
      {
        code: "project/unknown-mapping-type",
        severity: "error",
        explanation: "A slot mapping has a type that does not exist.",
      },
      {
        code: "project/categorical-without-values",
        severity: "error",
        explanation: "A categorical slot lists no values, so every value would count as `__other__`.",
      },
      {
        code: "project/duplicate-slot-value",
        severity: "warning",
        explanation: "A categorical slot lists a value twice; upper and lower case do not count.",
      },
      {
        code: "project/empty-range",
        severity: "error",
        explanation: "The least value of a float slot is not below its greatest: nothing lies between.",
      },
      {
        code: "project/reserved-slot",
        severity: "error",
        explanation: "A slot has the name of one that the engine adds itself.",
      },
      {
        code: "project/form-mappings",
        severity: "warning",
        explanation:
          "A form holds its slots' mappings, as in Rasa 2. They are read for those slots, while the form is active; write them below the slots.",
      },
      {
        code: "project/empty-response",
        severity: "error",
        explanation: "A response has no variation, so the assistant could say nothing.",
      },
      {
        code: "project/response-without-text",
        severity: "error",
        explanation: "A variation of a response has neither `text` nor `custom`, which Rasa demands.",
      },
      {
        code: "project/unknown-condition-type",
        severity: "error",
        explanation: "A condition of a response's variation is of another type than `slot`.",
      },
    ],
  },
  {
    part: "Examples",
    findings: [
      {
        code: "project/empty-name",
        severity: "warning",
        explanation:
          "An entry of the NLU data has no name after `intent:`, `regex:` and so on; its examples are left out.",
      },
      {
        code: "project/bad-intent-name",
        severity: "error",
        explanation:
          "An intent's name has more than one `/`, or begins with one: a retrieval intent is named `intent/key`, and only messages that send an intent begin with `/`.",
      },
      {
        code: "project/no-examples",
        severity: "warning",
        explanation:
          "An entry of the NLU data has no examples. Without the key `examples` it is an error, as in Rasa.",
      },
      {
        code: "project/examples-without-bar",
        severity: "error",
        explanation:
          "`examples:` is followed by a list, where Rasa wants a block of lines: the `|` is missing. The examples are read all the same.",
      },
      {
        code: "project/example-without-dash",
        severity: "warning",
        explanation: "A line of an `examples` block does not begin with `-`, so it is left out.",
      },
      {
        code: "project/example-with-dash",
        severity: "warning",
        explanation: "A `text:` of a list of examples begins with a dash, which becomes part of the example.",
      },
      {
        code: "project/duplicate-example",
        severity: "warning",
        explanation:
          "The same example, with the same intent and annotations, is there twice; it counts once.",
      },
      {
        code: "project/annotation-bad-json",
        severity: "error",
        explanation: "The braces after `[text]` hold no JSON, so nothing is marked.",
      },
      {
        code: "project/annotation-without-entity",
        severity: "error",
        explanation: "The JSON after `[text]` names no `entity`.",
      },
      {
        code: "project/annotation-unknown-key",
        severity: "error",
        explanation: "The JSON after `[text]` has a key besides `entity`, `role`, `group` and `value`.",
      },
      {
        code: "project/annotation-with-blank",
        severity: "warning",
        explanation: "A blank stands between `[text]` and `(entity)`, so both are plain text.",
      },
      {
        code: "project/annotation-broken",
        severity: "warning",
        explanation:
          "Brackets look like the mark of an entity, but are none: one is missing, there is nothing between them, or they are swapped. All of it is read as ordinary text, as in Rasa. The hint shows the mark.",
      },
      {
        code: "project/annotation-outside-text",
        severity: "warning",
        explanation:
          "`start` and `end` of an annotation in a JSON file lie outside the text, or count no whole characters.",
      },
      {
        code: "project/lookup-file",
        severity: "error",
        explanation:
          'A lookup table names a file that is not there, or lies outside of the project. Write a path from the project\'s folder to a text file with one element a line (`examples: lookups/cities.txt`, `"elements": "lookups/cities.txt"`), or the elements into the table.',
      },
    ],
  },
  {
    part: "Stories and rules",
    findings: [
      {
        code: "project/no-steps",
        severity: "warning",
        explanation: "A story or rule has no steps and is left out.",
      },
      {
        code: "project/two-steps-in-one",
        severity: "error",
        explanation:
          "One item holds the keys of two steps: the dash before the second is missing. Both are read.",
      },
      {
        code: "project/wrong-condition",
        severity: "error",
        explanation: "A rule's `condition` holds a step other than `slot_was_set` and `active_loop`.",
      },
      {
        code: "project/wrong-alternative",
        severity: "error",
        explanation:
          "An alternative of `or` is neither a message of the user nor a `slot_was_set`. It is left out, as in Rasa.",
      },
      {
        code: "project/misplaced-story",
        severity: "warning",
        explanation: "A rule stands below `stories`, or a story below `rules`. It is read as what it is.",
      },
    ],
  },
  {
    part: "Configuration",
    findings: [
      {
        code: "project/no-language",
        severity: "warning",
        explanation: "config.yml names no `language`; English is assumed.",
      },
      {
        code: "project/no-assistant-id",
        severity: "note",
        explanation:
          "config.yml names no `assistant_id` of its own, by which events of several assistants are told apart. Rasa's placeholder is a warning.",
      },
      {
        code: "project/unknown-recipe",
        severity: "error",
        explanation:
          "`recipe` names something else than `default.v1`. Rasa's experimental graph recipe does not run here.",
      },
      {
        code: "project/unknown-importer",
        severity: "error",
        explanation:
          "`importers` names a class that tsbot does not have: importers in Python cannot run here. Write the data into files below data/, or take MultiProjectImporter, which reads the folders that `imports` lists.",
      },
      {
        code: "project/import-missing",
        severity: "error",
        explanation:
          "`imports` of config.yml names a folder or file that is not there, or one that holds the project itself. A path counts from the folder of the configuration that names it.",
      },
      {
        code: "project/imports-without-importer",
        severity: "warning",
        explanation:
          "`imports` has no effect without MultiProjectImporter below `importers`, as in Rasa: nothing of those folders is read.",
      },
      {
        code: "project/unknown-time-zone",
        severity: "error",
        explanation: "`time_zone` (below `tsbot`, or of a test) is no name of the IANA database.",
      },
      {
        code: "project/bad-quiet-hours",
        severity: "error",
        explanation:
          "`quiet_hours` below `tsbot` are no hours of a day: from when to when, such as `22:00-07:00`. Nobody would be left alone.",
      },
      {
        code: "project/bad-event-setting",
        severity: "error",
        explanation:
          "Below `tsbot`, `cooldown` or `collect` of an event is no length of time up to seven days (`10 minutes`, `1h 30m`), or `events_per_minute` of a topic no whole number from 1.",
      },
    ],
  },
  {
    part: "Endpoints and credentials",
    findings: [
      {
        code: "project/bad-url",
        severity: "error",
        explanation:
          "A `url` is no address that can be called: it begins with `http://` or `https://`, also for a server on the same machine.",
      },
      {
        code: "project/section-without-effect",
        severity: "warning",
        explanation:
          "endpoints.yml has a section of Rasa's that tsbot reads and does not follow (`tracker_store`, `lock_store`, `event_broker`, `nlu`, `models`). The hint says what is used instead.",
      },
    ],
  },
  {
    part: "Conversation tests",
    findings: [
      {
        code: "project/bad-duration",
        severity: "error",
        explanation:
          "A test waits for something that is no duration. Write it with its unit, up to ten years: `5s`, `10 minutes`, `1h 30m`, `3 days`.",
      },
      {
        code: "project/bad-time",
        severity: "error",
        explanation:
          "A test names a time that is none. Write `2026-03-29 09:00` or `09:00`; an offset (`+02:00`, `Z`) or a zone (`Europe/Berlin`) may stand behind a date.",
      },
      {
        code: "project/bad-pattern",
        severity: "error",
        explanation:
          "The `regex` of a message in a test is no regular expression of JavaScript. Single quotes leave its backslashes alone.",
      },
      {
        code: "project/bad-request",
        severity: "error",
        explanation:
          "A test names a request of an action otherwise than by method and whole address: `GET https://api.example.com/weather`.",
      },
    ],
  },
];
