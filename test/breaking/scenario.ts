import type { Random } from "../../src/base/index.ts";
import type { MoodyReceiver } from "./receiver.ts";
import type { Servers } from "./servers.ts";
import type { Refusal } from "./talk.ts";

/** What a scenario can break while people talk. */
export interface Stage {
  readonly servers: Servers;
  readonly receiver: MoodyReceiver;
  readonly random: Random;
  /** How long people talk, in milliseconds. */
  readonly duration: number;
  /** Whether they still do. */
  goesOn(): boolean;
  /** Waits, but not longer than they talk. */
  wait(milliseconds: number): Promise<void>;
}

/** A folder of its own, and the project in it. */
export interface Place {
  readonly folder: string;
  readonly project: string;
}

/** What a scenario needs besides servers and a receiver. */
export interface Props {
  /** Breaks things until people have ended; resolves when all is whole again, with how often it broke something. */
  disturb(stage: Stage): Promise<number>;
  /** Says what must have happened and did not, one line each: a scenario that broke nothing proves nothing. */
  check?(refusals: readonly Refusal[]): readonly string[];
  close?(): Promise<void>;
  /** How things are broken here, for the report, where that depends on the machine. */
  readonly note?: string;
  /** Where the servers write their log. */
  readonly logFile?: string;
}

/** One way to break things. */
export interface Scenario {
  readonly name: string;
  /** How many `tsbot run` there are. */
  readonly servers: number;
  /** Why it cannot be played here, or null. */
  whyNot(): string | null;
  setUp(place: Place): Promise<Props>;
  /** Whether a client may be left without an answer, as servers are killed. */
  readonly losesRequests: boolean;
  /** Codes of errors that clients may be answered; none by default. */
  readonly refuses?: readonly string[];
  /** Whether messages may be given up, visibly. */
  readonly givesUp?: boolean;
  /** Whether servers may end by themselves. */
  readonly serversMayEnd?: boolean;
}
