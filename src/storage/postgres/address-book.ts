import type { OutreachStore } from "../outreach-store.ts";
import { toBookAddress } from "../rows.ts";
import type { Database } from "./database.ts";
import { prepareFilteredList } from "./filtered-list.ts";

type AddressOperations = Pick<
  OutreachStore,
  "putAddress" | "readAddress" | "listAddresses" | "deleteAddress"
>;

/** Names of conversations. */
export function prepareAddressBook(database: Database): AddressOperations {
  const put = database.prepare(
    `INSERT INTO address_book (name, conversation_id, at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET conversation_id = excluded.conversation_id, at = excluded.at`,
  );
  const read = database.prepare("SELECT * FROM address_book WHERE name = ?");
  const remove = database.prepare("DELETE FROM address_book WHERE name = ?");
  const list = prepareFilteredList(database, { select: "SELECT * FROM address_book", order: "name" });
  return {
    async putAddress({ name, conversationId, at }) {
      await put.run(name, conversationId, at);
    },
    async readAddress(name) {
      const row = await read.get(name);
      return row === undefined ? null : toBookAddress(row);
    },
    listAddresses: async ({ limit, after, conversationId } = {}) =>
      (
        await list(
          [
            ["conversation_id = ?", conversationId],
            ["name > ?", after],
          ],
          limit,
        )
      ).map(toBookAddress),
    deleteAddress: async (name) => (await remove.run(name)) === 1,
  };
}
