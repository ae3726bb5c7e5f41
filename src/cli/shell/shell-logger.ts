import type { LogFields, Logger } from "../../base/index.ts";

/**
 * The log of a shell's own server: what goes wrong in other conversations, such as messages that wait for a client that
 * is not there, is not this person's business unless they ask for more (`--verbose`).
 */
export function createShellLogger(logger: Logger, conversationId: string): Logger {
  const isForeign = (fields: LogFields | undefined): boolean =>
    fields?.["conversationId"] !== undefined && fields["conversationId"] !== conversationId;
  return {
    ...logger,
    warn: (message, fields) => (isForeign(fields) ? logger.info : logger.warn)(message, fields),
  };
}
