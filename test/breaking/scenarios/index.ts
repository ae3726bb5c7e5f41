// The ways in which things are broken, cheapest to set up first. Start with ../scenario.ts.

import type { Scenario } from "../scenario.ts";
import { fullDisk } from "./full-disk.ts";
import { killScenarios } from "./killed-servers.ts";
import { receiverScenarios } from "./receivers.ts";

export const scenarios: readonly Scenario[] = [...receiverScenarios, ...killScenarios, fullDisk];
