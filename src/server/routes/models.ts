import { anObject, type TsbotError } from "../../base/index.ts";
import { badParameter, flagOf, numberOf, objectBodyOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

/** Training data is larger than messages (bytes). */
const LARGEST_DOCUMENT = 32 * 1024 * 1024;
const MOST_FOLDS = 100;
const MISSING_MODEL = 'Name the model: {"model_file": "NAME.tar.gz"}.';

export const modelRoutes: readonly Route[] = [
  {
    method: "PUT",
    path: "/model",
    access: "admin",
    async handle(request, { models }) {
      const body = objectBodyOf(request, MISSING_MODEL, anObject({}));
      for (const key of ["model_server", "remote_storage"] as const)
        if (body[key] !== undefined && body[key] !== null) throw foreignModel(key);
      const { model_file: file } = body;
      if (typeof file !== "string" || file === "")
        throw badParameter("model_file", "body", "The request needs 'model_file', the name of a model.");
      await models.load(file);
      return { status: 204, body: "" };
    },
  },
  {
    method: "DELETE",
    path: "/model",
    access: "admin",
    handle(_request, { assistant }) {
      assistant.useModel(null);
      return { status: 204, body: "" };
    },
  },
  {
    method: "POST",
    path: "/model/train",
    access: "admin",
    bodyLimit: LARGEST_DOCUMENT,
    async handle(request, { models }) {
      refuseCallback(request);
      const augmentation = request.query.has("augmentation")
        ? numberOf(request, "augmentation", { fallback: 50, least: 0, most: 10_000 })
        : null;
      const { name, bytes } = await models.train({
        document: documentOf(
          request,
          "You must provide training data in the request body in order to train your model.",
        ),
        isKept: request.query.get("save_to_default_model_directory")?.toLowerCase() !== "false",
        isForced: flagOf(request, "force_training"),
        augmentation,
        signal: request.signal,
      });
      return { status: 200, body: bytes, headers: { "content-type": "application/gzip", filename: name } };
    },
  },
  {
    method: "POST",
    path: "/model/test/stories",
    access: "admin",
    bodyLimit: LARGEST_DOCUMENT,
    async handle(request, { assistant, models }) {
      const document = documentOf(
        request,
        "You must provide some stories in the request body in order to evaluate your model.",
      );
      assistant.requireModel();
      return {
        status: 200,
        body: await models.testStories(document, {
          isEndToEnd: flagOf(request, "e2e"),
          signal: request.signal,
        }),
      };
    },
  },
  {
    method: "POST",
    path: "/model/test/intents",
    access: "admin",
    bodyLimit: LARGEST_DOCUMENT,
    async handle(request, { assistant, models }) {
      refuseCallback(request);
      const document = documentOf(
        request,
        "You must provide some nlu data in the request body in order to evaluate your model.",
      );
      const { signal } = request;
      if (request.query.has("cross_validation_folds")) {
        const folds = numberOf(request, "cross_validation_folds", {
          fallback: 2,
          least: 2,
          most: MOST_FOLDS,
        });
        return { status: 200, body: await models.crossValidate(document, { folds, signal }) };
      }
      const model = request.query.get("model");
      if (model === null) assistant.requireModel();
      return { status: 200, body: await models.testUnderstanding(document, { model, signal }) };
    },
  },
];

function documentOf({ text }: RouteRequest, missing: string): string {
  if (text.trim() === "") throw badParameter("/", "body", missing);
  return text;
}

/** Nothing in a request may name an address for the server to open. */
function refuseCallback({ query }: RouteRequest): void {
  if (!query.has("callback_url")) return;
  throw badParameter(
    "callback_url",
    "query",
    "The server calls no address that a request names.",
    "Leave 'callback_url' out and wait for the answer.",
  );
}

function foreignModel(key: string): TsbotError {
  return badParameter(
    key,
    "body",
    `The server fetches no models: '${key}' is not followed.`,
    "Put the archive into the server's folder of models, and name it with 'model_file'.",
  );
}
