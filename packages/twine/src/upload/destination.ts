import { connectIndex, type Connection, type Context } from '@buildset/cli-kit';
import { type AssetPublisher, hasCode, type Home, Meter, type RepositoryWriter } from '@buildset/core';
import { withPassword } from '../target/login-password.ts';
import type { Target } from '../target/target.ts';
import { TwineError } from '../twine-error.ts';

/** Where the files go, and what can be kept of them. */
export type Destination =
  | { readonly kind: 'recorded'; readonly writer: RepositoryWriter; readonly home: Home; readonly meter: Meter }
  | { readonly kind: 'api'; readonly writer: RepositoryWriter; readonly meter: Meter }
  | { readonly kind: 'index'; readonly publisher: AssetPublisher; readonly meter: Meter; readonly why: string };

export interface DestinationOptions {
  /** Keep a record where that can be done. */
  readonly record: boolean;
  /** Ask nobody for a password. */
  readonly nonInteractive: boolean;
}

/**
 * Begins what `openDestination` will wait for where it goes through the API, so that the service answers while the files
 * are read. Never fails: who opens the destination is told why.
 */
export function approachDestination(
  { codeartifact, login }: Target,
  { record }: Pick<DestinationOptions, 'record'>,
  context: Pick<Context, 'connect'>,
): void {
  if (codeartifact === undefined || (!record && login !== undefined)) return;
  const approach = async (): Promise<void> => {
    const connection = await context.connect(codeartifact.settings);
    const home = record ? connection.home() : undefined;
    await Promise.all([home, connection.domain.openEndpoints?.('pypi', [codeartifact.repository])]);
  };
  approach().catch(() => undefined);
}

/**
 * Opens the best that the target and the credentials allow: with a record where the API can be reached; with the
 * address and a password alone where AWS credentials are missing. Throws `no-home`, `password-missing`, and what
 * connecting throws.
 */
export async function openDestination(
  target: Target,
  options: DestinationOptions,
  context: Context,
): Promise<Destination> {
  const { codeartifact, login } = target;
  const byIndex = (why: string) => byLogin(target, why, options, context);
  if (codeartifact === undefined) return await byIndex('it is not a CodeArtifact repository');
  if (!options.record && login !== undefined) {
    // The API is for those who have no password: nobody is asked for one.
    const whole = await withPassword(login, { isCodeArtifact: true, nonInteractive: true }, context);
    if (whole) return await byLogin({ ...target, login: whole }, '--no-record was given', options, context);
  }
  try {
    const connection = await context.connect(codeartifact.settings);
    return await byApi(connection, codeartifact.repository, options.record);
  } catch (error) {
    if (login === undefined || !hasCode(error, 'credentials-missing', 'region-missing')) throw error;
    return await byIndex('there are no AWS credentials, only the token of the index');
  }
}

async function byApi(connection: Connection, repository: string, record: boolean): Promise<Destination> {
  const { domain, meter } = connection;
  const writer = domain.writer(repository);
  if (!record) return { kind: 'api', writer, meter };
  return { kind: 'recorded', writer, home: await connection.home(), meter };
}

async function byLogin(
  { codeartifact, login: known, repository }: Target,
  why: string,
  { nonInteractive }: DestinationOptions,
  context: Context,
): Promise<Destination> {
  const options = { isCodeArtifact: codeartifact !== undefined, nonInteractive };
  const login = known && (await withPassword(known, options, context));
  if (login === undefined) {
    throw new TwineError(
      'password-missing',
      `There is no password for ${repository}${codeartifact === undefined ? '' : ', and no AWS credentials either'}.`,
      codeartifact === undefined
        ? `Give --password or TWINE_PASSWORD, a section of .pypirc, or \`keyring set\` for the address and the user.`
        : 'Run `codeartifact-twine login` or `aws codeartifact login --tool twine`, or give --password or TWINE_PASSWORD.',
    );
  }
  const meter = new Meter();
  const publisher = await connectIndex(login, { environment: context.environment, signal: context.signal, meter });
  return { kind: 'index', publisher, meter, why };
}
