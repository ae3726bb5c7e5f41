import { inspect } from "node:util";
import { type SourcePosition, TsbotError, toErrorMessage } from "../base/index.ts";
import type { Style } from "./style.ts";
import { plainLines, plainText } from "./table.ts";

/** Text of an error for a terminal: message, code, hint; our own mistakes (anything unforeseen) with their stack. */
export async function renderError(error: unknown, style: Style, withStack: boolean): Promise<string> {
  const label = style.red("error:");
  if (TsbotError.isInstance(error)) {
    const lines = [
      `${label} ${place(error.at)}${plainLines(error.message)} ${style.dim(`[${error.code}]`)}`,
      ...(error.hint === undefined ? [] : [`  ${plainLines(error.hint).replaceAll("\n", "\n  ")}`]),
    ];
    return (withStack ? [...lines, style.dim(plainLines(inspect(error)))] : lines).join("\n");
  }
  const reason = systemReason(error);
  if (reason !== null && !withStack) return `${label} ${plainText(reason)}`;
  return [
    `${label} ${plainLines(toErrorMessage(error))}`,
    style.dim(plainLines(inspect(error))),
    "  This is a mistake in tsbot or in the project's own code, not in what you typed.",
  ].join("\n");
}

function place(at: SourcePosition | undefined): string {
  return at === undefined ? "" : `${plainText(at.file)}:${at.line}:${at.column}  `;
}

/** What the operating system says no to is mended by people, not by us: no stack. */
export function systemReason(error: unknown): string | null {
  const { code, path, syscall, address, port } = (error ?? {}) as SystemError;
  const reason = code === undefined ? undefined : SYSTEM_REASONS.get(code);
  if (reason === undefined) return null;
  const where = path ?? (port === undefined ? address : `${address}:${port}`);
  return where === undefined ? `${reason} (${syscall ?? code})` : `${reason}: ${where}`;
}

/** What Node notes on errors of files and of sockets. */
interface SystemError extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly port?: number;
}

const SYSTEM_REASONS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "No permission"],
  ["EPERM", "Not permitted"],
  ["ENOENT", "There is no such file or folder"],
  ["ENOTDIR", "Not a folder"],
  ["EISDIR", "A folder, not a file"],
  ["ENOSPC", "The disk is full"],
  ["EROFS", "The disk cannot be written to"],
  ["EMFILE", "Too many open files"],
  ["EEXIST", "There is something else already"],
  ["ENOTEMPTY", "The folder is not empty"],
  ["ELOOP", "Links that lead in a circle"],
  ["ENAMETOOLONG", "The name is too long"],
  ["EBUSY", "In use by another program"],
  ["EDQUOT", "Your share of the disk is used up"],
  ["EADDRINUSE", "Another program listens there already"],
]);
