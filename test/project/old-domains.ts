import fc from "fast-check";

/** A domain of Rasa 2, as far as migrating is concerned. */
export interface OldDomain {
  readonly entities: readonly string[];
  readonly slots: readonly OldSlot[];
  readonly forms: readonly OldForm[];
  readonly responses: Readonly<Record<string, readonly { readonly text: string }[]>>;
}

interface OldSlot {
  readonly name: string;
  readonly type: string;
  readonly autoFill?: boolean;
  readonly influence_conversation?: boolean;
}

type Mapping = Readonly<Record<string, unknown>>;

interface OldForm {
  readonly name: string;
  readonly ignored: readonly string[];
  readonly slots: readonly { readonly name: string; readonly mappings: readonly Mapping[] }[];
}

const NAMES = ["city", "date", "num", "who"];

const mapping: fc.Arbitrary<Mapping> = fc.oneof(
  fc.constant({ type: "from_text" }),
  fc.constant({ type: "from_entity", entity: "city" }),
  fc.constant({ type: "from_entity", entity: "city", role: "to" }),
  fc.constant({ type: "from_intent", intent: ["buy", "greet"], value: true }),
  fc.constant({ type: "from_intent", value: 3, not_intent: "buy" }),
  fc.constant({ type: "from_trigger_intent", intent: "buy", value: "a: b # c" }),
);

const slot = (name: string): fc.Arbitrary<OldSlot> =>
  fc.record(
    {
      name: fc.constant(name),
      type: fc.constantFrom("text", "unfeaturized", "any", "bool", "list"),
      autoFill: fc.boolean(),
      influence_conversation: fc.constant(false),
    },
    { requiredKeys: ["name", "type"] },
  );

const form = (name: string): fc.Arbitrary<OldForm> =>
  fc.record({
    name: fc.constant(name),
    ignored: fc.subarray(["buy", "greet"]),
    slots: fc.subarray(NAMES).chain((names) =>
      fc.tuple(
        ...names.map((each) =>
          fc.record({
            name: fc.constant(each),
            mappings: fc.uniqueArray(mapping, {
              minLength: 1,
              maxLength: 3,
              selector: (item) => JSON.stringify(item),
            }),
          }),
        ),
      ),
    ),
  });

/** Domains of Rasa 2, with names that the entities, slots and forms share. */
export const oldDomain: fc.Arbitrary<OldDomain> = fc.record({
  entities: fc.subarray(NAMES),
  slots: fc.subarray(NAMES).chain((names) => fc.tuple(...names.map(slot))),
  forms: fc.subarray(["a_form", "b_form", "c_form"]).chain((names) => fc.tuple(...names.map(form))),
  responses: fc.constant({
    utter_a: [{ text: "one" }, { text: "two # no comment" }],
    utter_b: [{ text: "x" }],
  }),
});

/** A number for each choice of layout. */
type Choose = () => number;

/** Lines of the file; each may be followed by a comment. */
export function printOldDomain(domain: OldDomain, choose: Choose): readonly string[] {
  const sections: (readonly string[])[] = [
    [`entities: [${domain.entities.join(", ")}]`],
    [
      choose() % 2 === 0 ? "templates:" : "responses:",
      "  utter_a:",
      choose() % 2 === 0 ? "    - text: one" : "    - one",
      `    - text: "two # no comment"`,
      "  utter_b: [x]",
    ],
  ];
  if (domain.slots.length > 0) sections.push(printSlots(domain.slots, choose));
  if (domain.forms.length > 0) sections.push(printForms(domain.forms, choose));
  const turn = choose() % sections.length;
  const ordered = [...sections.slice(turn), ...sections.slice(0, turn)];
  return [choose() % 2 === 0 ? 'version: "2.0"' : "version: 2.0", ...ordered.flat()];
}

function printSlots(slots: readonly OldSlot[], choose: Choose): readonly string[] {
  const pad = choose() % 2 === 0 ? "  " : "    ";
  return [
    "slots:",
    ...slots.flatMap(({ name, autoFill, ...properties }) => {
      const pairs = Object.entries({ ...properties, ...(autoFill !== undefined && { auto_fill: autoFill }) });
      return indent(printPairs(name, pairs, choose), pad);
    }),
  ];
}

function printForms(forms: readonly OldForm[], choose: Choose): readonly string[] {
  return ["forms:", ...forms.flatMap((each) => indent(printForm(each, choose), "  "))];
}

function printForm({ name, ignored, slots }: OldForm, choose: Choose): readonly string[] {
  const ignoredLine = ignored.length === 0 ? [] : [`ignored_intents: [${ignored.join(", ")}]`];
  if (slots.length === 0) {
    const nothing = [["required_slots: {}"], ["required_slots:"], []][choose() % 3] ?? [];
    return [`${name}:`, ...indent([...nothing, ...ignoredLine], "  ")];
  }
  const lines = slots.flatMap((slot) => printFormSlot(slot, choose));
  const layout = choose() % 4;
  if (layout === 0) return [`${name}:`, ...indent([...lines, ...ignoredLine], "    ")];
  if (layout === 1) return [`${name}:`, ...indent([...ignoredLine, ...lines], "  ")];
  if (layout === 2) {
    const flow = slots.map((slot) => `${slot.name}: ${JSON.stringify(slot.mappings)}`);
    return [`${name}: {required_slots: {${flow.join(",")}}${ignored.length > 0 ? `, ${ignoredLine}` : ""}}`];
  }
  return [`${name}:`, ...indent([...ignoredLine, "required_slots:", ...indent(lines, "  ")], "  ")];
}

function printFormSlot({ name, mappings }: OldForm["slots"][number], choose: Choose): readonly string[] {
  const layout = choose() % 4;
  if (layout === 0) {
    return [`${name}: [`, ...mappings.map((each) => `   ${printFlow(each)},`), "  ]"];
  }
  const pad = layout === 1 ? "" : "  ";
  return [
    `"${name}":`,
    ...indent(
      mappings.flatMap((each) => printItem(each, choose)),
      pad,
    ),
  ];
}

function printItem(item: Mapping, choose: Choose): readonly string[] {
  const layout = choose() % 4;
  if (layout === 0) return [`- ${printFlow(item)}`];
  const lines = Object.entries(item).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  if (layout === 1) return ["-", ...indent(lines, "   ")];
  const dash = layout === 2 ? "- " : "-   ";
  return [dash + lines[0], ...indent(lines.slice(1), " ".repeat(dash.length))];
}

function printPairs(
  name: string,
  pairs: readonly (readonly [string, unknown])[],
  choose: Choose,
): readonly string[] {
  const lines = pairs.map(([key, value]) => `${key}: ${value}`);
  const layout = choose() % 4;
  if (layout === 0) return [`${name}: {${lines.join(", ")}}`];
  if (layout === 1) return [`${name}: {`, ...lines.map((line) => `  ${line},`), "  }"];
  return [`${name}:`, ...indent(lines, layout === 2 ? "  " : "    ")];
}

function printFlow(item: Mapping): string {
  return `{${Object.entries(item)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(", ")}}`;
}

function indent(lines: readonly string[], pad: string): readonly string[] {
  return lines.map((line) => pad + line);
}

/** The lines with comments: each at a place, behind the line or below it with some indentation. */
export function sprinkle(lines: readonly string[], places: readonly (readonly [number, number])[]): string {
  const result = [...lines];
  places.forEach(([place, column], index) => {
    const at = place % result.length;
    const comment = `# comment ${index}`;
    if (column === 0 && !/# comment/.test(result[at] ?? "")) result[at] += `  ${comment}`;
    else result.splice(at + 1, 0, " ".repeat(column) + comment, ...(column === 4 ? [""] : []));
  });
  return `${result.join("\n")}\n`;
}
