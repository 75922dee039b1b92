import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A public index that one can make unreliable: it takes uploads at /legacy/ and shows them at /simple/. */
export class FakeIndex {
  /** File names and digests, in the order in which they came. */
  readonly held = new Map<string, string>();
  /** Answers an upload in place of the index: a status, or undefined to take it. */
  onUpload: (name: string) => number | undefined = () => undefined;
  /** How many pages are shown as they were before. */
  stalePages = 0;
  readonly #server: Server;
  #shown: readonly (readonly [string, string])[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(): Promise<FakeIndex> {
    const index = new FakeIndex();
    await new Promise<void>((resolve) => index.#server.listen(0, '127.0.0.1', resolve));
    return index;
  }

  get url(): string {
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}/legacy/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === 'POST') this.#upload(Buffer.concat(chunks), response);
    else this.#page(response);
  }

  #upload(body: Buffer, response: ServerResponse): void {
    const text = body.toString('latin1');
    const name = /name="content"; filename="([^"]+)"/.exec(text)?.[1] ?? '';
    const sha256 = /name="sha256_digest"\r\n\r\n([0-9a-f]{64})/.exec(text)?.[1] ?? '';
    const status = this.onUpload(name);
    if (status !== undefined) return void response.writeHead(status).end('not now');
    if (this.held.has(name)) return void response.writeHead(400).end('File already exists.');
    const start = body.indexOf('\r\n\r\n', body.indexOf(`filename="${name}"`)) + 4;
    const content = body.subarray(start, body.lastIndexOf('\r\n--'));
    if (createHash('sha256').update(content).digest('hex') !== sha256)
      return void response.writeHead(400).end('digest');
    this.held.set(name, sha256);
    response.writeHead(200).end();
  }

  #page(response: ServerResponse): void {
    if (this.stalePages > 0) this.stalePages -= 1;
    else this.#shown = [...this.held];
    if (this.#shown.length === 0) return void response.writeHead(404).end();
    const links = this.#shown.map(([name, sha256]) => `<a href="../../files/${name}#sha256=${sha256}">${name}</a>`);
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<html><body>${links.join('\n')}</body></html>`);
  }
}
