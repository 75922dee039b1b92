import { connectIndex, type Connection, type Context } from '@buildset/cli-kit';
import { type AssetPublisher, hasCode, type Home, Meter, type RepositoryWriter } from '@buildset/core';
import type { Target } from '../target/target.ts';
import { TwineError } from '../twine-error.ts';

/** Where the files go, and what can be kept of them. */
export type Destination =
  | { readonly kind: 'recorded'; readonly writer: RepositoryWriter; readonly home: Home; readonly meter: Meter }
  | { readonly kind: 'api'; readonly writer: RepositoryWriter; readonly meter: Meter }
  | { readonly kind: 'index'; readonly publisher: AssetPublisher; readonly meter: Meter; readonly why: string };

/**
 * Opens the best that the target and the credentials allow: with a record where the API can be reached; with the
 * address and its token alone where AWS credentials are missing. Throws `no-home`, and what connecting throws.
 */
export async function openDestination(target: Target, record: boolean, context: Context): Promise<Destination> {
  const { codeartifact, login } = target;
  if (codeartifact === undefined) return await byLogin(target, 'it is not a CodeArtifact repository', context);
  if (!record && login?.password !== undefined) return await byLogin(target, '--no-record was given', context);
  try {
    const connection = await context.connect(codeartifact.settings);
    return await byApi(connection, codeartifact.repository, record);
  } catch (error) {
    if (login === undefined || !hasCode(error, 'credentials-missing', 'region-missing')) throw error;
    return await byLogin(target, 'there are no AWS credentials, only the token of the index', context);
  }
}

async function byApi(connection: Connection, repository: string, record: boolean): Promise<Destination> {
  const { domain, meter } = connection;
  const writer = domain.writer(repository);
  if (!record) return { kind: 'api', writer, meter };
  return { kind: 'recorded', writer, home: await connection.home(), meter };
}

async function byLogin({ login, repository }: Target, why: string, context: Context): Promise<Destination> {
  if (login === undefined || (login.password === undefined && !hasLogin(login.url))) {
    throw new TwineError(
      'password-missing',
      `There is no password for ${repository}, and no AWS credentials either.`,
      'Run `aws codeartifact login --tool twine`, or give --password or TWINE_PASSWORD.',
    );
  }
  const meter = new Meter();
  const publisher = await connectIndex(login, { environment: context.environment, signal: context.signal, meter });
  return { kind: 'index', publisher, meter, why };
}

function hasLogin(address: string): boolean {
  return URL.canParse(address) && new URL(address).password !== '';
}
