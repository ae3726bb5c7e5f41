import type { Route } from "./route.ts";

/** Loaded when it is asked for: nobody waits for it at the start. */
export const openApiRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/openapi.json",
    access: "open",
    async handle(_request, { routes }) {
      const { openApiDocument } = await import("../openapi/index.ts");
      return { status: 200, body: openApiDocument(routes) };
    },
  },
];
