import { httpTable, httpUrl } from "./http.ts";
import { anything, choice, flag, keys, keysOf, named } from "./shape.ts";

const actionEndpointShape = keys(
  {
    url: httpUrl("Where the action server is called.", "http://localhost:5055/webhook"),
    ...httpTable,
    enable_selective_domain: flag("Whether only actions with `send_domain: true` get the domain."),
  },
  { needs: ["url"], about: "The action server that runs actions written in Python." },
);

export const actionEndpointKeys = keysOf(actionEndpointShape);

const nlgShape = keys(
  {
    url: httpUrl("Where the server is called.", "http://localhost:5056/nlg"),
    ...httpTable,
    type: choice(
      ["callback", "response"],
      "Who words the messages: the server (callback) or the domain (response).",
    ),
  },
  { about: "A server that words the bot's messages." },
);

export const nlgKeys = keysOf(nlgShape);

export const endpointsShape = keys(
  {
    version: anything("Has no effect."),
    action_endpoint: actionEndpointShape,
    tracker_store: named(
      anything(),
      "Where conversations are kept: a PostgreSQL database (`type: SQL`, `dialect: postgresql`, `url`, `port`, `db`, `username`, `password`, `query`, `schema`, `pool_size`). Other stores of Rasa's have no effect in tsbot.",
    ),
    lock_store: named(anything(), "How Rasa lets conversations wait their turn; has no effect in tsbot."),
    event_broker: named(anything(), "Where Rasa publishes events; has no effect in tsbot."),
    nlg: nlgShape,
    nlu: named(anything(), "A server that understands messages; has no effect in tsbot."),
    models: named(anything(), "A server that models come from; has no effect in tsbot."),
  },
  { about: "Other servers that the bot works with." },
);

export const endpointKeys = keysOf(endpointsShape);

export type EndpointSection = Exclude<(typeof endpointKeys)[number], "version">;
