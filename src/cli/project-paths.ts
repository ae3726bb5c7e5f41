import { resolve } from "node:path";
import type { ProjectPaths } from "../project/index.ts";
import type { PathOptions } from "./options.ts";

/** The project of a command: the working directory, with the files that its flags name. */
export function toProjectPaths(directory: string, options: PathOptions): ProjectPaths {
  const { domain, config, data, endpoints, credentials } = options;
  return {
    directory: resolve(directory),
    ...(domain !== undefined && { domain }),
    ...(config !== undefined && { config }),
    ...(data !== undefined && { data }),
    ...(endpoints !== undefined && { endpoints }),
    ...(credentials !== undefined && { credentials }),
  };
}
