import { describe, expect, it } from "vitest";
import { TsbotError } from "../../src/base/index.ts";
import { migrateTexts } from "../../src/project/migrate/index.ts";

function migrate(text: string): string {
  const [file] = migrateTexts([{ name: "domain.yml", text }]).files;
  return file?.text ?? "";
}

function changes(text: string): readonly string[] {
  return migrateTexts([{ name: "domain.yml", text }]).changes.map(
    ({ at, message }) => `${at.line}:${at.column} ${message}`,
  );
}

/** What a person wrote, what becomes of it. */
const CASES: readonly (readonly [string, string, string])[] = [
  [
    "leaves comments, quotes, order and blank lines where they are",
    `# A shop.
version: "2.0"   # of 2021

slots:
  # where to

  city:   # a town
      type: 'text'   # any
      # why not
      influence_conversation: false
  # next

intents: [ "greet",   bye ]
entities:
    - city
`,
    `# A shop.
version: "3.1"   # of 2021

slots:
  # where to

  city:   # a town
      type: 'text'   # any
      # why not
      influence_conversation: false
      mappings:
          - type: from_entity
            entity: city
  # next

intents: [ "greet",   bye ]
entities:
    - city
`,
  ],
  [
    "moves mappings of a form to their slots, and what is said about them along",
    `slots:
  city:
    type: text
forms:
  trip:   # the form
    # what it asks for
    required_slots:   # in this order
      # first the town
      city:   # asked as a question
        # best
        - type: from_entity   # of the text
          entity: town
          # going there
          role: to
        # else
        - {type: from_text, intent: inform}   # anything
      # done
    ignored_intents: chat
`,
    `slots:
  city:
    type: text
    mappings:
      # best
      - type: from_entity   # of the text
        entity: town
        # going there
        role: to
        conditions:
          - active_loop: trip
      # else
      # anything
      - type: from_text
        intent: inform
        conditions:
          - active_loop: trip
            requested_slot: city
forms:
  trip:   # the form
    # what it asks for
    required_slots:   # in this order
      # first the town
      - city   # asked as a question
      # done
    ignored_intents: chat
`,
  ],
  [
    "lists slots that stood right below the form's name",
    `slots:
  a: {type: text}
  b: {type: text}   # short
forms:
  f:
    # one
    a:
    - type: from_text
    ignored_intents: [x]   # not these
    # two
    b:
    - type: from_text
`,
    `slots:
  a:
    type: text
    mappings:
    - type: from_text
      conditions:
      - active_loop: f
        requested_slot: a
  b:   # short
    type: text
    mappings:
    - type: from_text
      conditions:
      - active_loop: f
        requested_slot: b
forms:
  f:
    required_slots:
    # one
    - a
    # two
    - b
    ignored_intents: [x]   # not these
`,
  ],
  [
    "keeps in the form what was said about a mapping that the slot has already",
    `slots:
  a:
    type: text
    mappings:
    - type: from_text
forms:
  f:
    required_slots:
      a:   # key
      # why
      - type: from_text   # what
`,
    `slots:
  a:
    type: text
    mappings:
    - type: from_text
forms:
  f:
    required_slots:
    - a   # key
    # why
    # what
`,
  ],
  [
    "makes keys of listed forms",
    `forms:
- a_form   # old
# and
- b_form:
    s:
    - type: from_text
# as now
- c_form:
    required_slots: [s]   # one
slots:
  s:
    type: text
`,
    `forms:
  a_form:   # old
    required_slots: []
  # and
  b_form:
    required_slots:
    - s
  # as now
  c_form:
    required_slots: [s]   # one
slots:
  s:
    type: text
    mappings:
    - type: from_text
      conditions:
      - active_loop: b_form
        requested_slot: s
`,
  ],
  [
    "calls templates responses, and gives bare texts their key",
    `templates:   # old name
  utter_a:
  # how
  - "Hi {name}"   # friendly
  - Hello
    there
  - |
    one

    two
  - text: as now
  utter_b: [bye, "see # you"]
`,
    `responses:   # old name
  utter_a:
  # how
  - text: "Hi {name}"   # friendly
  - text: Hello
      there
  - text: |
      one

      two
  - text: as now
  utter_b: [{text: bye}, {text: "see # you"}]
`,
  ],
  [
    "puts templates behind the responses of the same file",
    `responses:
  utter_a:
  - text: a
# older
templates:   # still here
  # why
  utter_b:
  - text: b
actions: [x]
`,
    `responses:
  utter_a:
  - text: a
  # why
  utter_b:
  - text: b
# older
# still here
actions: [x]
`,
  ],
  [
    "drops auto_fill and keeps what was said about it",
    `entities: [a, b]
slots:
  a:
    auto_fill: false   # only actions
    type: unfeaturized   # no feature
  b:
    type: text
    # never
    auto_fill: False
`,
    `entities: [a, b]
slots:
  a:
    # only actions
    type: any   # no feature
    mappings:
      - type: custom
  b:
    type: text
    mappings:
      - type: custom
    # never
`,
  ],
  [
    "writes out what several places share, as they differ now",
    `entities: [a]
slots:
  a: &text {type: text}   # shared
  b: *text
  c:
    <<: *text   # too
    initial_value: x
forms:
  f:
    required_slots:
      a: &how
        - type: from_text
  g:
    required_slots:
      b: *how
`,
    `entities: [a]
slots:
  a:   # shared
    type: text
    mappings:
      - type: from_text
        conditions:
          - active_loop: f
            requested_slot: a
      - type: from_entity
        entity: a
  b:
    type: text
    mappings:
      - type: from_text
        conditions:
          - active_loop: g
            requested_slot: b
  c:
    # too
    type: text
    initial_value: x
    mappings:
      - type: custom
forms:
  f:
    required_slots:
      - a
  g:
    required_slots:
      - b
`,
  ],
  [
    "takes JSON out of its brackets",
    `{"version": "2.0",  # old
 "slots": {"a": {"type": "unfeaturized", "influence_conversation": true}},
 "forms": {"f": {}}
}
`,
    `"version": "3.1"  # old
"slots":
  "a":
    "type": any
    "influence_conversation": false
    mappings:
      - type: custom
"forms":
  "f":
    required_slots: []
`,
  ],
  [
    "defines a slot that only a form knew",
    `slots:   # none yet
forms:
  f: {required_slots: {a: [{type: from_text}], b: []}}   # form
`,
    `slots:   # none yet
  a:
    type: any
    mappings:
      - type: from_text
        conditions:
          - active_loop: f
            requested_slot: a
  b:
    type: any
    mappings:
      - type: custom
forms:
  f:   # form
    required_slots:
      - a
      - b
`,
  ],
  [
    "keeps blocks of text and blank lines at the end of a slot",
    `slots:
  a:
    type: text
    initial_value: |+
      one

  b:
    type: text
`,
    `slots:
  a:
    type: text
    initial_value: |+
      one

    mappings:
      - type: custom
  b:
    type: text
    mappings:
      - type: custom
`,
  ],
  [
    "adds conditions to those a mapping of the slot has",
    `slots:
  a:
    type: text
    mappings:
    # free
    - type: from_text   # all
      conditions:
      # only here
      - active_loop: f
        requested_slot: a
forms:
  f: {required_slots: [a]}
  g:
    a: [{type: from_text}]
`,
    `slots:
  a:
    type: text
    mappings:
    # free
    - type: from_text   # all
      conditions:
      # only here
      - active_loop: f
        requested_slot: a
      - active_loop: g
        requested_slot: a
forms:
  f: {required_slots: [a]}
  g:
    required_slots:
    - a
`,
  ],
];

describe("migrating a domain's text", () => {
  it.each(CASES)("%s", (_, before, after) => {
    expect(migrate(before)).toBe(after);
    expect(changes(after)).toEqual([]);
  });

  it.each(CASES)("keeps the line breaks of Windows: %s", (_, before, after) => {
    const crlf = (text: string): string => text.replaceAll("\n", "\r\n");
    expect(migrate(crlf(before))).toBe(crlf(after));
  });

  it("needs no line break at the end of the file", () => {
    expect(migrate("slots:\n  a:\n    type: text")).toBe(
      "slots:\n  a:\n    type: text\n    mappings:\n      - type: custom",
    );
  });

  it("takes brackets whose lines are indented less than their key, as Rasa does", () => {
    const text =
      "slots:\n  a: {type: text}\nforms:\n  f: {required_slots: {a: [\n{type: from_text,\nintent: x}]}}\n";
    expect(migrate(text)).toContain("      - type: from_text\n        intent: x\n        conditions:\n");
  });

  it("leaves variables of the environment as they are written", () => {
    const text = `version: "2.0"\nresponses:\n  utter_a:\n    - text: $\{SHOP_NAME}\n`;
    expect(migrate(text)).toBe(text.replace("2.0", "3.1"));
  });
});

describe("what fills a slot", () => {
  const slotsOf = (text: string): string => migrate(text).split("slots:\n")[1] ?? "";

  it("is the entity of its name, also one with roles, which Rasa's own command forgets", () => {
    const text = "entities:\n- city:\n    roles: [to]\nslots:\n  city:\n    type: text\n";
    expect(slotsOf(text)).toContain("    - type: from_entity\n      entity: city\n");
  });

  it("is no entity when the domain says that entities fill no slots", () => {
    const text =
      "config:\n  store_entities_as_slots: false\nentities: [city]\nslots:\n  city:\n    type: text\n";
    expect(slotsOf(text)).toContain("- type: custom\n");
  });

  it("is what a slot of Rasa 3 says, even where an entity has its name", () => {
    const text = "entities: [a]\nslots:\n  a:\n    type: text\n    mappings:\n      - type: from_text\n";
    expect(changes(text)).toEqual([]);
  });

  it("is the entity too where `auto_fill: true` says so", () => {
    const text =
      "entities: [a]\nslots:\n  a:\n    type: text\n    auto_fill: true\n    mappings:\n      - type: from_text\n";
    expect(slotsOf(text)).toBe(
      "  a:\n    type: text\n    mappings:\n      - type: from_text\n      - type: from_entity\n        entity: a\n",
    );
  });
});

describe("a domain of several files", () => {
  it("moves mappings from the form's file to the slot's", () => {
    const { files, changes: found } = migrateTexts([
      { name: "d/forms.yml", text: "forms:\n  f:\n    a:\n    - type: from_text   # it\n    b: []\n" },
      { name: "d/intents.yml", text: 'version: "3.1"\nintents: [x]\n' },
      { name: "d/slots.yml", text: "slots:\n  a:\n    type: text\n" },
    ]);
    expect(files.map(({ text }) => text)).toEqual([
      "forms:\n  f:\n    required_slots:\n    - a\n    - b\n",
      'version: "3.1"\nintents: [x]\n',
      `slots:
  a:
    type: text
    mappings:
      - type: from_text   # it
        conditions:
          - active_loop: f
            requested_slot: a
  b:
    type: any
    mappings:
      - type: custom
`,
    ]);
    expect(found.map(({ message }) => message)).toContain(
      "form 'f', slot 'a': its mapping goes to the slot at d/slots.yml:2, for while the form runs",
    );
  });
});

describe("what changed", () => {
  it("is said by line and column of the file as it was", () => {
    const text = `version: "2.0"
templates:
  utter_a:
    - hi
entities: [a]
slots:
  a: {type: unfeaturized}
  b: {type: text, auto_fill: false}
forms:
  f:
    a:
    - type: from_text
`;
    expect(changes(text)).toEqual([
      '1:10 version "2.0" → "3.1"',
      "2:1 'templates' → 'responses'",
      "4:7 response 'utter_a': the text stands behind 'text:'",
      "7:3 slot 'a': type 'unfeaturized' → 'any'",
      "7:3 slot 'a': the entity 'a' fills it, as it did by itself in Rasa 2",
      "8:3 slot 'b': 'auto_fill' is gone",
      "8:3 slot 'b': it gets a custom mapping",
      "10:3 form 'f': 'required_slots' lists its slots by name",
      "11:5 form 'f', slot 'a': its mapping goes to the slot in line 7, for while the form runs",
    ]);
  });

  it.each([
    [
      "a domain of Rasa 3",
      'version: "3.1"\nforms:\n  f: {}\nslots:\n  a: {type: text, mappings: [{type: custom}]}\n',
    ],
    ["format 3.0, which is read as it is", 'version: "3.0"\nintents: [a]\n'],
    ["no version", "intents: [a]\n"],
  ])("is nothing for %s", (_, text) => {
    expect(migrateTexts([{ name: "domain.yml", text }])).toEqual({
      files: [{ name: "domain.yml", text }],
      changes: [],
    });
  });
});

describe("what cannot be migrated", () => {
  it.each([
    ["broken YAML", "slots:\n  a: [\n", "project/yaml-syntax", 2],
    ["a key twice", "slots:\n  a:\n    type: text\n  a:\n    type: bool\n", "project/yaml-duplicate-key", 4],
    ["a list", "- a\n", "migrate/no-domain", 1],
    ["an empty file", "", "migrate/no-domain", 1],
    [
      "a response under both names",
      "responses:\n  utter_a:\n  - text: a\ntemplates:\n  utter_a:\n  - text: b\n",
      "project/defined-twice",
      5,
    ],
    ["keys with a question mark", "slots:\n  ? a\n  : type: text\n", "migrate/layout", 1],
  ])("%s is said with its place", (_, text, code, line) => {
    let caught: unknown;
    try {
      migrate(text);
    } catch (error) {
      caught = error;
    }
    if (!TsbotError.isInstance(caught)) throw new Error(`Not refused: ${String(caught)}`);
    expect({ code: caught.code, line: caught.at?.line }).toEqual({ code, line });
  });
});
