import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type JsonValue, parseJson, TsbotError } from "../../base/index.ts";
import type { EarlierReport } from "../../evaluation/index.ts";

const REPORT = /^(.*)_report\.json$/;

/** Reads the files of an earlier report. Throws `cli/no-report` where there are none, or one cannot be read. */
export async function readEarlierReport(directory: string, folder: string): Promise<EarlierReport> {
  const path = resolve(directory, folder);
  const names = await readdir(path).catch((): string[] => []);
  if (!names.some((name) => REPORT.test(name))) {
    throw new TsbotError("cli/no-report", `There is no report in '${folder}'.`, {
      hint: "--compare takes the folder that an earlier `tsbot test nlu --out DIR` wrote.",
    });
  }
  const read = async (name: string): Promise<JsonValue | null> =>
    names.includes(name) ? await readJson(join(path, name)) : null;
  const extractors = names
    .flatMap((name) => REPORT.exec(name)?.[1] ?? [])
    .filter((name) => name !== "intent" && name !== "response_selection" && name !== "story");
  const extractorReports = new Map<string, JsonValue>();
  for (const name of extractors) extractorReports.set(name, (await read(`${name}_report.json`)) ?? {});
  return {
    intentReport: await read("intent_report.json"),
    intentErrors: await read("intent_errors.json"),
    extractorReports,
  };
}

async function readJson(path: string): Promise<JsonValue> {
  try {
    return parseJson(await readFile(path, "utf8"));
  } catch (cause) {
    throw new TsbotError("cli/no-report", `'${path}' is no report: it cannot be read as JSON.`, {
      hint: "Name the folder of another report with --compare, or write this one anew.",
      cause,
    });
  }
}
