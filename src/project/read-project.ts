import { resolve } from "node:path";
import { readDataFiles } from "./data-files.ts";
import { importsProjects, openImports } from "./imports.ts";
import { readLookupFiles } from "./lookup-files.ts";
import { mergeDomain } from "./merge-domain.ts";
import { mergeNlu, retrievalIntents } from "./merge-nlu.ts";
import type { DomainSection, Project, ProjectPaths } from "./project.ts";
import { readConfig, suggestedConfig } from "./readers/config.ts";
import { noEndpoints, readCredentials, readEndpoints } from "./readers/connections.ts";
import { readDomainPart } from "./readers/domain.ts";
import type { DomainPart } from "./readers/domain-parts.ts";
import { createSourceCollector, type OpenedFiles, type SourceCollector } from "./source-collector.ts";
import type { Environment } from "./yaml/environment.ts";

/**
 * Reads a project's files. A person's mistakes become diagnostics, all of them in one run: a file that cannot be read
 * hides nothing of the others. Throws only what the file system does.
 */
export async function readProject(paths: ProjectPaths, environment: Environment): Promise<Project> {
  const collector = createSourceCollector(resolve(paths.directory), environment);
  const opened = await openFiles(collector, paths);
  const [configFile] = opened.config.files;
  const [endpointsFile] = opened.endpoints.files;
  const [credentialsFile] = opened.credentials.files;

  const config =
    configFile === undefined
      ? suggestedConfig(collector.blank("config.yml"))
      : readConfig(configFile.reader, configFile.root);
  const lookups = await readLookupFiles(
    collector,
    opened.data.flatMap(({ files }) => files),
  );
  const data = readDataFiles(opened.data, { language: config.language, lookups });
  const domainFiles = opened.domain.files;
  const parts = domainFiles.map(({ reader, root }) =>
    readDomainPart(reader, root, domainFiles.length === 1 ? "only" : "one-of-many"),
  );
  const nlu = mergeNlu(data.map((file) => file.nlu));
  const allParts = [...parts, ...data.map((file) => file.domain)];
  const { domain, places, diagnostics } = mergeDomain(allParts, retrievalIntents(nlu.data), collector.places);
  const endpoints = {
    value:
      endpointsFile === undefined ? noEndpoints : readEndpoints(endpointsFile.reader, endpointsFile.root),
    hasGaps: endpointsFile?.reader.hasGaps() === true,
  };
  return {
    directory: collector.directory,
    domain,
    places,
    nlu: nlu.data,
    stories: data.flatMap((file) => file.stories),
    config,
    endpoints: endpoints.value,
    credentials:
      credentialsFile === undefined
        ? new Map()
        : readCredentials(credentialsFile.reader, credentialsFile.root),
    diagnostics: [...collector.diagnostics(), ...diagnostics, ...nlu.diagnostics],
    ignores: collector.ignores(),
    unreadable: collector.unreadable(),
    missing: {
      ...missingSections(allParts, opened.domain.isIncomplete),
      data: opened.data.some(({ isIncomplete }) => isIncomplete) || data.some(({ hasGaps }) => hasGaps),
      stories: data.some(({ hasGaps, stories }) => hasGaps && stories.length > 0),
      config: opened.config.isIncomplete || configFile === undefined,
      endpoints: opened.endpoints.isIncomplete || endpoints.hasGaps,
    },
    files: collector.files(),
  };
}

/** Sections that were not read wherever they stand; all, where a file of the domain is missing. */
function missingSections(
  parts: readonly DomainPart[],
  isIncomplete: boolean,
): Pick<Project["missing"], DomainSection> {
  const isMissing = (section: DomainSection): boolean =>
    isIncomplete || parts.some(({ unreadable }) => unreadable.includes(section));
  return {
    intents: isMissing("intents"),
    entities: isMissing("entities"),
    slots: isMissing("slots"),
    responses: isMissing("responses"),
    actions: isMissing("actions"),
    forms: isMissing("forms"),
  };
}

interface OpenedProject {
  readonly domain: OpenedFiles;
  readonly data: readonly OpenedFiles[];
  readonly config: OpenedFiles;
  readonly endpoints: OpenedFiles;
  readonly credentials: OpenedFiles;
}

const WHERE =
  "Run the command in the project's folder, or name the file with a flag. `tsbot init` scaffolds a project.";

async function openFiles(collector: SourceCollector, paths: ProjectPaths): Promise<OpenedProject> {
  const config = await collector.open(paths.config ?? "config.yml", {
    what: "configuration",
    fallback: paths.config === undefined ? ["config.yaml"] : [],
    hint: WHERE,
  });
  const [configFile] = config.files;
  const isImporting = configFile !== undefined && importsProjects(configFile);
  const domain = await collector.open(paths.domain ?? "domain.yml", {
    what: "domain",
    isOptional: paths.domain === undefined && isImporting,
    fallback: paths.domain === undefined ? ["domain.yaml", "domain"] : [],
    hint: WHERE,
    ifEmpty: "error",
  });
  const data: OpenedFiles[] = [];
  for (const path of paths.data ?? ["data"]) {
    data.push(
      await collector.open(path, {
        what: "training data",
        isOptional: paths.data === undefined && isImporting,
        hint: "Put NLU examples, stories and rules below data/, or name the folder with --data.",
        notesPassedOver: true,
      }),
    );
  }
  const endpoints = await collector.open(paths.endpoints ?? "endpoints.yml", {
    what: "file of endpoints",
    fallback: paths.endpoints === undefined ? ["endpoints.yaml"] : [],
    isOptional: paths.endpoints === undefined,
    ifEmpty: "note",
  });
  const credentials = await collector.open(paths.credentials ?? "credentials.yml", {
    what: "file of credentials",
    fallback: paths.credentials === undefined ? ["credentials.yaml"] : [],
    isOptional: paths.credentials === undefined,
    ifEmpty: "note",
  });
  const imports =
    configFile === undefined ? [] : await openImports(collector, configFile, [domain, ...data, config]);
  return {
    // Imported files may hold domains.
    domain: { ...domain, isIncomplete: [domain, ...imports].some(({ isIncomplete }) => isIncomplete) },
    data: [...data, ...imports],
    config,
    endpoints,
    credentials,
  };
}
