import {
  formatPackage,
  formatVersion,
  type InstallerFile,
  type PackageRef,
  type Packument,
  type Publication,
  publishBody,
  type PublishDocument,
  type PublishOutcome,
  type PublishTarget,
  type VersionRef,
} from '@buildset/core';
import { CodeArtifactError } from './codeartifact-error.ts';
import type { HttpReply, HttpRequest } from './http/transport.ts';
import type { PackageEndpoint } from './package-endpoint.ts';
import { deprecating, type OfferedTarball, PACKUMENT_ACCEPT, parsePackument, parseTarball } from './packument.ts';
import type { RequestSubject } from './request-subject.ts';
import { sentContent } from './sent-content.ts';

/** A packument of some 10,000 versions. */
const PACKUMENT_BYTES = 256 * 1024 * 1024;
/** The one asset of an npm version. Source: AWS CodeArtifact user guide, "List package version assets". */
const TARBALL = 'package.tgz';

/** What a publish says to registries other than CodeArtifact. */
export interface PublishExtras extends Pick<PublishTarget, 'access' | 'provenance'> {
  /** A one-time password. */
  readonly otp?: string;
}

/** A repository as npm sees it: the publish document, packuments and dist-tags. */
export class NpmEndpoint {
  readonly #endpoint: PackageEndpoint;

  constructor(endpoint: PackageEndpoint) {
    this.#endpoint = endpoint;
  }

  /**
   * A second publish of the same tarball and manifest changes nothing; the tags of a version that is there stay. Throws
   * `one-time-password` where one is asked for.
   */
  async publish(ref: VersionRef, publication: Publication, extras: PublishExtras = {}): Promise<PublishOutcome> {
    const { otp, ...target } = extras;
    const { name, runner } = this.#endpoint;
    const { document, tag = 'latest' } = publication;
    const subject = this.#endpoint.subject('NpmPublish', `publish ${formatVersion(ref)} to ${name}`);
    if (!document) throw new CodeArtifactError('validation', `cannot ${subject.doing} without its manifest`);
    const done = await this.#endpoint.exchange<PublishOutcome | AskedForPassword>({
      subject,
      request: async (base) => {
        const content = await sentContent(publication, subject, runner);
        const request = publishRequest(base, document({ registry: base.href, tag, ...target }), content);
        return otp === undefined ? request : { ...request, headers: { ...request.headers, 'npm-otp': otp } };
      },
      read: (reply, text) => {
        if (isDone(reply)) return { outcome: 'published' };
        const outcome = isTaken(reply, text)
          ? 'conflict'
          : asksForPassword(reply, text)
            ? 'one-time-password'
            : undefined;
        return outcome && { outcome, message: this.#endpoint.saidOf(subject, reply, text) };
      },
    });
    if (done.outcome === 'one-time-password') throw passwordAsked(done, subject, otp);
    return done;
  }

  /** Where the tarball of a version is; undefined when the version is not to be had. */
  async tarball(ref: VersionRef): Promise<OfferedTarball | undefined> {
    const { tarball } = await this.#read(ref, PACKUMENT_ACCEPT, (text) => {
      const found = parseTarball(text, ref);
      return found ? { tarball: found } : {};
    });
    return tarball;
  }

  async packument(pkg: PackageRef): Promise<Packument | undefined> {
    const { packument } = await this.#read(pkg, PACKUMENT_ACCEPT, (text) => ({ packument: parsePackument(text) }));
    return packument;
  }

  /** The one file that installers are offered for a version; none when the version is not to be had. */
  async files(ref: VersionRef): Promise<readonly InstallerFile[]> {
    const version = (await this.packument(ref))?.versions.get(ref.version);
    if (!version) return [];
    return [{ name: TARBALL, ...(version.integrity === undefined ? {} : { integrity: version.integrity }) }];
  }

  async setTag(ref: VersionRef, tag: string): Promise<void> {
    const doing = `point the dist-tag ${tag} at ${formatVersion(ref)} in ${this.#endpoint.name}`;
    const body = JSON.stringify(ref.version);
    await this.#change('NpmDistTag', doing, tagPath(ref, tag), { method: 'PUT', body });
  }

  async removeTag(pkg: PackageRef, tag: string): Promise<void> {
    const doing = `remove the dist-tag ${tag} of ${formatPackage(pkg)} in ${this.#endpoint.name}`;
    await this.#change('NpmDistTag', doing, tagPath(pkg, tag), { method: 'DELETE', isGoneFine: true });
  }

  /** As `npm deprecate` does: the whole packument is sent back, with the one version changed. */
  async deprecate(ref: VersionRef, message: string): Promise<void> {
    const doing = `deprecate ${formatVersion(ref)} in ${this.#endpoint.name}`;
    const { body } = await this.#read(ref, 'application/json', (text) => ({ body: deprecating(text, ref, message) }));
    if (body === undefined) throw new CodeArtifactError('not-found', `cannot ${doing}: there is no such version`);
    await this.#change('NpmDeprecate', doing, escaped(ref), { method: 'PUT', body });
  }

  /** What a packument's text is read as; nothing when there is none. */
  #read<Result extends object>(
    pkg: PackageRef,
    accept: string,
    parse: (text: string) => Result,
  ): Promise<Partial<Result>> {
    const doing = `read the package ${formatPackage(pkg)} in ${this.#endpoint.name}`;
    return this.#endpoint.exchange<Partial<Result>>({
      subject: this.#endpoint.subject('NpmPackument', doing),
      request: (base) => ({ method: 'GET', url: new URL(escaped(pkg), base), headers: { accept } }),
      read: ({ status }, text) => (status === 200 ? parse(text) : undefined),
      absent: () => ({}),
      maxBytes: PACKUMENT_BYTES,
    });
  }

  async #change(
    operation: string,
    doing: string,
    path: string,
    { body, isGoneFine = false, method }: { method: 'PUT' | 'DELETE'; body?: string; isGoneFine?: boolean },
  ): Promise<void> {
    await this.#endpoint.exchange<true>({
      subject: this.#endpoint.subject(operation, doing),
      request: (base) => ({
        method,
        url: new URL(path, base),
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
      }),
      read: (reply) => (isDone(reply) ? true : undefined),
      ...(isGoneFine ? { absent: () => true as const } : {}),
    });
  }
}

function publishRequest(base: URL, document: PublishDocument, content: AsyncIterable<Uint8Array>): HttpRequest {
  return {
    method: 'PUT',
    url: new URL(document.path, base),
    headers: { 'content-type': 'application/json', 'content-length': String(document.contentLength) },
    body: publishBody(document, content),
  };
}

interface AskedForPassword {
  readonly outcome: 'one-time-password';
  readonly message: string;
}

/** As npm recognizes it. Source: npm-registry-fetch, check-response.js. */
function asksForPassword({ headers, status }: HttpReply, text: string): boolean {
  return status === 401 && (/\botp\b/i.test(headers['www-authenticate'] ?? '') || /one-time pass/i.test(text));
}

function passwordAsked({ message }: AskedForPassword, { coordinates, side }: RequestSubject, otp?: string): Error {
  const next =
    otp === undefined
      ? 'Give it with --otp.'
      : 'Each is good for one time, and not for long: give a new one with --otp.';
  return new CodeArtifactError('one-time-password', message, { side, coordinates, next });
}

/** Whether the version is there. Registries other than CodeArtifact say it with other codes. */
function isTaken({ status }: HttpReply, text: string): boolean {
  if (status === 409) return true;
  if (status !== 400 && status !== 403) return false;
  return /publish over|already (exists|present)|previously published|cannot be (updated|overwritten)/i.test(text);
}

function isDone({ status }: HttpReply): boolean {
  return status >= 200 && status < 300;
}

function tagPath(pkg: PackageRef, tag: string): string {
  return `-/package/${escaped(pkg)}/dist-tags/${encodeURIComponent(tag)}`;
}

function escaped(pkg: PackageRef): string {
  return formatPackage(pkg).replace('/', '%2f');
}
