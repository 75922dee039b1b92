/** Where text goes: as much of a writable stream as is needed here. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** The terminal's width. */
  readonly columns?: number;
}

/** Results go to `stdout`; progress, warnings and errors to `stderr`. */
export interface Streams {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
}
