import type { Clock, JsonObject, JsonValue, Logger, Random } from "../base/index.ts";
import type {
  BotUttered,
  ConversationEvent,
  Interpreter,
  Predictor,
  Tracker,
} from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";

/** Everything a turn needs from outside itself. dialogue/ knows none of the implementations. */
export interface DialoguePorts {
  readonly domain: Domain;
  /** Every action the domain has. */
  readonly actionNames: ReadonlySet<string>;
  readonly interpreter: Interpreter;
  readonly predictor: Predictor;
  readonly actions: ActionRunner;
  readonly responses: ResponseGenerator;
  readonly clock: Clock;
  /** The project's time zone, for conversations of which none is known. */
  readonly timeZone?: string | null;
  readonly random: Random;
  readonly logger: Logger;
  /** Rasa's `MAX_NUMBER_OF_PREDICTIONS`, default 10. */
  readonly maximumActions: number;
  /** Makes ids of messages; random in production, counted in tests. */
  readonly createId: () => string;
}

/** Runs custom actions: TypeScript in-process, an action server, or a table in tests. */
export interface ActionRunner {
  /** Whether it can run the action; decides between "runs" and "nobody knows this action". */
  has(name: string): boolean;
  /** Whether the project itself has it, in TypeScript. */
  hasOwn(name: string): boolean;
  run(name: string, context: ActionContext): Promise<ActionResult>;
  /** Ends what runs, and refuses what is still to be run: it has failed. The process is about to stop. */
  cancel(): void;
}

export interface ActionContext {
  readonly tracker: Tracker;
  readonly domain: Domain;
  /** Name of the channel the turn came from, or null. */
  readonly channel: string | null;
}

/** What became of a custom action. `failed` keeps the turn going and the events so far. */
export type ActionResult =
  | {
      readonly status: "done";
      readonly events: readonly ConversationEvent[];
      readonly responses: readonly ActionResponse[];
    }
  | { readonly status: "rejected" }
  | { readonly status: "failed"; readonly reason: string };

/** One message of a custom action, as in rasa_sdk's `responses` items; `response` names a domain response. */
export interface ActionResponse {
  readonly text?: string | null;
  readonly image?: string | null;
  readonly buttons?: readonly JsonObject[];
  readonly elements?: readonly JsonObject[];
  readonly custom?: JsonObject;
  readonly attachment?: JsonValue;
  readonly response?: string | null;
  /** Further keys are variables of the named response. */
  readonly [variable: string]: JsonValue | undefined;
}

/** Makes a bot message of a domain response's name. */
export interface ResponseGenerator {
  /** Null when the domain has no fitting variation (it is logged). */
  generate(name: string, context: ResponseContext): Promise<BotUttered | null>;
}

export interface ResponseContext {
  readonly tracker: Tracker;
  readonly channel: string | null;
  /** Extra variables beside the slots. */
  readonly variables?: JsonObject;
}
