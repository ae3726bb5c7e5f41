import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { JsonObject, TsbotError } from "../../src/base/index.ts";
import { createWordPieces } from "../../src/nlu/featurizers/word-piece.ts";
import { temporaryFolder } from "../cli/run-cli.ts";
import { describeComponent } from "../contracts/component.contract.ts";
import { dataOf, featurize } from "./featurize.ts";
import { findOnnxRuntime, lookupEncoder } from "./onnx-model.ts";

type Files = Readonly<Record<string, string | Uint8Array>>;

async function folderWith(files: Files) {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), content);
  }
  return folder;
}

const VECTORS = "5 2\nhello 1 0\nthe 0 0.5\nRome 0 1\nrose 2 2\nlast -1 -1 \n";

describe("WordVectorsFeaturizer", () => {
  const train = async (files: Files, options: JsonObject, texts = ["hello Rome"]) => {
    const folder = await folderWith(files);
    const trained = await featurize("WordVectorsFeaturizer", options, dataOf(texts), {
      directory: folder.path,
    });
    return { ...trained, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  };

  it.each([
    ["hello Rome", [0.5, 0.5]],
    ["HELLO stranger", [1, 0]],
    ["rome", [0, 0]],
    ["stranger", [0, 0]],
    ["", [0, 0]],
  ])("gives '%s' the mean of its words", async (text, mean) => {
    await using trained = await train({ "words.vec": VECTORS }, { file: "words.vec" });
    const source = await trained.process(text);
    expect([...((await source.sentenceDense?.()) ?? [])]).toEqual(mean);
    expect((await (await trained.loaded(text)).sentenceDense?.()) ?? []).toEqual(
      await source.sentenceDense?.(),
    );
    expect(source).toMatchObject({ size: 2, isCovered: false });
    expect(source.sentence().indices).toHaveLength(0);
  });

  it.each([
    [0, ["hello", "Rome"]],
    [2, ["hello", "the", "Rome"]],
    [9, ["hello", "the", "Rome", "rose", "last"]],
  ])("keeps the first %i words, and those of the training data", async (max_words, words) => {
    await using trained = await train({ "words.vec": VECTORS }, { file: "words.vec", max_words });
    expect(trained.state).toEqual({ words, size: 2 });
  });

  it("takes a file without the line of counts", async () => {
    await using trained = await train({ "words.txt": "hello 1 2 3\nRome 4 5 6\n" }, { file: "words.txt" });
    expect(trained.state).toEqual({ words: ["hello", "Rome"], size: 3 });
  });

  it.each<[string, string, RegExp, number]>([
    ["numbers that are none", "hello 1 x\n", /'hello' are no numbers/, 1],
    ["vectors of two sizes", "hello 1 2\nRome 1 2 3\n", /'Rome' has 3 numbers, where 2/, 2],
    ["no words", "\n", /no word in it/, 1],
    ["counts alone", "5 2\n", /no word in it/, 1],
  ])("refuses %s with their line", async (_, content, message, line) => {
    await expect(train({ "words.vec": content }, { file: "words.vec" })).rejects.toMatchObject({
      code: "nlu/bad-word-vectors",
      message: expect.stringMatching(message) as string,
      at: { file: "words.vec", line, column: 1 },
    } satisfies Partial<TsbotError>);
  });

  it.each<[string, JsonObject, string, RegExp]>([
    ["no file", {}, "nlu/missing-option", /needs the option 'file'/],
    ["a file that is not there", { file: "none.vec" }, "nlu/no-file", /does not exist/],
    ["a file of others", { file: "../../etc/hostname" }, "nlu/no-file", /does not exist|lies outside/],
    ["a path of the system", { file: "/etc/hostname" }, "nlu/no-file", /does not exist|lies outside/],
    ["a link that leads out", { file: "link" }, "nlu/no-file", /lies outside/],
  ])("reads the project alone: %s", async (_, options, code, message) => {
    await using folder = await folderWith({ "words.vec": VECTORS });
    await symlink("/etc/passwd", join(folder.path, "link"));
    const trained = featurize("WordVectorsFeaturizer", options, dataOf(["a"]), { directory: folder.path });
    await expect(trained).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });
});

const VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "hello", "play", "##ing", "##s", "!", "北", "koln"];

describe("WordPiece", () => {
  it.each<[string, readonly number[]]>([
    ["hello", [2, 4, 3]],
    ["Playing plays", [2, 5, 6, 5, 7, 3]],
    ["hello!!", [2, 4, 8, 8, 3]],
    ["Köln", [2, 10, 3]],
    ["北北", [2, 9, 9, 3]],
    ["playful hello", [2, 1, 4, 3]],
    ["x".repeat(101), [2, 1, 3]],
    ["", [2, 3]],
    ["hel\u200blo\u0000", [2, 4, 3]],
  ])("splits '%s' as BERT does", (text, pieces) => {
    expect(createWordPieces(VOCABULARY, { lowercase: true })?.encode(text, 64)).toEqual(pieces);
  });

  it("keeps letter case on request, stops at the longest, and needs its marks", () => {
    const cased = createWordPieces(VOCABULARY, { lowercase: false });
    expect(cased?.encode("Hello hello", 64)).toEqual([2, 1, 4, 3]);
    expect(cased?.encode("hello hello hello", 4)).toEqual([2, 4, 4, 3]);
    expect(createWordPieces(["hello"], { lowercase: true })).toBeNull();
  });
});

const runtime = await findOnnxRuntime();

/** Each piece is [its place in the vocabulary, 1]. */
const EMBEDDINGS = VOCABULARY.map((_, index) => [index, 1]);
const OPTIONS = { model_file: "encoder/model.onnx", vocabulary_file: "encoder/vocab.txt" };

async function encoderProject(isPooled: boolean) {
  const folder = await folderWith({
    "encoder/model.onnx": lookupEncoder(EMBEDDINGS, isPooled),
    "encoder/vocab.txt": VOCABULARY.join("\n"),
    "package.json": "{}",
  });
  if (runtime !== null) await symlink(join(runtime, "node_modules"), join(folder.path, "node_modules"));
  return folder;
}

describe.skipIf(runtime === null)("LanguageModelFeaturizer (where onnxruntime-node can be installed)", () => {
  it.each([
    ["an encoder that gives one vector", true],
    ["an encoder that gives one for each piece", false],
  ])("takes %s", async (_, isPooled) => {
    await using folder = await encoderProject(isPooled);
    const { process, loaded } = await featurize("LanguageModelFeaturizer", OPTIONS, dataOf(["hello"]), {
      directory: folder.path,
    });
    for (const run of [process, loaded]) {
      const source = await run("hello plays");
      // [CLS] hello play ##s [SEP]
      expect(await source.sentenceDense?.()).toEqual(Float32Array.of((2 + 4 + 5 + 7 + 3) / 5, 1));
      expect(source.size).toBe(2);
    }
  });

  it("says what is wrong with an encoder, and with a vocabulary", async () => {
    await using folder = await encoderProject(true);
    const train = (options: JsonObject) =>
      featurize("ConveRTFeaturizer", { ...OPTIONS, ...options }, dataOf(["a"]), { directory: folder.path });
    await expect(train({ model_file: "encoder/vocab.txt" })).rejects.toMatchObject({
      code: "nlu/bad-sentence-encoder",
    });
    await writeFile(join(folder.path, "empty.txt"), "hello\n");
    await expect(train({ vocabulary_file: "empty.txt" })).rejects.toMatchObject({
      code: "nlu/bad-option",
      message: expect.stringContaining("lacks [UNK], [CLS] or [SEP]") as string,
    });
  });
});

describe("LanguageModelFeaturizer without what it needs", () => {
  it("names the options, and what to take instead", async () => {
    for (const name of ["LanguageModelFeaturizer", "ConveRTFeaturizer"])
      await expect(featurize(name, { model_name: "bert" }, dataOf(["a"]))).rejects.toMatchObject({
        code: "nlu/missing-option",
        message: `${name} needs the option 'model_file'.`,
        hint: expect.stringContaining("WordVectorsFeaturizer") as string,
      });
  });

  it("names the package that is to be installed", async () => {
    await using folder = await folderWith({
      "encoder/model.onnx": lookupEncoder(EMBEDDINGS, true),
      "encoder/vocab.txt": VOCABULARY.join("\n"),
    });
    const trained = featurize("LanguageModelFeaturizer", OPTIONS, dataOf(["a"]), { directory: folder.path });
    await expect(trained).rejects.toMatchObject({
      code: "nlu/no-onnxruntime",
      hint: expect.stringContaining("ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node") as string,
    });
  });
});

const shared = await folderWith({ "words.vec": VECTORS });
describeComponent({ name: "WordVectorsFeaturizer", options: { file: "words.vec" }, directory: shared.path });
if (runtime !== null) {
  const { path } = await encoderProject(false);
  describeComponent({ name: "LanguageModelFeaturizer", options: OPTIONS, directory: path });
}
