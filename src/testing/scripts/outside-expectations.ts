import type { ExpectedReminder, ScriptStep } from "../../project/index.ts";
import type { Reminder } from "../../storage/index.ts";
import type { ConversationView } from "./conversation-view.ts";
import { describeDuration, describeTime } from "./describe.ts";
import { fitsRequest } from "./mocked-http.ts";
import type { Mismatch } from "./result.ts";
import type { World } from "./world.ts";

type StepOf<Type extends ScriptStep["type"]> = Extract<ScriptStep, { readonly type: Type }>;

/** These reminders of the conversation are pending, in due order, or so many. */
export async function expectReminders(
  world: World,
  view: ConversationView,
  { count, reminders: expected }: StepOf<"reminders">,
): Promise<Mismatch | null> {
  const pending = await world.store.listReminders({ conversationId: view.id, status: "pending" });
  const fits =
    pending.length === count &&
    (expected ?? []).every((one, index) => fitsReminder(world, pending[index] as Reminder, one));
  if (fits) return null;
  return {
    message: "Other reminders are pending.",
    expected: expected === null ? [`${count} reminders`] : describeExpected(world, expected),
    actual: pending.length === 0 ? ["(none)"] : pending.map((one) => describePending(world, one)),
  };
}

function fitsReminder(
  world: World,
  found: Reminder,
  { name, intent, in: within, due }: ExpectedReminder,
): boolean {
  return (
    (name === undefined || found.name === name) &&
    (intent === undefined || found.intent === intent) &&
    (within === undefined || found.dueAt === world.clock.now() + within) &&
    (due === undefined || found.dueAt === world.resolve(due))
  );
}

function describeExpected(world: World, expected: readonly ExpectedReminder[]): readonly string[] {
  if (expected.length === 0) return ["(none)"];
  return expected.map(({ name, intent, in: within, due }) =>
    [
      ...(name === undefined ? [] : [name]),
      ...(intent === undefined ? [] : [`fires ${intent}`]),
      ...(within === undefined ? [] : [`in ${describeDuration(within)}`]),
      ...(due === undefined ? [] : [`at ${describeTime(world.resolve(due))}`]),
    ].join(", "),
  );
}

function describePending(world: World, { name, intent, dueAt }: Reminder): string {
  const within = describeDuration(dueAt - world.clock.now());
  return `${name}, fires ${intent}, in ${within}, at ${describeTime(dueAt)}`;
}

/** Actions have made these requests since the last such step, in order. */
export function expectRequests(world: World, { requests: expected }: StepOf<"requests">): Mismatch | null {
  const made = world.http.takeRequests();
  const fits =
    made.length === expected.length &&
    expected.every((one, index) => fitsRequest(made[index] as (typeof made)[number], one));
  if (fits) return null;
  return {
    message: "Actions make other requests.",
    expected:
      expected.length === 0
        ? ["(none)"]
        : expected.map(({ request, json }) =>
            [request.method, request.url, ...(json === undefined ? [] : [JSON.stringify(json)])].join(" "),
          ),
    actual:
      made.length === 0
        ? ["(none)"]
        : made.map(({ method, url, body }) => [method, url, ...(body === "" ? [] : [body])].join(" ")),
  };
}
