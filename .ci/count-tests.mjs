// Adds up vitest's JSON reports, refuses skipped tests, and closes with the one line that counts.
import { readFileSync } from "node:fs";

const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const sum = (key) => reports.reduce((total, report) => total + report[key], 0);
const skipped = reports.flatMap((report) =>
  report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === "pending" || test.status === "skipped")
      .map((test) => test.fullName),
  ),
);
for (const name of skipped) console.log(`skipped: ${name}`);
if (skipped.length > 0)
  console.log("Nothing may be skipped here: .ci/run installs and starts what tests need.");
console.log(`${sum("numPassedTests")} passed, ${sum("numFailedTests") + skipped.length} failed`);
process.exitCode = sum("numFailedTests") + skipped.length > 0 ? 1 : 0;
