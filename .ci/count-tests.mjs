// Adds up vitest's JSON reports, refuses tests that were skipped in all of them, and closes with the one line that counts.
import { readFileSync } from "node:fs";

const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const tests = reports.flatMap((report) => report.testResults.flatMap((file) => file.assertionResults));
const namesOf = (...statuses) =>
  tests.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName);

const passed = namesOf("passed");
// What one Node lacks, another may have: a test counts as run when it passed once.
const skipped = [...new Set(namesOf("skipped", "pending", "todo", "disabled"))].filter(
  (name) => !passed.includes(name),
);
for (const name of skipped) console.log(`skipped: ${name}`);
if (skipped.length > 0)
  console.log("Nothing may be skipped here: .ci/run installs and starts what tests need.");
// A file that cannot be loaded has no tests to fail.
const unloaded = reports.flatMap(({ testResults }) =>
  testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0),
);
for (const { name, message } of unloaded) console.log(`not loaded: ${name}: ${message}`);
const failed = namesOf("failed").length + skipped.length + unloaded.length;
console.log(`${passed.length} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed.length === 0 ? 1 : 0;
