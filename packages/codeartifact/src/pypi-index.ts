import { Meter, type OutsideIndex } from '@buildset/core';
import { CodeArtifactError } from './codeartifact-error.ts';
import { chooseTransport, type ConnectionSettings } from './http/choose-transport.ts';
import { type Authorization, PackageEndpoint, unchanging } from './package-endpoint.ts';
import { PypiEndpoint } from './pypi-endpoint.ts';
import { RequestRunner, type RunnerOptions } from './request-runner.ts';

export interface PypiIndexOptions extends Partial<RunnerOptions>, ConnectionSettings {
  /** The address to upload to, as in `.pypirc`. Credentials in it are used when no others are given. */
  readonly url: string;
  /**
   * The address that installers read, as `pip --index-url` takes it. Default: `simple/` below `url`; beside it where `url`
   * ends with `/legacy/`, on the host without `upload.`, which is how the public index has it.
   */
  readonly indexUrl?: string;
  /** Default `aws`. */
  readonly username?: string;
  /**
   * Without one nothing can be uploaded, unless a client certificate speaks for the caller. User and password may both be
   * empty: an index that takes uploads from everybody.
   */
  readonly password?: string;
}

/**
 * An index as twine and pip reach it, with nothing but its address and a password. Only pypi versions. Throws
 * `validation` for an address that is none; an upload throws `credentials-missing` without a password, and what
 * `publishAsset` of a repository throws.
 */
export async function createPypiIndex(options: PypiIndexOptions): Promise<OutsideIndex> {
  const { password, url, username } = addressOf(options.url, options);
  const index = indexOf(url, options.indexUrl);
  const shared = {
    transport: await chooseTransport(options),
    runner: new RequestRunner({ ...options, meter: options.meter ?? new Meter() }),
    side: 'destination',
    coordinates: { url: url.href },
  } as const;
  const endpointAt = (at: Address): PackageEndpoint =>
    new PackageEndpoint({
      ...shared,
      name: at.url.href,
      base: () => Promise.resolve(at.url),
      authorization: fixedAuthorization(at),
    });
  // The login goes to no other host than the one that it is for.
  const reads =
    index.password === undefined && index.url.host === url.host ? { url: index.url, username, password } : index;
  const pypi = new PypiEndpoint(endpointAt({ url, username, password }), endpointAt(reads));
  return {
    address: url.href,
    files: ({ name }) => pypi.index(name),
    async publishAsset(ref, publication) {
      if (password === undefined && options.clientCert === undefined) throw passwordMissing(url);
      return await pypi.upload(ref, publication);
    },
  };
}

const RENEW =
  'Check the address, the user name and the password. `codeartifact-twine login` and `aws codeartifact login --tool twine` write a new token of CodeArtifact into .pypirc.';

interface Address {
  readonly url: URL;
  readonly username: string;
  readonly password: string | undefined;
}

/** An address without its login, and the login: as given, else as it stands in the address. Throws `validation`. */
function addressOf(text: string, given: { readonly username?: string; readonly password?: string } = {}): Address {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new CodeArtifactError('validation', 'the address of the repository is not an http or https URL', {
      next: 'Give a whole address, such as https://index.example.com/legacy/, with --repository-url or in .pypirc.',
    });
  }
  const url = new URL(text);
  const username = given.username ?? (decoded(url.username) || 'aws');
  const password = given.password ?? (decoded(url.password) || undefined);
  url.username = '';
  url.password = '';
  return { url, username, password };
}

/** A part of an address as it was meant; one with a `%` that begins no escape was written as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function indexOf(upload: URL, given: string | undefined): Address {
  if (given !== undefined) return addressOf(given.replace(/\/*$/, '/'));
  const isLegacy = /\/legacy\/?$/.test(upload.pathname);
  const url = new URL(isLegacy ? '../simple/' : 'simple/', upload.href.replace(/\/*$/, '/'));
  if (isLegacy) url.hostname = url.hostname.replace(/^upload\./, '');
  return { url, username: '', password: undefined };
}

function passwordMissing({ host }: URL): CodeArtifactError {
  return new CodeArtifactError('credentials-missing', `there is no password for ${host}`, { next: RENEW });
}

function fixedAuthorization({ password, username }: Address): Authorization {
  const isNobody = password === undefined || (username === '' && password === '');
  return unchanging(isNobody ? '' : basic(username, password), RENEW);
}

/** The value of an `Authorization` header. Source: RFC 7617. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
