// Rasa's socketio channel: people write and listen over one connection. What the bot says comes from the mailbox, by
// number, whoever made it say so. Start with socketio.ts, then connection.ts (what one client may say and hears).

export { readSocketioOptions } from "./options.ts";
export { socketioChannel } from "./socketio.ts";
