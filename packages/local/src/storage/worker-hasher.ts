import { Worker } from 'node:worker_threads';
import type { BlobHasher } from './blobs.ts';
import type { BlobHashes } from './records.ts';

// As text, not a file: a worker cannot be started from a TypeScript source, which is what tests run.
const program = `
  const { parentPort } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const { createReadStream } = require('node:fs');
  parentPort.on('message', async ({ id, path }) => {
    try {
      const hashes = ['md5', 'sha1', 'sha512'].map((name) => [name, createHash(name)]);
      for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
        for (const [, hash] of hashes) hash.update(chunk);
      }
      parentPort.postMessage({ id, hashes: Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest('hex')])) });
    } catch (error) {
      parentPort.postMessage({ id, message: String(error) });
    }
  });
`;

interface Answer {
  readonly id: number;
  readonly hashes?: BlobHashes;
  readonly message?: string;
}

interface Waiting {
  readonly resolve: (hashes: BlobHashes) => void;
  readonly reject: (error: Error) => void;
}

/** Hashes files in one worker thread, which starts with the first file and does not keep the process alive. */
export function workerHasher(): BlobHasher {
  let worker: Worker | undefined;
  let next = 0;
  const waiting = new Map<number, Waiting>();

  const start = (): Worker => {
    const started = new Worker(program, { eval: true });
    started.unref();
    started.on('message', (answer: Answer) => {
      const one = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.hashes) one?.resolve(answer.hashes);
      else one?.reject(new Error(answer.message ?? 'the hash worker gave no answer'));
    });
    started.on('error', (error) => {
      for (const one of waiting.values()) one.reject(error);
      waiting.clear();
      worker = undefined;
    });
    return started;
  };

  return {
    hash: (path) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        const id = next++;
        waiting.set(id, { resolve, reject });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
        worker.postMessage({ id, path });
      }),
    close: async () => {
      await worker?.terminate();
      for (const one of waiting.values()) one.reject(new Error('the server stops'));
      waiting.clear();
    },
  };
}
