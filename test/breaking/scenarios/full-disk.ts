import { join } from "node:path";
import { createSmallDisk, type SmallDisk, whyNoSmallDisk } from "../disk.ts";
import type { Scenario, Stage } from "../scenario.ts";

/** What the database needs for the longest run, in megabytes; the rest is for what fills it. */
const SIZE = 64;

/** The database and the log lie on a disk that is full again and again; on some of those occasions a server is killed. */
export const fullDisk: Scenario = {
  name: "disk-full",
  servers: 1,
  losesRequests: true,
  refuses: ["storage/disk-full", "storage/disk-failed"],
  serversMayEnd: true,
  whyNot: whyNoSmallDisk,
  async setUp({ project }) {
    const path = join(project, ".tsbot");
    const disk = createSmallDisk(path, SIZE);
    return {
      note: disk.kind,
      disturb: (stage) => fillAgainAndAgain(disk, stage),
      check: (refusals) => {
        const full = refusals.filter(({ status, code }) => status === 503 && code === disk.code);
        if (full.length === 0) return [`no client was answered 503 with ${disk.code}`];
        return full.every(({ hasRetryAfter }) => hasRetryAfter)
          ? []
          : ["a full disk was told without Retry-After"];
      },
      close: async () => disk.remove(),
      logFile: join(path, "server.log"),
    };
  },
};

async function fillAgainAndAgain(disk: SmallDisk, { servers, random, goesOn, wait }: Stage): Promise<number> {
  let times = 0;
  while (goesOn()) {
    await wait(200 + random.below(400));
    disk.fill(servers.pids());
    times++;
    await wait(300 + random.below(700));
    if (random.below(4) === 0) await servers.kill();
    await wait(random.below(400));
    disk.makeRoom(servers.pids());
  }
  return times;
}
