import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { componentNames } from "../../src/nlu/index.ts";
import { type ComponentFacts, componentFacts } from "../../src/project/shapes/component-facts.ts";
import { aboutOption } from "../../src/project/shapes/component-options.ts";

const DOC = join(fileURLToPath(new URL("../..", import.meta.url)), "docs/pipeline.md");

const INTRODUCTION = `# Pipeline

\`pipeline\` in config.yml lists the components that understand a message, one after the other: a tokenizer splits it into words,
featurizers describe it, classifiers find its intent, extractors its entities. The names are Rasa's, so that its configurations run
unchanged; what each is in tsbot is said below. This page is generated from the table that \`tsbot validate\` checks options against:
after a change of it, \`TSBOT_UPDATE_DOCS=1 npx vitest run --config .ci/vitest.config.ts test/project/pipeline-doc.test.ts\`.

A component needs those before it that the page names. There may be one tokenizer. Classifiers and extractors make features of their
own (words, pairs of words, up to five characters within words, the forms of words and of their neighbours), so they need no
featurizers; of the featurizers before them they take what goes beyond. With \`featurizers: [names]\` a component takes the features
of those alone: a name is the \`alias\` of a featurizer, or without one the component's name, where the second of a name ends in 2.

## Components of your own

Files in \`components/\` define components in TypeScript, as those in \`actions/\` define actions; nothing has to be built.

\`\`\`ts
// components/shouting.ts
import { defineComponent } from "tsbot";

export default defineComponent({
  name: "Shouting",
  train({ data }) {
    const shouted = data.examples.filter(({ text }) => text === text.toUpperCase());
    return { json: { intents: [...new Set(shouted.map(({ intent }) => intent ?? ""))] } };
  },
  load(state) {
    const { intents } = state.json as { intents: string[] };
    return {
      process(message) {
        const name = message.intent.name;
        if (name !== null && intents.includes(name) && message.text !== message.text.toUpperCase())
          message.intent = { name: null, confidence: 0 };
      },
    };
  },
});
\`\`\`

\`- name: Shouting\` in the pipeline then runs it. What \`train\` returns becomes part of the model: \`json\`, and \`arrays\` (a
\`Float32Array\`, \`Uint32Array\`, \`Uint16Array\` or \`Uint8Array\` by name), never code. \`load\` makes the component of it, in training and
whenever a model is loaded; \`process\` sets \`intent\` and \`ranking\`, \`entities\` or \`features\` of each message. With
\`isFeaturizer: true\` it goes over the training messages too, before the components after it learn; \`createFeatureSource\` and
\`createDenseSource\` make what it adds to \`message.features\`.

A component that throws, or leaves in a message what cannot be there, ends training, with its file and line. Once a model is served,
the component is passed over for that message, and the log tells the same. A changed file in \`components/\` makes \`tsbot train\` train
again.

## Components

| name | what it is | needs before it |
|---|---|---|
`;

function overview([name, { role, about, needs }]: readonly [string, ComponentFacts]): string {
  const kind =
    { joint: "classifier and extractor", fallback: "classifier", other: "" }[role as string] ?? role;
  const needed = needs === undefined || needs === "featurizer" ? "" : needs;
  return `| [${name}](#${name.toLowerCase()}) | ${kind === "" ? "" : `*${kind}.* `}${cell(about)} | ${needed} |\n`;
}

function section([name, facts]: readonly [string, ComponentFacts]): string {
  const { acting, options, defaults, requires = [] } = facts;
  const idle = options.filter((option) => !acting.includes(option));
  const rows = acting.map((option) => {
    const standard = requires.includes(option) ? "required" : code(JSON.stringify(defaults[option]));
    return `| \`${option}\` | ${standard} | ${cell(aboutOption(name, option))} |\n`;
  });
  const table = rows.length === 0 ? "" : `| option | default | |\n|---|---|---|\n${rows.join("")}\n`;
  const without = idle.map((option) => `\`${option}\``).join(", ");
  const accepted =
    idle.length === 0
      ? ""
      : `${rows.length === 0 ? "Options" : "Further options"} of Rasa's, without effect: ${without}.\n\n`;
  const nothing = options.length === 0 ? "No options.\n\n" : "";
  return `### ${name}\n\n${facts.about}\n\n${table}${accepted}${nothing}`;
}

function code(text: string): string {
  return text === "null" ? "" : `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

const facts = [...componentFacts];
const page = [INTRODUCTION, ...facts.map(overview), "\n## Options\n\n", ...facts.map(section)]
  .join("")
  .trimEnd();

describe("docs/pipeline.md", () => {
  it("tells of every component what validation knows", () => {
    if (process.env["TSBOT_UPDATE_DOCS"] !== undefined) writeFileSync(DOC, `${page}\n`);
    expect(readFileSync(DOC, "utf8")).toBe(`${page}\n`);
  });

  it("tells of those that there are", () => {
    expect([...componentFacts.keys()].sort()).toEqual([...componentNames].sort());
  });

  it("says of every option what it does", () => {
    for (const [name, { acting }] of facts)
      for (const option of acting) expect(aboutOption(name, option), `${name}.${option}`).not.toBe("");
  });
});
