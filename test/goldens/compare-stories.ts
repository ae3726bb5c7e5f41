import { mkdtempSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Domain } from "../../src/domain/index.ts";
import { storyPaths } from "../../src/policies/story-paths.ts";
import { toTrack } from "../../src/policies/training-track.ts";
import type { Project } from "../../src/project/index.ts";
import { bagDifferences } from "./difference.ts";
import type { GoldenData, GoldenFolder } from "./golden.ts";
import { acceptance, readFiles } from "./read-files.ts";
import { fromEvents, fromPath, type RasasEvent, type Told } from "./told-story.ts";

interface StoriesGolden extends GoldenData {
  readonly complete?: boolean;
  readonly trackers?: readonly {
    readonly name: string;
    readonly is_rule: boolean;
    readonly events: readonly RasasEvent[];
  }[];
}

/**
 * The trackers that Rasa made of the same stories and rules: checkpoints joined, alternatives expanded. Of each: what
 * happens in order, the slots at every point, and the decisions that are learned from it.
 */
export async function compareStories(
  golden: StoriesGolden,
  folder: GoldenFolder,
): Promise<readonly string[]> {
  const scratch =
    golden.input?.read_as === "conversation tests" ? mkdtempSync(join(tmpdir(), "tsbot-goldens-")) : null;
  try {
    // Files named test_* are no training data; under another name they are read like all others.
    const readable = scratch === null ? golden : await renamed(golden, folder, scratch);
    const { project, errors } = await readFiles(readable, folder, "data");
    const { ok, trackers } = golden;
    if (ok !== true || trackers === undefined || errors.length > 0) return acceptance(golden, errors);
    const { domain } = project;
    const rasas = trackers.map(({ name, is_rule, events }) =>
      fromEvents(lastBlock(name), is_rule, events, domain),
    );
    return bagDifferences(
      "trackers",
      toldBy(project, domain, scratch !== null),
      rasas,
      golden.complete === false,
    );
  } finally {
    if (scratch !== null) rmSync(scratch, { recursive: true, force: true });
  }
}

async function renamed(
  golden: StoriesGolden,
  { inputs }: GoldenFolder,
  scratch: string,
): Promise<StoriesGolden> {
  const data: string[] = [];
  for (const [index, path] of (golden.input?.data ?? []).entries()) {
    const target = join(scratch, `${index}-${basename(path)}`);
    await cp(join(inputs, path), target);
    data.push(target);
  }
  return { ...golden, input: { ...golden.input, data } };
}

/** Rasa joins the names of the blocks that a story goes through; ours has that of the last. */
function lastBlock(name: string): string {
  return name.split(" > ").at(-1) ?? name;
}

/**
 * Every way through the stories once: like Rasa, one that teaches the same as another is left out. Of conversation tests
 * the texts count as well.
 */
function toldBy({ stories }: Project, domain: Domain, isTest: boolean): readonly Told[] {
  const known = new Set<string>();
  return storyPaths(stories).paths.flatMap((path) => {
    const track = toTrack(path, domain);
    if (track === null) return [];
    const { told, atEnd } = fromPath(lastBlock(path.story.name), path, { track, domain, isTest });
    const steps = track.steps.map(({ features, action, unpredictable }) => [features, action, unpredictable]);
    const key = JSON.stringify([track.isRule, steps, atEnd, isTest ? told.happens : null]);
    if (known.has(key)) return [];
    known.add(key);
    return [told];
  });
}
