import { askKeyring, type Context, type IndexLogin } from '@buildset/cli-kit';

/** Who asks, where no user was named: CodeArtifact's one, else the one of an index's tokens, as twine has it. */
function userOf(url: URL, { username }: IndexLogin, isCodeArtifact: boolean): string {
  return username ?? (decodeURIComponent(url.username) || (isCodeArtifact ? 'aws' : '__token__'));
}

/**
 * The login with its password, in twine's order: what was given, the address, the `keyring` program, the person at the
 * terminal unless `nonInteractive` or a client certificate is enough. Undefined where there is none.
 */
export async function withPassword(
  login: IndexLogin,
  options: { readonly isCodeArtifact: boolean; readonly nonInteractive: boolean },
  { askSecret, environment, output, progress, signal }: Context,
): Promise<IndexLogin | undefined> {
  if (login.password !== undefined) return login;
  if (!URL.canParse(login.url)) return login;
  const url = new URL(login.url);
  if (url.password !== '') return login;
  const username = userOf(url, login, options.isCodeArtifact);
  url.username = '';
  const kept = await askKeyring(url.href, username, { environment, output, signal });
  if (kept !== undefined) return { ...login, username, password: kept };
  if (login.clientCert !== undefined && !options.isCodeArtifact) return login;
  if (options.nonInteractive || !askSecret) return undefined;
  progress.end();
  const typed = await askSecret(`Password of ${username} for ${url.href}: `);
  return typed === undefined || typed === '' ? undefined : { ...login, username, password: typed };
}
