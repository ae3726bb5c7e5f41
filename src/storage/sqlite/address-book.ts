import type { OutreachStore } from "../outreach-store.ts";
import { toBookAddress } from "../rows.ts";
import type { SqliteDriver } from "./driver.ts";
import type { GroupCommit } from "./group-commit.ts";

type AddressOperations = Pick<
  OutreachStore,
  "putAddress" | "readAddress" | "listAddresses" | "deleteAddress"
>;

/** Names of conversations. */
export function prepareAddressBook(driver: SqliteDriver, group: GroupCommit): AddressOperations {
  const put = driver.prepare(
    `INSERT INTO address_book (name, conversation_id, at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET conversation_id = excluded.conversation_id, at = excluded.at`,
  );
  const read = driver.prepare("SELECT * FROM address_book WHERE name = ?");
  const list = driver.prepare("SELECT * FROM address_book WHERE name > ? ORDER BY name LIMIT ?");
  const listOf = driver.prepare(
    "SELECT * FROM address_book WHERE conversation_id = ? AND name > ? ORDER BY name LIMIT ?",
  );
  const remove = driver.prepare("DELETE FROM address_book WHERE name = ?");
  return {
    putAddress: ({ name, conversationId, at }) =>
      group.write(() => {
        put.run(name, conversationId, at);
      }),
    async readAddress(name) {
      const row = read.get(name);
      return row === undefined ? null : toBookAddress(row);
    },
    listAddresses: async ({ limit = -1, after = "", conversationId } = {}) =>
      (conversationId === undefined ? list.all(after, limit) : listOf.all(conversationId, after, limit)).map(
        toBookAddress,
      ),
    deleteAddress: (name) => group.write(() => remove.run(name).changes === 1),
  };
}
