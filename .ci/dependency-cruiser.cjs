/** Which folder of src/ may import which (besides itself and base). Everything not listed is forbidden. */
const layers = {
  base: [],
  ml: [],
  regex: [],
  domain: [],
  conversation: ["domain"],
  project: ["domain", "conversation", "regex"],
  nlu: ["ml", "conversation", "regex"],
  policies: ["ml", "domain", "conversation"],
  dialogue: ["domain", "conversation"],
  actions: ["domain", "conversation", "dialogue"],
  storage: ["conversation"],
  channels: ["conversation"],
  outreach: ["conversation", "storage", "channels", "domain"],
  runtime: ["domain", "conversation", "dialogue", "storage", "channels", "outreach"],
  model: ["domain", "conversation", "nlu", "policies"],
  training: ["domain", "conversation", "project", "nlu", "policies", "model", "actions"],
  testing: [
    "domain",
    "conversation",
    "dialogue",
    "storage",
    "channels",
    "outreach",
    "runtime",
    "project",
    "model",
    "training",
    "actions",
    "nlu",
    "policies",
  ],
  server: [
    "domain",
    "conversation",
    "storage",
    "channels",
    "outreach",
    "runtime",
    "project",
    "model",
    "training",
    "actions",
    "dialogue",
  ],
  cli: [
    "domain",
    "conversation",
    "storage",
    "channels",
    "outreach",
    "runtime",
    "project",
    "model",
    "training",
    "actions",
    "dialogue",
    "server",
    "nlu",
    "policies",
    "testing",
  ],
};

/** Which outside package, or module of Node (named so or without `node:` by the tool, as Node knows it), belongs where. */
const packages = {
  "^express$|^jsonwebtoken$": ["server"],
  "^commander$|^inquirer$|^chalk$|^ora$|^pino$": ["cli"],
  "^js-yaml$": ["project", "server"],
  "^(node:sqlite|sqlite|libsql|node-sqlite3-wasm)$": ["storage"],
  "^compromise": ["nlu"],
  "^tar$": ["model"],
  "^jiti$": ["actions", "channels", "base"],
  "^undici$": ["actions", "channels", "cli"],
};

const layerRules = Object.entries(layers).map(([folder, allowed]) => ({
  name: `layer-${folder}`,
  severity: "error",
  comment: `${folder}/ may import: ${[folder, "base", ...allowed].join(", ")}`,
  from: { path: `^src/${folder}/` },
  to: { path: "^src/", pathNot: `^src/(${[folder, "base", ...allowed].join("|")})/` },
}));

const packageRules = Object.entries(packages).map(([name, folders]) => ({
  name: `package-${name.replace(/\W/g, "")}`,
  severity: "error",
  comment: `belongs in: ${folders.join(", ")}`,
  from: { path: "^src/", pathNot: `^src/(${folders.join("|")})/` },
  to: { path: `^(?:node_modules/)?(?:${name.replace(/[$^]/g, "")})(?:/|$)` },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    ...packageRules,
    {
      name: "front-doors-only",
      severity: "error",
      comment: "Import another folder through its index.ts.",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/[^/]+/.+", pathNot: "^src/($1/|[^/]+/index\\.ts$)" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-development-packages",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^node:" } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};
