import { basename } from "node:path";
import { RASA_VERSION } from "../../conversation/index.ts";
import { MINIMUM_COMPATIBLE_VERSION, readOwnVersion } from "../versions.ts";
import type { Route } from "./route.ts";

/** What balancers and people look at first. Rasa's clients recognise a server by these words. */
export const GREETING = `Hello from Rasa: ${RASA_VERSION}`;

export const rootRoute: Route = {
  method: "GET",
  path: "/",
  access: "open",
  isAlwaysOpen: true,
  handle: () => ({ status: 200, body: GREETING }),
};

export const statusRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/version",
    access: "open",
    handle: () => ({
      status: 200,
      body: { version: RASA_VERSION, minimum_compatible_version: MINIMUM_COMPATIBLE_VERSION },
      headers: { "tsbot-version": readOwnVersion() },
    }),
  },
  {
    method: "GET",
    path: "/status",
    access: "admin",
    handle(_request, { assistant, models }) {
      const { file, modelId } = assistant.requireModel();
      return {
        status: 200,
        body: {
          model_file: basename(file),
          model_id: modelId,
          num_active_training_jobs: models.activeTrainings(),
        },
      };
    },
  },
];
