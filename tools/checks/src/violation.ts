/** One broken rule of the repository. */
export interface Violation {
  /** Path from the workspace root, with `/`. */
  readonly file: string;
  /** 1-based; absent where the rule is about the file as a whole. */
  readonly line?: number;
  /** What is wrong and what the rule is, in one line. */
  readonly message: string;
}

/** `file:line: message`, as editors and terminals link it. */
export function formatViolation({ file, line, message }: Violation): string {
  return line === undefined ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}

/** Orders by file, then by line. */
export function compareViolations(a: Violation, b: Violation): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
