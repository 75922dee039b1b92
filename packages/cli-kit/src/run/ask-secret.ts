/** Asks the person at the terminal; what is typed is not shown. */
export type AskSecret = (question: string) => Promise<string>;

/** How this process can ask; undefined where nobody is at a terminal. */
export function terminalSecret(
  { stderr, stdin }: { readonly stdin: NodeJS.ReadStream; readonly stderr: NodeJS.WriteStream },
  signal: AbortSignal,
): AskSecret | undefined {
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return async (question) => {
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
