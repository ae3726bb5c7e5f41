import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/global-setup.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // AssemblyScript: it runs as WebAssembly, of which coverage knows nothing.
      exclude: ["src/ml/kernel/assembly/**"],
      reporter: ["text-summary", "json-summary"],
      // One to two points below what one run reached. What tests run as a process of its own, as most of src/cli, is
      // not counted: vitest measures its workers only.
      thresholds: { statements: 78, branches: 68, functions: 79, lines: 79 },
    },
  },
});
