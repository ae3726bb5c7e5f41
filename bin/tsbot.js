#!/usr/bin/env node
// Runs the program built from src/cli. Sets the exit code instead of leaving, so that pending output is written.

try {
  const { main } = await import("../dist/cli/main.js");
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUnbuilt = error?.code === "ERR_MODULE_NOT_FOUND" && error.message.includes("dist/cli/main.js");
  console.error(isUnbuilt ? "error: tsbot is not built yet. Run `npm run build` first." : error);
  process.exitCode = 1;
}
