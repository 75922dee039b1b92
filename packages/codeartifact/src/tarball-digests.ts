import { createHash } from 'node:crypto';
import { parseSha256, type Sha256 } from '@buildset/core';
import { adviceOf, verdictOfStatus } from './aws-errors.ts';
import { CodeArtifactError } from './codeartifact-error.ts';
import { type HttpReply, readText, type Transport } from './http/transport.ts';
import type { OfferedTarball } from './packument.ts';
import { redact } from './redact.ts';
import type { RequestRunner } from './request-runner.ts';
import type { RequestSubject } from './request-subject.ts';

const REDIRECTS = 5;
/** Error bodies are quoted up to here. */
const QUOTED_BYTES = 2048;

interface Source {
  readonly transport: Transport;
  /** For other hosts: without what makes us known to the registry. */
  readonly elsewhere: Transport;
  readonly runner: RequestRunner;
  readonly registry: URL;
  /** The `Authorization` header's value; it goes to the registry's host alone. Empty for none. */
  readonly authorization: string;
  /** How to get another login. */
  readonly login: string;
}

/** The SHA-256 of tarballs that a registry offers, which tells SHA-512 only: each is downloaded once and held nowhere. */
export class TarballDigests {
  readonly #source: Source;
  /** By integrity. */
  readonly #known = new Map<string, Sha256>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** Undefined while the registry does not hand it out. Throws `corrupt-content` for other bytes than it tells. */
  async of({ integrity, url }: OfferedTarball, subject: RequestSubject): Promise<Sha256 | undefined> {
    const known = integrity === undefined ? undefined : this.#known.get(integrity);
    if (known !== undefined) return known;
    const digest = await this.#source.runner.run(subject, () => this.#download(url, integrity, subject));
    if (integrity !== undefined && digest !== undefined) this.#known.set(integrity, digest);
    return digest;
  }

  async #download(
    address: string,
    integrity: string | undefined,
    subject: RequestSubject,
  ): Promise<Sha256 | undefined> {
    const { coordinates, doing, side } = subject;
    const reply = await this.#get(new URL(address, this.#source.registry), subject);
    const { status } = reply;
    if (status === 404) {
      reply.body.destroy();
      return undefined;
    }
    if (status !== 200) {
      const said = redact(await readText(reply.body, QUOTED_BYTES));
      const verdict = verdictOfStatus(status);
      const { code, retryable = false } = verdict;
      const next = adviceOf(verdict, this.#source.login);
      const message = `cannot ${doing}: HTTP ${status}${said === '' ? '' : `: ${said}`}`;
      throw new CodeArtifactError(code, message, { side, coordinates, retryable, ...(next ? { next } : {}) });
    }
    const [sha256, sha512] = [createHash('sha256'), createHash('sha512')];
    const body: AsyncIterable<Uint8Array> = reply.body;
    for await (const chunk of body) {
      sha256.update(chunk);
      sha512.update(chunk);
    }
    const [, told] = /(?:^|\s)sha512-([^\s?]+)/.exec(integrity ?? '') ?? [];
    if (told !== undefined && told !== sha512.digest('base64')) {
      throw new CodeArtifactError(
        'corrupt-content',
        `cannot ${doing}: its bytes are not those that its integrity tells`,
        {
          side,
          coordinates,
          retryable: true,
          next: 'Run it again. If it stays so, look for a proxy that changes downloads, or ask who runs the registry.',
        },
      );
    }
    return parseSha256(sha256.digest('hex'));
  }

  /** Follows redirects: some registries hand out tarballs from another host. */
  async #get(url: URL, subject: RequestSubject, redirects = 0): Promise<HttpReply> {
    const { authorization, elsewhere, registry, runner, transport } = this.#source;
    const isOwn = url.host === registry.host;
    // npm writes http into what it publishes, and registries may leave that so.
    if (isOwn) url.protocol = registry.protocol;
    runner.sent(subject.operation);
    const reply = await (isOwn ? transport : elsewhere).send({
      method: 'GET',
      url,
      headers: { ...(isOwn && authorization !== '' ? { authorization } : {}), 'user-agent': 'buildset' },
      ...(runner.signal === undefined ? {} : { signal: runner.signal }),
    });
    runner.replied(reply.headers['date']);
    const { location } = reply.headers;
    if (reply.status < 300 || reply.status > 399 || location === undefined || redirects === REDIRECTS) return reply;
    reply.body.destroy();
    return await this.#get(new URL(location, url), subject, redirects + 1);
  }
}
