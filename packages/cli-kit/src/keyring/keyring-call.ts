/** `keyring get`, as pip and uv call it. Source: the help of the `keyring` program. */
export interface KeyringCall {
  readonly service: string;
  readonly username: string | undefined;
  /** `creds`: the user name comes before the password. */
  readonly mode: 'password' | 'creds';
  readonly output: 'plain' | 'json';
}

/** Understands `get`; undefined for everything else, which is another program's matter. */
export function parseKeyringCall(argv: readonly string[]): KeyringCall | undefined {
  const flags = new Map<string, string>();
  const words: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) words.push(word);
    else flags.set(name, value ?? argv[(at += 1)] ?? '');
  }
  const [operation, service, username] = words;
  const mode = flags.get('mode') ?? 'password';
  const output = flags.get('output') ?? 'plain';
  const isKnown = [...flags.keys()].every((name) => name === 'mode' || name === 'output');
  if (operation !== 'get' || service === undefined || words.length > 3 || !isKnown) return undefined;
  if ((mode !== 'password' && mode !== 'creds') || (output !== 'plain' && output !== 'json')) return undefined;
  return { service, username, mode, output };
}

/** The answer as `keyring` prints it. */
export function renderSecret({ mode, output }: KeyringCall, username: string, password: string): string {
  if (output === 'json') return `${JSON.stringify(mode === 'creds' ? { username, password } : { password })}\n`;
  return mode === 'creds' ? `${username}\n${password}\n` : `${password}\n`;
}
