import type { ProjectEndpoints, ProjectSection } from "../../src/project/index.ts";
import { differences } from "./difference.ts";
import type { GoldenData, GoldenFolder } from "./golden.ts";
import { acceptance, readFiles } from "./read-files.ts";

interface EndpointsGolden extends GoldenData {
  readonly endpoints?: Readonly<Record<string, unknown>>;
}

const SECTIONS: Readonly<Record<string, keyof ProjectEndpoints>> = {
  action_endpoint: "actionEndpoint",
  tracker_store: "trackerStore",
  lock_store: "lockStore",
  event_broker: "eventBroker",
  nlg: "nlg",
  nlu: "nlu",
  models: "models",
};

/** What Rasa read of the same endpoints. */
export async function compareEndpoints(
  golden: EndpointsGolden,
  folder: GoldenFolder,
): Promise<readonly string[]> {
  const { project, errors } = await readFiles(golden, folder, "endpoints");
  const { endpoints: rasas, ok } = golden;
  if (ok !== true || rasas === undefined || errors.length > 0) return acceptance(golden, errors);
  return Object.entries(SECTIONS).flatMap(([name, key]) =>
    differences(name, asRasa(project.endpoints[key]), rasas[name] ?? null),
  );
}

/** A section in the shape of Rasa's EndpointConfig, whose defaults are these. */
function asRasa(section: ProjectSection | null): unknown {
  if (section === null) return null;
  const { type, url, params, headers, basic_auth, token, token_name, cafile, ...other } = section.value;
  const { store_type: storeType, ...rest } = other;
  return {
    type: type ?? storeType ?? null,
    url: url ?? null,
    params: params ?? {},
    headers: headers ?? {},
    basic_auth: basic_auth ?? {},
    token: token ?? null,
    token_name: token_name ?? "token",
    cafile: cafile ?? null,
    other: rest,
  };
}
