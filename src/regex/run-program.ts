import { isWordCharacter } from "./characters.ts";
import type { Place } from "./syntax.ts";
import type { Instruction, Program } from "./write-program.ts";

/** A piece of a text, in UTF-16 units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A match; `group` is what its first group holds, null for none or when groups are not kept. */
export interface Match extends Span {
  readonly group: Span | null;
}

/** How many steps may still be taken; those who share one share its steps. */
export interface StepBudget {
  left: number;
}

/** About half a second of matching, which no pattern without a reference needs for a message of a person. */
const STEPS = 8_000_000;

export function createStepBudget(steps = STEPS): StepBudget {
  return { left: steps };
}

/** A text as code points, with the UTF-16 offset of each and of the end. */
interface Points {
  readonly points: Uint32Array;
  readonly offsets: Uint32Array;
}

interface Run extends Points {
  readonly program: Program;
  readonly budget: StepBudget;
  /** States (instruction and place) that lead nowhere, one bit each; of no use where references count. */
  readonly dead: Uint32Array;
  /** What looks found: 0 not asked, 1 no, 2 yes; by look and place. Of no use where groups are kept. */
  readonly looks: Uint8Array;
}

/** A way not taken yet. */
interface Way {
  readonly at: number;
  readonly place: number;
  /** How long the list of states on the way was. */
  readonly depth: number;
  readonly slots: readonly number[];
}

/**
 * All matches of a program, from the left, none inside another. A state that has once led nowhere is not entered again,
 * so that the steps are at most the program's size times the text's length, whatever the pattern. With references that
 * does not hold; there and elsewhere the budget ends the search, and what was found until then counts.
 */
export function findAll(program: Program, text: string, budget: StepBudget): readonly Match[] {
  const points = toPoints(text);
  const length = points.points.length;
  const run: Run = {
    ...points,
    program,
    budget,
    dead: new Uint32Array(
      program.hasReferences ? 0 : Math.ceil((program.instructions.length * (length + 1)) / 32),
    ),
    looks: new Uint8Array(program.looks * (length + 1)),
  };
  const nothing = program.keepsGroups ? Array<number>(program.slots).fill(-1) : NONE;
  const found: Match[] = [];
  for (let start = 0; start <= length && budget.left > 0; ) {
    const match = matchFrom(run, 0, { start, slots: nothing });
    if (match === null) start++;
    else {
      const { end, slots } = match;
      const [, , groupStart = -1, groupEnd = -1] = slots;
      const group = groupEnd < 0 ? null : toSpan(run, groupStart, groupEnd);
      if (end > start) found.push({ ...toSpan(run, start, end), group });
      start = Math.max(end, start + 1);
    }
  }
  return found;
}

function toSpan({ offsets }: Points, start: number, end: number): Span {
  return { start: at(offsets, start), end: at(offsets, end) };
}

function toPoints(text: string): Points {
  const points = new Uint32Array(text.length);
  const offsets = new Uint32Array(text.length + 1);
  let count = 0;
  for (let offset = 0; offset < text.length; count++) {
    const codePoint = text.codePointAt(offset) ?? 0;
    points[count] = codePoint;
    offsets[count] = offset;
    offset += codePoint > 0xffff ? 2 : 1;
  }
  offsets[count] = text.length;
  return { points: points.subarray(0, count), offsets: offsets.subarray(0, count + 1) };
}

function at(numbers: Uint32Array, index: number): number {
  return numbers[index] ?? 0;
}

/** Where a way ended, and what it remembered. */
interface Arrival {
  readonly end: number;
  readonly slots: readonly number[];
}

/** The match that begins with an instruction at a place, groups being remembered as in `slots`; null for none. */
function matchFrom(
  run: Run,
  entrance: number,
  { start, slots }: { readonly start: number; readonly slots: readonly number[] },
): Arrival | null {
  const { instructions, hasReferences } = run.program;
  const ways: Way[] = [];
  /** Bits of `dead` for the states of the way that is being tried. */
  const trail: number[] = [];
  let now: Way = {
    at: entrance,
    place: start,
    depth: 0,
    slots,
  };
  for (;;) {
    const arrival = follow(run, now, { ways, trail });
    if (arrival !== null) {
      const { end } = arrival;
      // These lead somewhere; where the match ended, a round that was cut short may have hidden that of others.
      for (const bit of trail) run.dead[bit >> 5] = at(run.dead, bit >> 5) & ~(1 << (bit & 31));
      if (!hasReferences) revive(run.dead, end * instructions.length, (end + 1) * instructions.length);
      return arrival;
    }
    const next = ways.pop();
    if (next === undefined || run.budget.left <= 0) return null;
    now = next;
    trail.length = now.depth;
  }
}

const NONE: readonly number[] = [];

function revive(dead: Uint32Array, from: number, to: number): void {
  for (let bit = from; bit < to; bit++) dead[bit >> 5] = at(dead, bit >> 5) & ~(1 << (bit & 31));
}

/** Follows one way to its end, leaving the others in the list. Null when it leads nowhere. */
function follow(run: Run, way: Way, { ways, trail }: { ways: Way[]; trail: number[] }): Arrival | null {
  const { instructions, hasReferences } = run.program;
  let { at: index, place } = way;
  let slots = way.slots;
  for (;;) {
    if (--run.budget.left <= 0) return null;
    if (!hasReferences && !enter(run.dead, place * instructions.length + index, trail)) return null;
    const instruction = instructions[index] as Instruction;
    switch (instruction.op) {
      case "match":
        return { end: place, slots };
      case "jump":
        index = instruction.to;
        continue;
      case "split":
        ways.push({ at: instruction.second, place, depth: trail.length, slots });
        index = instruction.first;
        continue;
      case "remember":
        slots = slots.with(instruction.slot, place);
        break;
      case "look": {
        const seen = look(run, instruction, { index, place, slots });
        if (seen === null) return null;
        slots = seen;
        index = instruction.end;
        continue;
      }
      default: {
        const next = step(run, instruction, { place, slots });
        if (next === null) return null;
        place = next;
      }
    }
    index++;
  }
}

/** Takes a state for dead until its way has led somewhere; false when it was entered before. */
function enter(dead: Uint32Array, bit: number, trail: number[]): boolean {
  const word = at(dead, bit >> 5);
  if ((word & (1 << (bit & 31))) !== 0) return false;
  dead[bit >> 5] = word | (1 << (bit & 31));
  trail.push(bit);
  return true;
}

interface State {
  readonly index: number;
  readonly place: number;
  readonly slots: readonly number[];
}

/** The place after an instruction that reads or asks; null when it says no. */
function step(run: Run, instruction: Instruction, { place, slots }: Omit<State, "index">): number | null {
  switch (instruction.op) {
    case "character": {
      const read = instruction.isBackward ? place - 1 : place;
      if (read < 0 || read >= run.points.length || !instruction.accepts(at(run.points, read))) return null;
      return instruction.isBackward ? read : place + 1;
    }
    case "place":
      return isPlace(instruction.place, run.points, place) ? place : null;
    case "progress":
      return slots[instruction.slot] === place ? null : place;
    case "reference":
      return readAgain(run, instruction.index, { place, slots });
    default:
      return place;
  }
}

type Look = Instruction & { readonly op: "look" };

/**
 * What groups hold after a look; null when it says no. Those inside of `(?=…)` and `(?<=…)` stay remembered, as in Python.
 */
function look(run: Run, instruction: Look, { index, place, slots }: State): readonly number[] | null {
  if (!run.program.keepsGroups)
    return isFound(run, instruction, { index, place, slots }) === instruction.isNegated ? null : slots;
  const arrival = matchFrom(run, index + 1, { start: place, slots });
  if (instruction.isNegated) return arrival === null ? slots : null;
  return arrival?.slots ?? null;
}

/** Whether a look finds something, which is asked once for each place. */
function isFound(run: Run, { index: number }: Look, { index, place, slots }: State): boolean {
  const key = number * (run.points.length + 1) + place;
  if (run.looks[key] !== 0) return run.looks[key] === 2;
  const found = matchFrom(run, index + 1, { start: place, slots }) !== null;
  run.looks[key] = found ? 2 : 1;
  return found;
}

/** Reads what a group matched once more; a group that matched nothing cannot be read, as in Python. */
function readAgain(
  { points, budget }: Run,
  group: number,
  { place, slots }: Omit<State, "index">,
): number | null {
  const start = slots[2 * group] ?? -1;
  const end = slots[2 * group + 1] ?? -1;
  if (start < 0 || end < start || place + end - start > points.length) return null;
  budget.left -= end - start;
  for (let offset = 0; offset < end - start; offset++) {
    if (points[start + offset] !== points[place + offset]) return null;
  }
  return place + end - start;
}

const NEWLINE = 10;

function isPlace(kind: Place, points: Uint32Array, place: number): boolean {
  switch (kind) {
    case "start":
      return place === 0;
    case "end":
      return place === points.length;
    case "last-line-end":
      return place === points.length || (place === points.length - 1 && points[place] === NEWLINE);
    case "line-start":
      return place === 0 || points[place - 1] === NEWLINE;
    case "line-end":
      return place === points.length || points[place] === NEWLINE;
    case "boundary":
      return isWordCharacter(points[place - 1]) !== isWordCharacter(points[place]);
    case "inside":
      return isWordCharacter(points[place - 1]) === isWordCharacter(points[place]);
  }
}
