// Adds up vitest's JSON reports and closes with the one line that counts. Refuses tests that were skipped in all of them
// and files in which no test ran; only what needs ../shared may be skipped, where that folder is absent.
import { existsSync, readFileSync } from "node:fs";

const hasShared = existsSync(new URL("../../shared", import.meta.url));

const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const files = reports.flatMap(({ testResults }) => testResults);
const tests = files.flatMap(({ name, assertionResults }) =>
  assertionResults.map(({ fullName, status }) => ({ status, name: `${name}: ${fullName}` })),
);
const namesOf = (...statuses) =>
  tests.filter(({ status }) => statuses.includes(status)).map(({ name }) => name);

const passed = namesOf("passed");
// What one Node lacks, another may have: a test counts as run when it passed once.
const skipped = [...new Set(namesOf("skipped", "pending", "todo", "disabled"))].filter(
  (name) => !passed.includes(name),
);
const isAllowed = (name) => !hasShared && name.includes("../shared");
const allowed = skipped.filter(isAllowed);
const refused = skipped.filter((name) => !isAllowed(name));
for (const name of skipped) console.log(`skipped: ${name}`);
if (refused.length > 0)
  console.log(`${refused.length} must not be skipped: .ci/run installs and starts what tests need.`);
if (allowed.length > 0)
  console.log(`${allowed.length} need ../shared, which is absent here: the rest was tested without them.`);
// A file that cannot be loaded, or makes no tests, has none to fail.
const empty = files.filter(({ assertionResults }) => assertionResults.length === 0);
for (const { name, message } of empty) console.log(`no test ran: ${name}: ${message}`);
const failed = namesOf("failed").length + refused.length + empty.length;
console.log(`${passed.length} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed.length === 0 ? 1 : 0;
