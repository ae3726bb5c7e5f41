import type { JsonObject, JsonValue } from "../../base/index.ts";
import { RASA_VERSION } from "../../conversation/index.ts";
import { ERROR_STATUSES } from "../error-table.ts";
import type { Route } from "../routes/route.ts";
import { readOwnVersion } from "../versions.ts";
import { ANSWERS, ERROR } from "./answers.ts";
import { OPERATIONS, type Operation } from "./operations.ts";

/** The API as OpenAPI 3.1. Channels' own routes are theirs to describe. */
export function openApiDocument(routes: readonly Route[]): JsonObject {
  const paths: Record<string, Record<string, JsonValue>> = {};
  for (const route of routes) {
    if (route.method === "ALL") continue;
    const operation = OPERATIONS[`${route.method} ${route.path}`];
    if (operation === undefined) throw new TypeError(`${route.method} ${route.path} is not described.`);
    const path = toPath(route.path);
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = toOperation(route, operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "tsbot",
      version: readOwnVersion(),
      description: `The HTTP API of Rasa ${RASA_VERSION}, and what assistants that speak first need besides.`,
    },
    paths,
    components: {
      schemas: {
        ...Object.fromEntries(Object.entries(ANSWERS).map(([name, { schema }]) => [name, schema])),
        Error: ERROR.schema,
      },
      securitySchemes: {
        token: { type: "apiKey", in: "query", name: "token" },
        tokenHeader: { type: "apiKey", in: "header", name: "Authorization" },
        jwt: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
    },
  };
}

/** Express's words for parts of paths as OpenAPI has them. */
function toPath(path: string): string {
  return path.replace("*id", "{conversation_id}").replace(/:(\w+)/g, "{$1}");
}

/** `GET /conversations/*id/tracker` is `get_conversations_tracker`. */
function toId({ method, path }: Route): string {
  const words = path.split(/[/.]/).filter((part) => part !== "" && !/^[:*]/.test(part));
  return [method.toLowerCase(), ...words].join("_");
}

function toOperation(route: Route, operation: Operation): JsonObject {
  const { summary, query = {}, headers = {}, body, status = 200 } = operation;
  const { path, access } = route;
  const names = [...path.matchAll(/[:*](\w+)/g)].map(([, name = ""]) => name);
  return {
    operationId: operation.id ?? toId(route),
    summary,
    parameters: [
      ...names.map((name) => pathParameter(name, path)),
      ...optionalParameters(query, "query"),
      ...optionalParameters(headers, "header"),
    ],
    ...(body !== undefined && { requestBody: { required: true, content: toContent(body) } }),
    responses: {
      [status]: toAnswer(operation, status),
      ...Object.fromEntries(ERROR_STATUSES.map((code) => [code, ERROR_ANSWER])),
    },
    security: access === "open" ? [] : [{}, { token: [] }, { tokenHeader: [] }, { jwt: [] }],
  };
}

function optionalParameters(
  parameters: NonNullable<Operation["query"]>,
  place: "query" | "header",
): readonly JsonObject[] {
  return Object.entries(parameters).map(([name, parameter]) => ({
    name,
    in: place,
    required: false,
    ...parameter,
  }));
}

/** Clients resolve `.` and `..` in paths, and nobody could ask for such a conversation. */
function pathParameter(name: string, path: string): JsonObject {
  const isConversation = name === "id";
  return {
    name: isConversation ? "conversation_id" : name,
    in: "path",
    required: true,
    schema: {
      type: "string",
      minLength: 1,
      ...(isConversation && { maxLength: 1_000, pattern: "^(?!\\.{1,2}$)" }),
      ...(path === "/addresses/:name" && { maxLength: 200, pattern: "^[a-zA-Z0-9+][a-zA-Z0-9._:@+-]*$" }),
      ...(name === "topic" && { maxLength: 200, pattern: "^[a-zA-Z0-9][a-zA-Z0-9._:-]*$" }),
    },
  };
}

function toContent(body: NonNullable<Operation["body"]>): JsonObject {
  if (body !== "document") return { "application/json": { schema: body.schema } };
  const schema = { type: "object", description: "The keys of a project's files in one document." };
  return { "application/json": { schema }, "application/yaml": { schema } };
}

function toAnswer({ answer, mediaType = "application/json" }: Operation, status: number): JsonObject {
  if (status === 204) return { description: "Done" };
  const schema =
    mediaType === "application/json" ? { $ref: `#/components/schemas/${answer}` } : { type: "string" };
  return { description: "Done", content: { [mediaType]: { schema } } };
}

const ERROR_ANSWER: JsonObject = {
  description: "What was wrong, and what to do",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } }, "text/plain": {} },
};
