import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What was published of one version. */
export interface Published {
  readonly document: Readonly<Record<string, unknown>> & {
    readonly 'dist-tags': Readonly<Record<string, string>>;
    readonly versions: Readonly<Record<string, object>>;
    readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
  };
  readonly tarball: Buffer;
}

interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The certificate of a registry with its key, and the authority of those who may come in. */
interface RegistryTls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** A registry outside CodeArtifact, below a path, that one can make unreliable. It knows one package. */
export class FakeRegistry {
  /** By version. */
  readonly held = new Map<string, Published>();
  /** What dist-tags point at. */
  readonly tags = new Map<string, string>();
  readonly publishes: IncomingMessage[] = [];
  /** Paths and logins of what was read. */
  readonly reads: { readonly path: string; readonly authorization: string | undefined }[] = [];
  /** Answers a publish in place of the registry, or undefined to take it. */
  onPublish: (request: IncomingMessage) => Answer | undefined = () => undefined;
  /** Takes what is published, and says that it failed. */
  losesReply = false;
  /** How many packuments are shown as they were before. */
  staleReads = 0;
  /** Where tarballs are handed out, in place of the registry itself. */
  tarballsAt: string | undefined;
  readonly #server: Server;
  #shown: ReadonlyMap<string, Published> = new Map();

  readonly #protocol: 'http' | 'https';

  private constructor(tls: RegistryTls | undefined) {
    const handle = (request: IncomingMessage, response: ServerResponse) => void this.#handle(request, response);
    this.#protocol = tls ? 'https' : 'http';
    this.#server = tls ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false }) : createServer();
    this.#server.on('request', handle);
  }

  /** With TLS it takes nobody who has no certificate of its authority. */
  static async start(tls?: RegistryTls): Promise<FakeRegistry> {
    const registry = new FakeRegistry(tls);
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.#protocol}://${this.host}/team/npm/`;
  }

  /** Has a version that was not published by us. */
  hold(version: string, tarball: string, tag = 'latest'): void {
    const document = { 'dist-tags': {}, versions: { [version]: {} }, _attachments: {} };
    this.held.set(version, { document, tarball: Buffer.from(tarball) });
    this.tags.set(tag, version);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (this.#protocol === 'https' && !(request.socket as TLSSocket).authorized)
      return void response.writeHead(403).end();
    if (request.method === 'PUT') return this.#publish(request, Buffer.concat(chunks), response);
    const { headers, url = '' } = request;
    this.reads.push({ path: url, authorization: headers.authorization });
    const [, version] = /\/-\/(.+)\.tgz$/.exec(url) ?? [];
    if (version === undefined) return this.#packument(response);
    if (this.tarballsAt !== undefined && !url.startsWith('/cdn/')) {
      return void response.writeHead(302, { location: `${this.tarballsAt}cdn/-/${version}.tgz` }).end();
    }
    const found = this.held.get(version);
    response.writeHead(found ? 200 : 404).end(found?.tarball);
  }

  #publish(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    this.publishes.push(request);
    const answer = this.onPublish(request);
    if (answer) return void response.writeHead(answer.status, answer.headers).end(answer.text);
    const document = JSON.parse(body.toString()) as Published['document'];
    const [version = ''] = Object.keys(document.versions);
    if (this.held.has(version)) {
      const text = `You cannot publish over the previously published versions: ${version}.`;
      return void response.writeHead(403).end(JSON.stringify({ error: text }));
    }
    const [attached] = Object.values(document._attachments);
    this.held.set(version, { document, tarball: Buffer.from(attached?.data ?? '', 'base64') });
    for (const [tag, at] of Object.entries(document['dist-tags'])) this.tags.set(tag, at);
    response.writeHead(this.losesReply ? 503 : 201).end('{}');
  }

  #packument(response: ServerResponse): void {
    if (this.staleReads > 0) this.staleReads -= 1;
    else this.#shown = new Map(this.held);
    if (this.#shown.size === 0) return void response.writeHead(404).end('{}');
    const versions = [...this.#shown].map(([version, { tarball }]) => {
      const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
      return [version, { dist: { tarball: `${this.url}app/-/${version}.tgz`, integrity } }];
    });
    const document = { 'dist-tags': Object.fromEntries(this.tags), versions: Object.fromEntries(versions) };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  }
}
