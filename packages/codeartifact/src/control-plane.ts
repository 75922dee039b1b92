import { Readable } from 'node:stream';
import type { Codeartifact, CodeartifactClientConfig } from '@aws-sdk/client-codeartifact';
import type { Transport } from './http/transport.ts';
import type { RequestRunner } from './request-runner.ts';
import type { RequestSubject } from './request-subject.ts';
import { SdkTransport } from './sdk-transport.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ClientOptions {
  /** Default: as the SDK finds it (AWS_REGION, the profile). */
  readonly region?: string;
  /** A profile of the AWS configuration files. Default: AWS_PROFILE, then `default`. */
  readonly profile?: string;
  /** Default: AWS_ENDPOINT_URL_CODEARTIFACT, AWS_ENDPOINT_URL, the profile's, then the region's. */
  readonly endpoint?: string;
  /** Default: the SDK's provider chain. */
  readonly credentials?: AwsCredentials;
}

const silence = (): void => {};
const SILENT = { debug: silence, info: silence, warn: silence, error: silence };

/** CodeArtifact's API. The SDK is loaded at the first call: a start that needs none does not pay for it. */
export class ControlPlane {
  readonly #options: ClientOptions;
  readonly #transport: Transport;
  readonly #runner: RequestRunner;
  #client: Promise<Codeartifact> | undefined;
  #origin: URL | undefined;

  constructor(options: ClientOptions, transport: Transport, runner: RequestRunner) {
    this.#options = options;
    this.#transport = transport;
    this.#runner = runner;
  }

  /** Runs a call through budget, meter and retry. `send` is called anew for each attempt. Throws a CodedError. */
  call<Output>(
    subject: RequestSubject,
    send: (client: Codeartifact, attempt: number) => Promise<Output>,
  ): Promise<Output> {
    return this.#runner.run(subject, async (attempt) => send(await this.#connected(), attempt));
  }

  /** Where the last request went, whatever named it; undefined before the first. */
  get origin(): URL | undefined {
    return this.#origin;
  }

  /** The region in use. Throws `region-missing`. */
  async region(): Promise<string> {
    const subject = { operation: 'GetRegion', doing: 'find the region', side: 'local', coordinates: {} } as const;
    return this.#runner.run(subject, async () => (await this.#connected()).config.region());
  }

  #connected(): Promise<Codeartifact> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect(): Promise<Codeartifact> {
    // The SDK would print a warning about the Node version on stderr, among our own messages.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const sdk = await import('@aws-sdk/client-codeartifact');
    const config: CodeartifactClientConfig = {
      ...this.#options,
      // One: the runner repeats, since it counts each attempt and opens its source again.
      maxAttempts: 1,
      // Put together once for each operation, not for each request.
      cacheMiddleware: true,
      // stderr belongs to the caller; whatever matters comes as an error.
      logger: SILENT,
      bodyLengthChecker: lengthOf,
      requestHandler: new SdkTransport(this.#transport, this.#runner.signal),
    };
    const client = new sdk.Codeartifact(config);
    // It copies each input and output for a log that nobody reads.
    client.middlewareStack.remove('loggerMiddleware');
    this.#observe(client);
    return client;
  }

  #observe(client: Codeartifact): void {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        this.#runner.sent(String(context['commandName']).replace(/Command$/, ''));
        this.#origin = originOf(args.request) ?? this.#origin;
        const result = await next(args);
        this.#runner.replied(dateOf(result.response));
        return result;
      },
      // Next to the wire, inside what turns replies into exceptions.
      { step: 'deserialize', name: 'observeRequests', priority: 'low' },
    );
  }
}

function originOf(request: unknown): URL | undefined {
  if (typeof request !== 'object' || request === null || !('protocol' in request) || !('hostname' in request)) return;
  const port = 'port' in request && typeof request.port === 'number' ? `:${request.port}` : '';
  const url = `${String(request.protocol)}//${String(request.hostname)}${port}/`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

function dateOf(response: unknown): string | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  return typeof headers.date === 'string' ? headers.date : undefined;
}

/** A source as the body of a request whose length is known beforehand. */
export function sizedBody(source: AsyncIterable<Uint8Array>, size: number): Readable {
  // A high-water mark of one object: the source's own chunks are the only buffer.
  return Object.assign(Readable.from(source, { highWaterMark: 1 }), { contentLength: size });
}

function lengthOf(body: unknown): number | undefined {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.byteLength(body);
  if (!(body instanceof Readable) || !('contentLength' in body)) return undefined;
  return typeof body.contentLength === 'number' ? body.contentLength : undefined;
}
