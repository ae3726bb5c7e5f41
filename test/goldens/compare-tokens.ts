import { type JsonObject, silentLogger } from "../../src/base/index.ts";
import type { Entity } from "../../src/conversation/index.ts";
import { createTaskPool } from "../../src/ml/index.ts";
import { findComponent } from "../../src/nlu/components.ts";
import type { NluTrainingData } from "../../src/nlu/index.ts";
import { createMessage, type Message } from "../../src/nlu/message.ts";
import { completeSurroundings } from "../../src/nlu/surroundings.ts";
import { toCodePoints } from "./code-points.ts";
import { bagDifferences, differences } from "./difference.ts";
import type { GoldenData, GoldenFolder } from "./golden.ts";
import { readFiles } from "./read-files.ts";

interface TokensGolden extends GoldenData {
  readonly kind: "tokens" | "entities" | "synonyms";
  readonly component: string;
  /** `intent`: what is split are intents' names. */
  readonly attribute?: string;
  readonly config?: JsonObject;
  readonly cases: readonly Case[];
}

interface Case {
  readonly config?: JsonObject;
  readonly text?: string;
  readonly intent?: string;
  readonly error?: unknown;
  readonly tokens?: readonly (readonly [string, number, number])[];
  readonly entities?: readonly JsonObject[];
  readonly before?: JsonObject;
  readonly after?: JsonObject;
}

const NO_DATA: NluTrainingData = { examples: [], synonyms: new Map(), regexes: [], lookups: [] };

/** What a component does with a text: tokens, entities found by patterns, synonyms replaced. */
export async function compareTokens(golden: TokensGolden, folder: GoldenFolder): Promise<readonly string[]> {
  const data =
    golden.input?.paths === undefined ? NO_DATA : (await readFiles(golden, folder, "data")).project.nlu;
  const found: string[] = [];
  for (const one of golden.cases) {
    const options = { ...golden.config, ...one.config };
    const process = await start(golden.component, options, data);
    found.push(...(await compareCase(golden, one, process)));
  }
  return found;
}

type Process = (message: Message) => Promise<Message>;

async function start(name: string, options: JsonObject, data: NluTrainingData): Promise<Process> {
  const component = await findComponent(name).train({
    options,
    data,
    language: "en",
    messages: [],
    tokens: [],
    tokenize: () => [],
    featureName: name,
    isAskedFor: false,
    seed: 1,
    tasks: createTaskPool(0),
    logger: silentLogger,
    surroundings: completeSurroundings(),
  });
  return async (message) => {
    await component.process(message);
    return message;
  };
}

async function compareCase(golden: TokensGolden, one: Case, process: Process): Promise<readonly string[]> {
  const { text = one.intent ?? "", tokens = [], entities = [], before, after } = one;
  const what = `${JSON.stringify(text)}${one.config === undefined ? "" : ` ${JSON.stringify(one.config)}`}`;
  const points = toCodePoints(text);
  if (golden.kind === "tokens") {
    const message = await process(createMessage(text));
    const ours = message.tokens.map((token) => [token.text, points(token.start), points(token.end)]);
    // Rasa refuses some texts of nothing but blanks, which have no word for us either.
    return one.error === undefined ? differences(what, ours, tokens) : [];
  }
  if (golden.kind === "entities") {
    const message = await process(createMessage(text));
    const ours = message.entities.map((entity) => ({
      ...entity,
      start: points(entity.start ?? 0),
      end: points(entity.end ?? 0),
    }));
    return bagDifferences(what, ours.map(sorted), entities.map(sorted));
  }
  const message = await process({ ...createMessage(""), entities: [before as unknown as Entity] });
  return differences(JSON.stringify(before), message.entities[0], after);
}

function sorted(entity: object): unknown {
  return Object.entries(entity).sort(([left], [right]) => (left < right ? -1 : 1));
}
