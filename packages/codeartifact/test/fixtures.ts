import { type Asset, Meter, type Publication, sha256Of, type Timer, type VersionRef } from '@buildset/core';
import { type ConnectedDomain, connectDomain, type ConnectOptions } from '../src/connect.ts';

export const GENERIC: VersionRef = { format: 'generic', namespace: 'tests', name: 'tool', version: '1.0.0' };
export const WHEEL: VersionRef = { format: 'pypi', name: 'pyabc', version: '1.0.0' };

export function assetOf(name: string, content: Uint8Array | string): Asset {
  return { name, size: Buffer.byteLength(content), sha256: sha256Of(content) };
}

/** A publication of bytes in memory, and how often it was opened. */
export function publicationOf(name: string, content: string, extra: Partial<Publication> = {}): Opened {
  let opened = 0;
  return {
    asset: assetOf(name, content),
    open: async () => {
      opened += 1;
      return pieces(Buffer.from(content));
    },
    ...extra,
    opened: () => opened,
  };
}

export interface Opened extends Publication {
  opened(): number;
}

export async function* pieces(content: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

/** Keeps what it was asked to wait, and waits not at all. */
export class InstantTimer implements Timer {
  readonly waits: number[] = [];

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.waits.push(ms);
  }
}

export interface Connected {
  readonly domain: ConnectedDomain;
  readonly meter: Meter;
  readonly timer: InstantTimer;
}

/** A domain at a fake endpoint, with credentials, without waiting. */
export async function connected(endpoint: string, extra: Partial<ConnectOptions> = {}): Promise<Connected> {
  const meter = new Meter();
  const timer = new InstantTimer();
  const domain = await connectDomain({
    domain: 'abc',
    domainOwner: '111122223333',
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    meter,
    timer,
    rates: 'none',
    jitter: () => 0.5,
    ...extra,
  });
  return { domain, meter, timer };
}

/** The bytes of a stream. */
export async function bytesOf(stream: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream ?? pieces(Buffer.from('nothing came'))) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
