import { didYouMean, type JsonObject, TsbotError } from "../../base/index.ts";
import { ADDRESS_NAME_RULE, isAddressName } from "../../conversation/index.ts";
import type { BookAddress, ConversationStore } from "../../storage/index.ts";
import { ADDRESS } from "../request-shapes.ts";
import { cursorOf, toPage } from "./cursor.ts";
import { badParameter, limitOf, objectBodyOf, optionalTextOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

const MOST_ADDRESSES = 1_000;

/** The address book: names of devices and people, each for a conversation. */
export const addressRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/addresses",
    access: "admin",
    async handle(request, { assistant: { store } }) {
      const limit = limitOf(request);
      const conversationId = optionalTextOf(request, "conversation_id");
      const place = cursorOf(request, 0);
      const found = await store.listAddresses({
        limit: limit + 1,
        ...(conversationId !== null && { conversationId }),
        ...(place !== null && { after: place[0] as string }),
      });
      const { items, nextCursor } = toPage(found, limit, ({ name }) => [name]);
      return { status: 200, body: { addresses: items.map(addressToJson), next_cursor: nextCursor } };
    },
  },
  {
    method: "GET",
    path: "/addresses/:name",
    access: "admin",
    async handle(request, { assistant: { store } }) {
      const name = nameOf(request);
      const address = await store.readAddress(name);
      if (address === null) throw await unknownAddress(name, store);
      return { status: 200, body: addressToJson(address) };
    },
  },
  {
    method: "PUT",
    path: "/addresses/:name",
    access: "admin",
    async handle(request, { assistant }) {
      const name = nameOf(request);
      const { conversation_id: conversationId } = objectBodyOf(request, MISSING_CONVERSATION, ADDRESS);
      const address = await assistant.giveAddress(name, conversationId as string);
      return { status: 200, body: addressToJson(address) };
    },
  },
  {
    method: "DELETE",
    path: "/addresses/:name",
    access: "admin",
    async handle(request, { assistant }) {
      const name = nameOf(request);
      const address = await assistant.removeAddress(name);
      if (address === null) throw await unknownAddress(name, assistant.store);
      return { status: 200, body: addressToJson(address) };
    },
  },
];

const MISSING_CONVERSATION = 'The body names the conversation: {"conversation_id": "user123"}.';

/** The name that a path holds. */
function nameOf({ params }: RouteRequest): string {
  const name = params["name"] ?? "";
  if (isAddressName(name)) return name;
  throw badParameter(
    "name",
    "path",
    `'${name}' is no name for the address book.`,
    `Write ${ADDRESS_NAME_RULE}.`,
  );
}

async function unknownAddress(name: string, store: ConversationStore): Promise<TsbotError> {
  const names = (await store.listAddresses({ limit: MOST_ADDRESSES })).map((address) => address.name);
  const known = names.length === 0 ? "It holds none yet." : `Names: ${names.slice(0, 20).join(", ")}.`;
  return new TsbotError("server/unknown-address", `The address book has no name '${name}'.`, {
    hint: `${didYouMean(name, names)} ${known} PUT /addresses/{name} gives one to a conversation.`.trim(),
    details: { parameter: "name", in: "path" },
  });
}

/** Times are epoch seconds, as everywhere in Rasa's JSON. */
function addressToJson({ name, conversationId, at }: BookAddress): JsonObject {
  return { name, conversation_id: conversationId, since: at / 1000 };
}
