import {
  formatVersion,
  Meter,
  type OutsideIndex,
  type Packument,
  type PackageRef,
  type VersionRef,
} from '@buildset/core';
import { CodeArtifactError } from './codeartifact-error.ts';
import { chooseTransport, type ConnectionSettings } from './http/choose-transport.ts';
import { NpmEndpoint, type PublishExtras } from './npm-endpoint.ts';
import { PackageEndpoint, unchanging } from './package-endpoint.ts';
import { RequestRunner, type RunnerOptions } from './request-runner.ts';
import { TarballDigests } from './tarball-digests.ts';

export interface NpmIndexOptions extends Partial<RunnerOptions>, ConnectionSettings, PublishExtras {
  /** The registry's address, as `npm --registry` takes it. */
  readonly url: string;
  /** The `Authorization` header's value. Without one, or a client certificate, nothing can be published. */
  readonly authorization?: string;
  /** The dist-tag that a publish sets. Default `latest`. */
  readonly tag?: string;
}

/** A registry that packuments can be read of too. */
export interface NpmIndex extends OutsideIndex {
  packument(pkg: PackageRef): Promise<Packument | undefined>;
}

/** The one asset of an npm version. */
const TARBALL = 'package.tgz';
const LOGIN =
  'Log in with `npm login --registry` and the address, or put a token into .npmrc; check that it may publish.';

/**
 * An npm registry, with nothing but its address and a login. What it offers of a version is known by its bytes: the
 * tarball is downloaded and hashed, once for each integrity. Throws `validation` for an address that is none; a publish
 * throws `credentials-missing` without a login, `one-time-password` where one is asked for, and what `publishAsset` of a
 * repository throws.
 */
export async function createNpmIndex(options: NpmIndexOptions): Promise<NpmIndex> {
  const { access, authorization = '', clientPem, otp, provenance, tag = 'latest' } = options;
  const url = addressOf(options.url);
  const transport = await chooseTransport(options);
  const { clientPem: _ours, ...others } = options;
  const elsewhere = clientPem === undefined ? transport : await chooseTransport(others);
  const runner = new RequestRunner({ ...options, meter: options.meter ?? new Meter() });
  const endpoint = new PackageEndpoint({
    transport,
    runner,
    side: 'destination',
    coordinates: { url: url.href },
    name: url.href,
    base: () => Promise.resolve(url),
    authorization: unchanging(authorization, LOGIN),
  });
  const npm = new NpmEndpoint(endpoint);
  const digests = new TarballDigests({ transport, elsewhere, runner, registry: url, authorization, login: LOGIN });
  const extras: PublishExtras = {
    ...(access === undefined ? {} : { access }),
    ...(provenance === undefined ? {} : { provenance }),
    ...(otp === undefined ? {} : { otp }),
  };
  return {
    address: url.href,
    packument: (pkg) => npm.packument(pkg),
    async files(ref: VersionRef) {
      const offered = await npm.tarball(ref);
      if (!offered) return [];
      const doing = `read the tarball of ${formatVersion(ref)} in ${url.href}`;
      const sha256 = await digests.of(offered, endpoint.subject('NpmTarball', doing));
      const { integrity } = offered;
      return sha256 === undefined ? [] : [{ name: TARBALL, sha256, ...(integrity === undefined ? {} : { integrity }) }];
    },
    async publishAsset(ref, publication) {
      if (authorization === '' && clientPem === undefined) {
        throw new CodeArtifactError('credentials-missing', `there is no login for ${url.href}`, { next: LOGIN });
      }
      return await npm.publish(ref, { ...publication, tag }, extras);
    },
  };
}

/** An address without a login, with a slash at its end. */
function addressOf(text: string): URL {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new CodeArtifactError('validation', 'the address of the registry is not an http or https URL', {
      next: 'Give a whole address, such as https://registry.example.com/.',
    });
  }
  const url = new URL(text);
  Object.assign(url, { username: '', password: '', search: '', hash: '' });
  url.pathname = url.pathname.replace(/\/*$/, '/');
  return url;
}
