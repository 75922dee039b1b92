/** Asks the person at the terminal; what is typed is not shown. Undefined where nobody is at one. */
export type AskSecret = (question: string) => Promise<string | undefined>;

/** How a process asks. Its input is not opened before. */
export function terminalSecret(process: Pick<NodeJS.Process, 'stderr' | 'stdin'>, signal: AbortSignal): AskSecret {
  return async (question) => {
    const { stderr, stdin } = process;
    if (!stdin.isTTY || !stderr.isTTY) return undefined;
    const [{ createInterface }, { Writable }] = await Promise.all([
      import('node:readline/promises'),
      import('node:stream'),
    ]);
    stderr.write(question);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const terminal = createInterface({ input: stdin, output: nowhere, terminal: true });
    try {
      return await terminal.question('', { signal });
    } finally {
      terminal.close();
      stderr.write('\n');
    }
  };
}
