import type { ParsedPattern } from "./parse-pattern.ts";
import { PatternError, type PatternNode, type Place } from "./syntax.ts";

/** A step of a program. Where it goes on is the next one, unless it says. */
export type Instruction =
  | {
      readonly op: "character";
      readonly accepts: (codePoint: number) => boolean;
      readonly isBackward: boolean;
    }
  /** Tries one way, and the other when that leads nowhere. */
  | { readonly op: "split"; first: number; second: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "place"; readonly place: Place }
  | { readonly op: "look"; readonly index: number; readonly isNegated: boolean; end: number }
  /** Remembers the place: where a group begins or ends, or a repetition began. */
  | { readonly op: "remember"; readonly slot: number }
  /** Leads nowhere when nothing was read since the slot was written. */
  | { readonly op: "progress"; readonly slot: number }
  | { readonly op: "reference"; readonly index: number }
  | { readonly op: "match" };

/** A pattern as steps. */
export interface Program {
  readonly instructions: readonly Instruction[];
  /** Whether what a group matched counts: then ways cannot be told apart by the place alone. */
  readonly hasReferences: boolean;
  /** Whether it remembers where groups begin and end. */
  readonly keepsGroups: boolean;
  readonly slots: number;
  readonly looks: number;
}

/** Steps that a pattern may have with its counted repetitions written out. */
const MAXIMUM_INSTRUCTIONS = 10_000;

interface Writer {
  readonly instructions: Instruction[];
  readonly hasReferences: boolean;
  readonly keepsGroups: boolean;
  slots: number;
  looks: number;
}

/** Throws a {@link PatternError} for a pattern that is too large. */
export function writeProgram(
  { node, groups, hasReferences }: ParsedPattern,
  { keepsGroup }: { readonly keepsGroup: boolean },
): Program {
  const keepsGroups = hasReferences || (keepsGroup && groups > 0);
  const writer: Writer = { instructions: [], hasReferences, keepsGroups, slots: 2 * (groups + 1), looks: 0 };
  write(writer, node, false);
  push(writer, { op: "match" });
  return writer;
}

function push<Kind extends Instruction>({ instructions }: Writer, instruction: Kind): Kind {
  if (instructions.length >= MAXIMUM_INSTRUCTIONS)
    throw new PatternError(
      `it has more than ${MAXIMUM_INSTRUCTIONS.toLocaleString("en")} steps with its repetitions written out`,
      "size",
    );
  instructions.push(instruction);
  return instruction;
}

function write(writer: Writer, node: PatternNode, isBackward: boolean): void {
  switch (node.type) {
    case "character":
      push(writer, { op: "character", accepts: node.accepts, isBackward });
      return;
    case "sequence":
      for (const one of isBackward ? node.nodes.toReversed() : node.nodes) write(writer, one, isBackward);
      return;
    case "choice":
      writeChoice(writer, node.nodes, isBackward);
      return;
    case "repeat":
      writeRepeat(writer, node, isBackward);
      return;
    case "group":
      writeGroup(writer, node, isBackward);
      return;
    case "place":
      push(writer, { op: "place", place: node.place });
      return;
    case "reference":
      if (isBackward) throw new PatternError("a group cannot be named in `(?<=…)`");
      push(writer, { op: "reference", index: node.index });
      return;
    case "look": {
      const look = push(writer, { op: "look", index: writer.looks++, isNegated: node.isNegated, end: 0 });
      write(writer, node.node, node.isBehind);
      push(writer, { op: "match" });
      look.end = writer.instructions.length;
      return;
    }
  }
}

function writeChoice(writer: Writer, nodes: readonly PatternNode[], isBackward: boolean): void {
  const jumps: { to: number }[] = [];
  for (const [index, node] of nodes.entries()) {
    if (index === nodes.length - 1) {
      write(writer, node, isBackward);
      continue;
    }
    const split = push(writer, { op: "split", first: writer.instructions.length + 1, second: 0 });
    write(writer, node, isBackward);
    jumps.push(push(writer, { op: "jump", to: 0 }));
    split.second = writer.instructions.length;
  }
  for (const jump of jumps) jump.to = writer.instructions.length;
}

function writeGroup(
  writer: Writer,
  { index, node }: PatternNode & { readonly type: "group" },
  isBackward: boolean,
): void {
  if (!writer.keepsGroups) {
    write(writer, node, isBackward);
    return;
  }
  push(writer, { op: "remember", slot: 2 * index + Number(isBackward) });
  write(writer, node, isBackward);
  push(writer, { op: "remember", slot: 2 * index + Number(!isBackward) });
}

function writeRepeat(
  writer: Writer,
  { node, least, most, isLazy }: PatternNode & { readonly type: "repeat" },
  isBackward: boolean,
): void {
  const { instructions } = writer;
  for (let count = 0; count < least; count++) {
    const before = instructions.length;
    write(writer, node, isBackward);
    // What has no steps is the same however often it is repeated.
    if (instructions.length === before) return;
  }
  if (most === Number.POSITIVE_INFINITY) {
    writeLoop(writer, { node, isLazy, isBackward });
    return;
  }
  const exits: { exit: (to: number) => void }[] = [];
  for (let count = least; count < most; count++) {
    exits.push(writeEntrance(writer, isLazy));
    write(writer, node, isBackward);
  }
  for (const { exit } of exits) exit(instructions.length);
}

function writeLoop(
  writer: Writer,
  {
    node,
    isLazy,
    isBackward,
  }: { readonly node: PatternNode; readonly isLazy: boolean; readonly isBackward: boolean },
): void {
  const start = writer.instructions.length;
  const { exit } = writeEntrance(writer, isLazy);
  // Without references every state is entered once at a place, which ends empty rounds by itself.
  const slot = writer.hasReferences ? writer.slots++ : null;
  if (slot !== null) push(writer, { op: "remember", slot });
  write(writer, node, isBackward);
  if (slot !== null) push(writer, { op: "progress", slot });
  push(writer, { op: "jump", to: start });
  exit(writer.instructions.length);
}

/** The choice between one more round and none. */
function writeEntrance(writer: Writer, isLazy: boolean): { exit: (to: number) => void } {
  const split = push(writer, { op: "split", first: 0, second: 0 });
  const inside = writer.instructions.length;
  if (isLazy) split.second = inside;
  else split.first = inside;
  return {
    exit(to) {
      if (isLazy) split.first = to;
      else split.second = to;
    },
  };
}
