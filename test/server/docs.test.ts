import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { allRoutes } from "../../src/server/routes/index.ts";

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

describe("docs/http-api.md", () => {
  it.each(allRoutes.map(({ method, path }) => `${method} ${path}`))("describes %s", async (route) => {
    expect(await read("docs/http-api.md")).toContain(`| \`${route}\` |`);
  });
});

describe("docs/channels.md", () => {
  it.each(["garden/channels/garden.ts", "garden/channels/gate.ts", "receiver.ts"])(
    "shows %s, which the tests run",
    async (file) => {
      const code = await read(`test/channels/fixtures/${file}`);
      expect(await read("docs/channels.md")).toContain(`\`\`\`ts\n${code}\`\`\``);
    },
  );

  it("names every error a channel can make", async () => {
    const { readdir } = await import("node:fs/promises");
    const files = await readdir(new URL("../../src/channels", import.meta.url), { recursive: true });
    const sources = await Promise.all(
      files.filter((file) => file.endsWith(".ts")).map((file) => read(`src/channels/${file}`)),
    );
    const codes = new Set(sources.join("\n").match(/(?<=")channels\/[a-z-]+(?=")/g));
    const text = await read("docs/channels.md");
    for (const code of codes) expect(text).toContain(`\`${code}\``);
  });
});
