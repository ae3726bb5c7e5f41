// The real runtime (turns, reminders, outbox) in a simulated world: time, disk, network, clients and receiver are drawn
// from a seed, everything that can go wrong does, and the outcome is judged from outside. One seed is one run.
// Start with world.ts (the whole story of a seed), then weather.ts (what goes wrong) and judge.ts (what must hold).

export { type Bot, trainBot } from "./bot.ts";
export { type Hunt, huntBug } from "./hunt.ts";
export { type PlantedBug, plantedBugs } from "./planted-bugs/index.ts";
export { type Outcome, runSeed } from "./world.ts";
