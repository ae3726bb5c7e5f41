/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Flags that every command understands. Keys are absent when the flag was not given. */
export interface GlobalOptions {
  readonly verbose?: true;
  readonly debug?: true;
  readonly quiet?: true;
  readonly color?: boolean;
  readonly json?: true;
  /** Data for code hosts instead. */
  readonly sarif?: true;
}

/** The console as the output writes to it; tests pass their own. */
export interface Console {
  readonly stdout: ConsoleStream;
  readonly stderr: ConsoleStream;
}

export interface ConsoleStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}
