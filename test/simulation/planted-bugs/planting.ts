import type { Commit } from "../../../src/storage/index.ts";
import type { PlantedBug, Ports } from "./planted-bug.ts";

export type Plant = NonNullable<PlantedBug["plant"]>;

/** Changes what is committed, and does something after it. */
export function changingCommit(
  change: (ports: Ports, commit: Commit) => Promise<Commit>,
  after: (ports: Ports, commit: Commit) => Promise<void> = async () => {},
): Plant {
  return (ports) => ({
    store: {
      ...ports.store,
      async commit(commit) {
        const receipt = await ports.store.commit(await change(ports, commit));
        await after(ports, commit);
        return receipt;
      },
    },
  });
}

/** Does something after each commit, in transactions of its own. */
export function afterCommit(after: (ports: Ports, commit: Commit) => Promise<void>): Plant {
  return changingCommit(async (_, commit) => commit, after);
}
