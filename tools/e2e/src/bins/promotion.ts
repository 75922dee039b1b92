/** The answer of `promote --json`, as its documentation has it. */
export interface Promotion {
  readonly id: string | null;
  readonly outcome: 'promoted' | 'already-there' | 'planned' | 'refused' | 'failed';
  readonly method: 'none' | 'copy' | 'assemble' | 'add' | 'replace';
  readonly route?: 'direct';
  readonly from: string;
  readonly to: string;
  readonly set: {
    readonly digest: string;
    readonly format: string;
    readonly namespace: string | null;
    readonly package: string;
    readonly version: string;
    readonly builds: readonly string[];
  } | null;
  readonly assets: readonly {
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
    readonly outcome: string;
  }[];
  readonly calls: Readonly<Record<string, number>>;
  readonly bytesTransferred: number;
  readonly writes: number;
  readonly reason?: { readonly code: string; readonly message: string };
  readonly warnings?: readonly string[];
}

/** The error that a bin prints on standard error with `--json`. */
export interface PrintedError {
  readonly code: string;
  readonly message: string;
  readonly side?: string;
  readonly next?: string;
}

/** Reads standard output of `promote --json`: one object. Throws when it is another. */
export function parsePromotion(stdout: string): Promotion | undefined {
  if (stdout === '') return undefined;
  const answer: { schemaVersion?: unknown; promotion?: Promotion } = JSON.parse(stdout);
  if (answer.schemaVersion !== 1 || answer.promotion === undefined) throw new Error(`not a promotion: ${stdout}`);
  return answer.promotion;
}

/** The error among the lines of standard error, with `--json`; undefined when there is none. */
export function printedError(stderr: string): PrintedError | undefined {
  for (const line of stderr.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { error }: { error?: PrintedError } = JSON.parse(line);
    if (error !== undefined) return error;
  }
  return undefined;
}
