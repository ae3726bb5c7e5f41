// The API described as OpenAPI 3.1, from the shapes that requests are checked with.
// Start with operations.ts (what each route takes and gives), then document.ts.

export { openApiDocument } from "./document.ts";
