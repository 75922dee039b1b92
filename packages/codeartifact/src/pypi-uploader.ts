import { type AssetPublisher, Meter } from '@buildset/core';
import { CodeArtifactError } from './codeartifact-error.ts';
import { chooseTransport, type ConnectionSettings } from './http/choose-transport.ts';
import { type Authorization, PackageEndpoint } from './package-endpoint.ts';
import { PypiEndpoint } from './pypi-endpoint.ts';
import { RequestRunner, type RunnerOptions } from './request-runner.ts';

export interface PypiUploaderOptions extends Partial<RunnerOptions>, ConnectionSettings {
  /** The address to upload to, as in `.pypirc`. Credentials in it are used when no others are given. */
  readonly url: string;
  /** Default `aws`. */
  readonly username?: string;
  readonly password?: string;
}

/**
 * Uploads as twine does, with nothing but an address and a token: for `.pypirc` files without AWS credentials. Only
 * pypi versions; throws `validation` for an address that is none, `credentials-missing` without a password, and what `publishAsset` of a repository throws.
 */
export async function createPypiUploader(options: PypiUploaderOptions): Promise<AssetPublisher> {
  const { base, username, password } = address(options);
  const endpoint = new PackageEndpoint({
    name: base.href,
    base: () => Promise.resolve(base),
    authorization: fixedAuthorization(username, password),
    transport: await chooseTransport(options),
    runner: new RequestRunner({ ...options, meter: options.meter ?? new Meter() }),
    side: 'destination',
    coordinates: { url: base.href },
  });
  const pypi = new PypiEndpoint(endpoint);
  return { publishAsset: (ref, publication) => pypi.upload(ref, publication) };
}

const RENEW = 'Get a token with `aws codeartifact login --tool twine`, and check the address and the user name.';

interface Address {
  readonly base: URL;
  readonly username: string;
  readonly password: string;
}

function address(options: PypiUploaderOptions): Address {
  if (!URL.canParse(options.url) || !/^https?:/.test(options.url)) {
    throw new CodeArtifactError('validation', 'the address of the repository is not an http or https URL', {
      next: 'Give a whole address, such as https://index.example.com/legacy/, with --repository-url or in .pypirc.',
    });
  }
  const base = new URL(options.url);
  const username = options.username ?? (decodeURIComponent(base.username) || 'aws');
  const password = options.password ?? decodeURIComponent(base.password);
  if (password === '') {
    throw new CodeArtifactError('credentials-missing', `there is no password for ${base.host}`, { next: RENEW });
  }
  base.username = '';
  base.password = '';
  return { base, username, password };
}

function fixedAuthorization(username: string, password: string): Authorization {
  const header = basic(username, password);
  return {
    header: () => Promise.resolve(header),
    refused: () => false,
    mayHaveEnded: () => false,
    next: RENEW,
  };
}

/** The value of an `Authorization` header. Source: RFC 7617. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
