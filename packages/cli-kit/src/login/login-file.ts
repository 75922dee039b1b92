/** A repository that a tool is to be logged in to. */
export interface LoginEntry {
  /** What the tool calls it: a section of `.pypirc`, a name of an index. */
  readonly name: string;
  /** The repository's endpoint; ends with a slash. */
  readonly endpoint: string;
  /** Undefined where a keyring is asked instead. */
  readonly token: string | undefined;
  /** npm's scope, without `@`: for its packages only. */
  readonly scope?: string;
  /** Beside the tool's index, not in its place. */
  readonly extra: boolean;
}

/** What a logout takes away. */
export interface LogoutEntry {
  readonly name: string;
  /** Whether an address, as it stands in a file, is the repository's endpoint or below it. */
  isEndpoint(address: string): boolean;
  /** Whether a host name is that of the repository's domain. */
  isHost(host: string): boolean;
  readonly scope?: string;
}

/** Edits the text of one kind of file. Both are pure, and keep every byte that is not theirs. */
export interface LoginFormat {
  /** Adds or renews an entry. Throws `login-name-taken` and `login-file-invalid`. */
  add(text: string, entry: LoginEntry): string;
  /** Takes an entry away, with whatever `add` has made for it; the same text when it has none. */
  remove(text: string, entry: LogoutEntry): string;
}

/** A file, and what it is. */
export interface LoginFile {
  readonly path: string;
  readonly format: LoginFormat;
}
