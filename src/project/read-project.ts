import { resolve } from "node:path";
import { mergeNlu, readDataFile, retrievalIntents } from "./data-files.ts";
import { mergeDomain } from "./merge-domain.ts";
import type { Project, ProjectPaths } from "./project.ts";
import { readConfig, suggestedConfig } from "./readers/config.ts";
import { noEndpoints, readCredentials, readEndpoints } from "./readers/connections.ts";
import { readDomainPart } from "./readers/domain.ts";
import { createSourceCollector } from "./source-collector.ts";
import type { Environment } from "./yaml/environment.ts";

/**
 * Reads a project's files. A person's mistakes become diagnostics, all of them in one run: a file that cannot be read
 * hides nothing of the others. Throws only what the file system does.
 */
export async function readProject(paths: ProjectPaths, environment: Environment): Promise<Project> {
  const collector = createSourceCollector(resolve(paths.directory), environment);
  const domainFiles = await collector.open(paths.domain ?? "domain.yml", {
    what: "domain",
    fallback: ["domain.yaml", "domain"],
  });
  const dataFiles = await collector.openAll(paths.data ?? ["data"]);
  const [configFile] = await collector.open(paths.config ?? "config.yml", {
    what: "configuration",
    fallback: ["config.yaml"],
  });
  const [endpointsFile] = await collector.open(paths.endpoints ?? "endpoints.yml", {
    isOptional: paths.endpoints === undefined,
  });
  const [credentialsFile] = await collector.open(paths.credentials ?? "credentials.yml", {
    isOptional: paths.credentials === undefined,
  });

  const data = dataFiles.map(readDataFile);
  const parts = domainFiles.map(({ reader, root }) => readDomainPart(reader, root, domainFiles.length === 1));
  const nlu = mergeNlu(data.map((file) => file.nlu));
  const { domain, places, diagnostics } = mergeDomain(
    [...parts, ...data.map((file) => file.domain)],
    retrievalIntents(nlu),
  );
  return {
    directory: collector.directory,
    domain,
    places,
    nlu,
    stories: data.flatMap((file) => file.stories),
    config:
      configFile === undefined
        ? suggestedConfig(collector.blank("config.yml"))
        : readConfig(configFile.reader, configFile.root),
    endpoints:
      endpointsFile === undefined ? noEndpoints : readEndpoints(endpointsFile.reader, endpointsFile.root),
    credentials:
      credentialsFile === undefined
        ? new Map()
        : readCredentials(credentialsFile.reader, credentialsFile.root),
    diagnostics: [...collector.diagnostics(), ...diagnostics],
    files: collector.files(),
  };
}
