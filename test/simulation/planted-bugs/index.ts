// Mistakes that the simulation must catch: those of Rasa's own design (D1 to D9 of user-needs.md), and others of order and
// of crashes. Start with planted-bug.ts.

import { deliveryBugs } from "./delivery-bugs.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { reminderBugs } from "./reminder-bugs.ts";
import { turnBugs } from "./turn-bugs.ts";

export type { PlantedBug } from "./planted-bug.ts";

export const plantedBugs: readonly PlantedBug[] = [...reminderBugs, ...turnBugs, ...deliveryBugs];
