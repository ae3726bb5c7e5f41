/** What can be bound and read. Booleans, dates and objects are turned into these before they get here. */
export type SqlValue = string | number | null;

export type SqlRow = Readonly<Record<string, SqlValue>>;
