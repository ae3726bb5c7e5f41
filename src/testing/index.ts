// For people who test their assistant (exported as `tsbot/testing`): a clock that obeys and conversations as scripts.
// Start with simulated-clock.ts.

export { createSimulatedClock, type SimulatedClock } from "./simulated-clock.ts";
