import { closest, isHttpUrl, isTimeZone } from "../../base/index.ts";
import type { ProjectComponent } from "../project.ts";
import { dimensionsOf } from "../shapes/dimensions.ts";
import { hintFor, type ValidationRule } from "./rule.ts";

/** An extractor is asked for a kind of entities that it does not find. */
export const unknownDimension: ValidationRule = {
  code: "project/unknown-dimension",
  severity: "warning",
  explanation:
    "`dimensions` of DucklingEntityExtractor or SpacyEntityExtractor names a kind of entities that the extractor does not find. Correct the name, or remove it; docs/entities.md lists them.",
  needs: ["config"],
  check({ config, places }, report) {
    for (const component of config.pipeline) {
      const known = dimensionsOf.get(component.name);
      const { dimensions } = component.options;
      if (known === undefined || !Array.isArray(dimensions)) continue;
      for (const [index, dimension] of dimensions.entries()) {
        if (typeof dimension !== "string" || known.includes(dimension)) continue;
        report(
          places.of(component, "dimensions", index) ?? places.of(component, "dimensions"),
          `${component.name} finds no '${dimension}'.`,
          { hint: hintFor(dimension, known, `It finds: ${known.join(", ")}.`) },
        );
      }
    }
  },
};

/** Where a server of Duckling is, or the zone of times, is not what it must be. */
export const badExtractorOption: ValidationRule = {
  code: "project/bad-extractor-option",
  severity: "error",
  explanation:
    "`url` of DucklingEntityExtractor is no http address, or `timezone` is no time zone. Write an address such as http://localhost:8000, or remove `url` to have entities found without a server; zones have IANA names such as Europe/Berlin.",
  needs: ["config"],
  check({ config, places }, report) {
    for (const component of config.pipeline) {
      if (!component.name.startsWith("Duckling")) continue;
      for (const { option, message, hint } of problemsOf(component))
        report(places.of(component, option), message, { hint });
    }
  },
};

interface Problem {
  readonly option: string;
  readonly message: string;
  readonly hint: string;
}

function problemsOf({ name, options }: ProjectComponent): readonly Problem[] {
  const { url, timezone } = options;
  const problems: Problem[] = [];
  if (typeof url === "string" && url !== "" && !isHttpUrl(url))
    problems.push({
      option: "url",
      message: `The 'url' of ${name} is no http address: '${url}'.`,
      hint: "Write an address such as http://localhost:8000, or remove it to have entities found without a server.",
    });
  if (typeof timezone === "string" && timezone !== "" && !isTimeZone(timezone)) {
    const meant = closest(timezone, Intl.supportedValuesOf("timeZone"));
    problems.push({
      option: "timezone",
      message: `The 'timezone' of ${name}, '${timezone}', is no time zone.`,
      hint: `${meant === undefined ? "" : `Did you mean '${meant}'? `}Write an IANA name such as Europe/Berlin or America/New_York.`,
    });
  }
  return problems;
}
