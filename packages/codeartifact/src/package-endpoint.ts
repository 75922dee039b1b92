import type { Side } from '@buildset/core';
import { adviceOf, damagedUpload, parseRetryAfter, verdictOfStatus } from './aws-errors.ts';
import { CodeArtifactError } from './codeartifact-error.ts';
import { type HttpReply, type HttpRequest, readText, type Transport } from './http/transport.ts';
import { redact } from './redact.ts';
import type { RequestRunner } from './request-runner.ts';
import type { RequestSubject } from './request-subject.ts';

/** Who asks. */
export interface Authorization {
  /**
   * The `Authorization` header's value; sent unasked, since the service challenges with Bearer, not with Basic. Empty for
   * none.
   */
  header(): Promise<string>;
  /** To be called when it was refused. Whether another one can be had. */
  refused(header: string): boolean;
  /** Whether it is old enough that a 404 may mean that it has ended. Source: what CodeArtifact's clients report. */
  mayHaveEnded(): boolean;
  /** What the user can do when it is refused for good. */
  readonly next: string;
}

/** The value of a header that was given and cannot be renewed; empty for none. */
export function unchanging(header: string, next: string): Authorization {
  return { header: () => Promise.resolve(header), refused: () => false, mayHaveEnded: () => false, next };
}

export interface PackageEndpointOptions {
  /** For messages and errors. */
  readonly name: string;
  /** The repository's URL, with a slash at its end. */
  readonly base: () => Promise<URL>;
  readonly authorization: Authorization;
  readonly transport: Transport;
  readonly runner: RequestRunner;
  readonly side: Side;
  readonly coordinates: Readonly<Record<string, string>>;
}

/** One request to an endpoint, and what its replies mean. */
export interface Exchange<Result> {
  readonly subject: RequestSubject;
  /** Makes the request anew for each attempt, at the repository's URL. */
  request(base: URL): Promise<HttpRequest> | HttpRequest;
  /** What a reply means; undefined when it is a refusal. */
  read(reply: HttpReply, text: string): Result | undefined;
  /** What 404 means, where absence is an answer. */
  readonly absent?: () => Result;
  /** How much is read of a reply of status 200, in bytes. Default 2048, as of refusals. */
  readonly maxBytes?: number;
}

/** Error bodies are quoted up to here. */
const QUOTED_BYTES = 2048;

/**
 * What the package managers' endpoints of a repository have in common: the token, fetched anew once when it is refused,
 * retries, redirects that are refused, and what a status means.
 */
export class PackageEndpoint {
  readonly name: string;
  readonly runner: RequestRunner;
  readonly #options: PackageEndpointOptions;

  constructor(options: PackageEndpointOptions) {
    this.name = options.name;
    this.runner = options.runner;
    this.#options = options;
  }

  subject(operation: string, doing: string): RequestSubject {
    return { operation, doing, side: this.#options.side, coordinates: this.#options.coordinates };
  }

  async exchange<Result>({ absent, maxBytes, read, request, subject }: Exchange<Result>): Promise<Result> {
    const { authorization, base } = this.#options;
    let renewed = false;
    return this.runner.run(subject, async () => {
      const [header, url] = await Promise.all([authorization.header(), base()]);
      const reply = await this.#send(subject, await request(url), header);
      const text = await readText(reply.body, reply.status === 200 ? (maxBytes ?? QUOTED_BYTES) : QUOTED_BYTES);
      const result = this.#read(subject, () => read(reply, text));
      if (result !== undefined) return result;
      const isAbsence = reply.status === 404 && absent !== undefined;
      const mayBeToken = reply.status === 401 || (reply.status === 404 && (!absent || authorization.mayHaveEnded()));
      const suspect = !renewed && mayBeToken;
      if (isAbsence && !suspect) return absent();
      renewed ||= suspect;
      throw this.#refusal(subject, reply, text, suspect && authorization.refused(header));
    });
  }

  /** What was said, for an outcome that is no error. */
  saidOf({ doing }: RequestSubject, reply: HttpReply, text: string): string {
    return `cannot ${doing}: ${quoted(reply, text)}`;
  }

  async #send(subject: RequestSubject, request: HttpRequest, authorization: string): Promise<HttpReply> {
    const { runner, transport } = this.#options;
    runner.sent(subject.operation);
    const authorizing = authorization === '' ? {} : { authorization };
    const headers = { ...authorizing, ...request.headers, 'user-agent': 'buildset' };
    const reply = await transport.send({
      ...request,
      headers,
      ...(runner.signal === undefined ? {} : { signal: runner.signal }),
    });
    runner.replied(reply.headers['date']);
    return reply;
  }

  /** What cannot be read is told with what was being done. */
  #read<Result>(subject: RequestSubject, read: () => Result): Result {
    try {
      return read();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const { coordinates, doing, side } = subject;
      throw new CodeArtifactError('unexpected-reply', `cannot ${doing}: ${reason}`, { cause, side, coordinates });
    }
  }

  #refusal(subject: RequestSubject, reply: HttpReply, text: string, renewable: boolean): CodeArtifactError {
    const damaged = UPLOADS.has(subject.operation) ? damagedUpload(reply.status, text) : undefined;
    const verdict = damaged ?? verdictOfStatus(reply.status);
    const { code, retryable = false } = verdict;
    const advice = adviceOf(verdict, this.#options.authorization.next);
    const retryAfterMs = renewable ? 0 : parseRetryAfter(reply.headers['retry-after'], this.runner.clock.now());
    return new CodeArtifactError(code, this.saidOf(subject, reply, text), {
      side: subject.side,
      retryable: retryable || renewable,
      coordinates: subject.coordinates,
      ...(advice === undefined ? {} : { next: advice }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
}

const UPLOADS: ReadonlySet<string> = new Set(['NpmPublish', 'PypiUpload']);

function quoted(reply: HttpReply, text: string): string {
  const location = reply.headers['location'];
  if (location !== undefined)
    return `HTTP ${reply.status}, redirected to ${redact(location)}: give that address instead`;
  const said = redact(text.replace(/<[^>]*>/g, ' '));
  return said === '' ? `HTTP ${reply.status}` : `HTTP ${reply.status}: ${said}`;
}
