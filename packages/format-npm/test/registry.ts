import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry on 127.0.0.1 that knows no package and keeps what is published to it. */
export class RecordingRegistry implements AsyncDisposable {
  readonly published: { readonly path: string; readonly body: string }[] = [];
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then((status) => response.writeHead(status).end('{}'));
  });

  static async start(): Promise<RecordingRegistry> {
    const registry = new RecordingRegistry();
    await new Promise<void>((resolve) => {
      registry.#server.listen(0, '127.0.0.1', resolve);
    });
    return registry;
  }

  get host(): string {
    const address: string | AddressInfo | null = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  get url(): string {
    return `http://${this.host}/`;
  }

  async #answer(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    if (request.method !== 'PUT') return 404;
    this.published.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString() });
    return 201;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}
