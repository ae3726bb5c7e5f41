import { type ChainKernel, createChainKernel } from "../kernel/chain-kernel.ts";
import type { SeenLabels } from "./label-weights.ts";
import { ALONE, kindOf, labelCount, POSITIONS, positionOf } from "./span-labels.ts";

/**
 * Scores of one label behind another. What may begin where something ended depends on what ended and what begins, not on
 * how long they are: `between[e · (kinds + 1) + b]`, where `e` and `b` are 0 for outside and `k + 1` for kind `k`, and the
 * last row is for the beginning. Within a span of kind `k`: `within[4k …]` from first to inside, first to last, inside to
 * inside, inside to last.
 */
export interface Transitions {
  readonly between: Float32Array;
  readonly within: Float32Array;
}

/** A sequence of tokens with features by number. */
export interface NumberedSequence {
  /** Where the features of each token begin, and where the last ones end, from 0. */
  readonly starts: ArrayLike<number>;
  readonly features: ArrayLike<number>;
  /** Features of all tokens, and how much each counts. */
  readonly shared: ArrayLike<number>;
  readonly sharedValues: ArrayLike<number>;
}

/** What it costs to take a wrong label for right. */
export interface Costs {
  /** A span where there is none. */
  readonly invented: number;
  /** None where there is one. */
  readonly missed: number;
  /** Another label of a span. */
  readonly mistaken: number;
}

/** Features with more labels have a weight for every label: then a row is quicker than a list. */
const MANY_LABELS = 12;
/** The kernel counts groups in fours. */
const LANES = 4;
/** Instead of the row of a feature that has a list. */
const NO_ROW = 0xffff_ffff;

/**
 * A linear-chain model of spans and the sequence it is at, in the memory of a kernel (kernel/assembly/chain.ts), whose
 * order of labels is known here alone. All weights begin at 0.
 */
export class Chain {
  readonly #kernel: ChainKernel;
  readonly #groups: number;
  /** Groups with those that fill up the last four. */
  readonly #width: number;
  readonly #seen: SeenLabels;
  /** The kernel's place of each label in a row, and back. */
  readonly #places: Uint32Array;
  readonly #labels: Uint16Array;
  /** By feature: its row, or {@link NO_ROW}. */
  readonly #rowOf: Uint32Array;
  readonly #rows: number;
  /** Where the list of each feature begins, and where the last one ends. */
  readonly #starts: Uint32Array;
  #room: Room = { tokens: 0, features: 0, shared: 0 };
  /** The sequence at hand. */
  #length = 0;
  #sharedCount = 0;
  #views: Views;

  /** @param seen the labels that each feature has a weight for. */
  constructor(kinds: number, seen: SeenLabels) {
    this.#groups = kinds + 1;
    this.#width = Math.ceil(this.#groups / LANES) * LANES;
    this.#seen = seen;
    this.#places = Uint32Array.from({ length: labelCount(kinds) }, (_, label) => this.#placeOf(label));
    this.#labels = new Uint16Array(POSITIONS * this.#width);
    this.#places.forEach((place, label) => {
      this.#labels[place] = label;
    });
    const features = seen.offsets.length - 1;
    this.#rowOf = new Uint32Array(features).fill(NO_ROW);
    this.#starts = new Uint32Array(features + 1);
    let rows = 0;
    for (let feature = 0; feature < features; feature++) {
      const count = (seen.offsets[feature + 1] as number) - (seen.offsets[feature] as number);
      const isRow = count > MANY_LABELS;
      if (isRow) this.#rowOf[feature] = rows++;
      this.#starts[feature + 1] = (this.#starts[feature] as number) + (isRow ? 0 : count);
    }
    this.#rows = rows;
    this.#kernel = createChainKernel();
    const { functions } = this.#kernel;
    if (functions.open(this.#groups, this.#width, features, rows, this.#listed) === 0)
      throw new RangeError(`${features} features of ${kinds} kinds of spans take more memory than there is`);
    this.#views = this.#reserve(this.#room) ?? noRoom(this.#room);
    this.#kernel.integers("rowOf", features).set(this.#rowOf);
    this.#kernel.integers("listStarts", features + 1).set(this.#starts);
    const listLabels = this.#kernel.integers("listLabels", this.#listed);
    this.#eachSeen((row, at, label) => {
      if (row === NO_ROW) listLabels[at] = this.#places[label] as number;
    });
    functions.refresh();
  }

  get #listed(): number {
    return this.#starts.at(-1) as number;
  }

  /** Labels of one position lie side by side, group by group; outside counts as a span of one token. */
  #placeOf(label: number): number {
    if (label === 0) return (ALONE - 1) * this.#width;
    return (positionOf(label) - 1) * this.#width + kindOf(label) + 1;
  }

  /** Visits the labels each feature was seen with: its row and the place there, or the place among all lists. */
  #eachSeen(visit: (row: number, at: number, label: number, index: number) => void): void {
    const { offsets, weightLabels } = this.#seen;
    this.#rowOf.forEach((row, feature) => {
      const from = offsets[feature] as number;
      for (let index = from; index < (offsets[feature + 1] as number); index++) {
        const label = weightLabels[index] as number;
        const listed = (this.#starts[feature] as number) + index - from;
        visit(row, row === NO_ROW ? listed : (this.#places[label] as number), label, index);
      }
    });
  }

  get weightCount(): number {
    return this.#seen.weightLabels.length;
  }

  /** Sets the weights, in the order of the labels that features were seen with. */
  setWeights(weights: Float32Array): void {
    const lists = this.#kernel.floats("listWeights", this.#listed);
    const matrix = this.#kernel.floats("matrix", this.#rows * this.#labels.length);
    this.#eachSeen((row, at, _, index) => {
      const weight = weights[index] as number;
      if (row === NO_ROW) lists[at] = weight;
      else matrix[row * this.#labels.length + at] = weight;
    });
  }

  /** Gives a function that visits the weights of a feature: of all labels, where it was seen with many. */
  readWeights(): (feature: number, visit: (label: number, weight: number) => void) => void {
    const lists = this.#kernel.floats("listWeights", this.#listed);
    const matrix = this.#kernel.floats("matrix", this.#rows * this.#labels.length);
    const { offsets, weightLabels } = this.#seen;
    return (feature, visit) => {
      const row = this.#rowOf[feature] as number;
      if (row !== NO_ROW) {
        const base = row * this.#labels.length;
        this.#places.forEach((place, label) => {
          visit(label, matrix[base + place] as number);
        });
        return;
      }
      const from = offsets[feature] as number;
      for (let index = from; index < (offsets[feature + 1] as number); index++)
        visit(
          weightLabels[index] as number,
          lists[(this.#starts[feature] as number) + index - from] as number,
        );
    };
  }

  get transitions(): Transitions {
    const between = new Float32Array((this.#groups + 1) * this.#groups);
    const within = new Float32Array((this.#groups - 1) * POSITIONS);
    this.#eachTransition((own, at, list) => {
      (list === "between" ? between : within)[at] = own[list][this.#transitionAt(list, at)] as number;
    });
    return { between, within };
  }

  setTransitions(transitions: Transitions): void {
    this.#eachTransition((own, at, list) => {
      own[list][this.#transitionAt(list, at)] = transitions[list][at] as number;
    });
    this.#kernel.functions.refresh();
  }

  /** Multiplies the scores of all transitions. */
  shrinkTransitions(factor: number): void {
    this.#eachTransition((own, at, list) => {
      const place = this.#transitionAt(list, at);
      own[list][place] = (own[list][place] as number) * factor;
    });
    this.#kernel.functions.refresh();
  }

  #eachTransition(visit: (own: Transitions, at: number, list: keyof Transitions) => void): void {
    const own = {
      between: this.#kernel.floats("between", (this.#groups + 1) * this.#width),
      within: this.#kernel.floats("within", this.#labels.length),
    };
    for (let at = 0; at < (this.#groups + 1) * this.#groups; at++) visit(own, at, "between");
    for (let at = 0; at < (this.#groups - 1) * POSITIONS; at++) visit(own, at, "within");
  }

  #transitionAt(list: keyof Transitions, at: number): number {
    if (list === "between") return Math.floor(at / this.#groups) * this.#width + (at % this.#groups);
    return (at % POSITIONS) * this.#width + Math.floor(at / POSITIONS) + 1;
  }

  /** Goes on to a sequence. */
  take({ starts, features, shared, sharedValues }: NumberedSequence): void {
    this.#length = starts.length - 1;
    this.#sharedCount = shared.length;
    const needed = { tokens: this.#length, features: features.length, shared: shared.length };
    if (isMore(needed, this.#room))
      this.#views = this.#reserve(grown(this.#room, needed)) ?? this.#reserve(needed) ?? noRoom(needed);
    const views = this.#views;
    views.tokenStarts.set(starts);
    views.tokenFeatures.set(features);
    views.sharedFeatures.set(shared);
    views.sharedValues.set(sharedValues);
  }

  /** Null where there is no room. */
  #reserve(room: Room): Views | null {
    const { tokens, features, shared } = room;
    if (this.#kernel.functions.reserve(tokens, features, shared) === 0) return null;
    this.#room = room;
    return {
      tokenStarts: this.#kernel.integers("tokenStarts", tokens + 1),
      tokenFeatures: this.#kernel.integers("tokenFeatures", features),
      sharedFeatures: this.#kernel.integers("sharedFeatures", shared),
      sharedValues: this.#kernel.floats("sharedValues", shared),
      path: this.#kernel.integers("path", tokens),
    };
  }

  /** The path that is asked about, or learned. */
  set path(labels: ArrayLike<number>) {
    const { path } = this.#views;
    for (let token = 0; token < labels.length; token++)
      path[token] = this.#places[labels[token] as number] as number;
  }

  get path(): Uint16Array {
    const path = this.#views.path.subarray(0, this.#length);
    return Uint16Array.from(path, (place) => this.#labels[place] as number);
  }

  /** Scores the labels of the sequence and sums over its paths; weights count `scale` times. */
  sumPaths(scale = 1, costs: Costs | null = null): void {
    const { functions } = this.#kernel;
    functions.score(this.#length, this.#sharedCount, scale);
    if (costs !== null) functions.addCosts(this.#length, costs.invented, costs.missed, costs.mistaken);
    functions.sumPaths(this.#length);
  }

  /** After {@link sumPaths}: makes the most probable path the one that is asked about. */
  findBestPath(): void {
    this.#kernel.functions.findBest(this.#length);
  }

  /** After {@link sumPaths}: how probable it is that labels go as in {@link path} from token `first` to `last`. */
  probability(first: number, last: number): number {
    return this.#kernel.functions.probability(first, last);
  }

  /** After {@link sumPaths}: moves weights and transitions towards {@link path}. Weights count `scale` times. */
  learn(rate: number, scale: number): void {
    this.#kernel.functions.learn(this.#length, this.#sharedCount, rate, scale);
  }

  /** After {@link sumPaths}, where nothing is learned. */
  forget(): void {
    this.#kernel.functions.forget();
  }
}

/** The largest sequence there is room for. */
interface Room {
  readonly tokens: number;
  readonly features: number;
  readonly shared: number;
}

function isMore(needed: Room, room: Room): boolean {
  return needed.tokens > room.tokens || needed.features > room.features || needed.shared > room.shared;
}

/** Twice the room where more is needed, so that it is not made for each longer sequence. */
function grown(room: Room, needed: Room): Room {
  const grow = (own: number, least: number): number => (least <= own ? own : Math.max(least, 2 * own));
  return {
    tokens: grow(room.tokens, needed.tokens),
    features: grow(room.features, needed.features),
    shared: grow(room.shared, needed.shared),
  };
}

function noRoom({ tokens, features }: Room): never {
  throw new RangeError(
    `A text of ${tokens} tokens with ${features} features takes more memory than there is`,
  );
}

/** The sequence at hand as the kernel has it. */
interface Views {
  readonly tokenStarts: Uint32Array;
  readonly tokenFeatures: Uint32Array;
  readonly sharedFeatures: Uint32Array;
  readonly sharedValues: Float32Array;
  readonly path: Uint32Array;
}
