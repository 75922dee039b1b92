import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { BlobHasher } from './blobs.ts';

// As text, not a file: a worker cannot be started from a TypeScript source, which is what tests run.
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const { openSync, readSync, closeSync } = require('node:fs');
  const block = Buffer.allocUnsafe(1 << 20);
  // Made once: for a small file that is most of the work.
  let blake2b;
  const opened = async (name) => {
    if (name !== 'blake2b256') return createHash(name);
    blake2b ??= await require(workerData.wasm).createBLAKE2b(256);
    return blake2b.init();
  };
  parentPort.on('message', async ({ path, names }) => {
    let file;
    try {
      const hashes = await Promise.all(names.map(async (name) => [name, await opened(name)]));
      file = openSync(path, 'r');
      for (let read = readSync(file, block); read > 0; read = readSync(file, block)) {
        for (const [, hash] of hashes) hash.update(block.subarray(0, read));
      }
      parentPort.postMessage({ hashes: Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest('hex')])) });
    } catch (error) {
      parentPort.postMessage({ message: String(error) });
    } finally {
      if (file !== undefined) closeSync(file);
    }
  });
`;

/** More would take the processor from those who serve. */
const maxWorkers = 2;

/** hash-wasm: Node has no BLAKE2b of 256 bits, and plain JavaScript takes twenty times as long. */
const wasm = createRequire(import.meta.url).resolve('hash-wasm');

type Name = 'md5' | 'sha1' | 'sha512' | 'blake2b256';

interface Answer {
  readonly hashes?: Readonly<Record<Name, string>>;
  readonly message?: string;
}

interface Job {
  readonly path: string;
  readonly names: readonly Name[];
  readonly resolve: (hashes: Readonly<Record<Name, string>>) => void;
  readonly reject: (error: Error) => void;
}

interface Lane {
  readonly worker: Worker;
  job: Job | undefined;
}

/**
 * Hashes files in worker threads, each one file at a time, in the order of asking. The threads start with the first files and do not
 * keep the process alive.
 */
export function workerHasher(workers: number = Math.min(maxWorkers, availableParallelism())): BlobHasher {
  const lanes = new Set<Lane>();
  const queue: Job[] = [];
  let closed = false;

  const feed = (lane: Lane): void => {
    lane.job = queue.shift();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    if (lane.job) lane.worker.postMessage({ path: lane.job.path, names: lane.job.names });
  };

  const start = (): Lane => {
    const lane: Lane = { worker: new Worker(program, { eval: true, workerData: { wasm } }), job: undefined };
    lane.worker.unref();
    lane.worker.on('message', (answer: Answer) => {
      if (answer.hashes) lane.job?.resolve(answer.hashes);
      else lane.job?.reject(new Error(answer.message ?? 'the hash worker gave no answer'));
      feed(lane);
    });
    lane.worker.on('error', (error) => {
      lanes.delete(lane);
      lane.job?.reject(error);
      take();
    });
    lanes.add(lane);
    return lane;
  };

  const take = (): void => {
    if (queue.length === 0) return;
    const idle = [...lanes].find((lane) => lane.job === undefined);
    if (idle) feed(idle);
    else if (lanes.size < workers) feed(start());
  };

  const digests = (path: string, names: readonly Name[]): Promise<Readonly<Record<Name, string>>> =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(new Error('the server stops'));
        return;
      }
      queue.push({ path, names, resolve, reject });
      take();
    });

  return {
    hash: async (path) => {
      const { md5, sha1, sha512 } = await digests(path, ['md5', 'sha1', 'sha512']);
      return { md5, sha1, sha512 };
    },
    blake2b256: async (path) => (await digests(path, ['blake2b256'])).blake2b256,
    close: async () => {
      closed = true;
      await Promise.all([...lanes].map((lane) => lane.worker.terminate()));
      const left = [...queue.splice(0), ...[...lanes].flatMap((lane) => lane.job ?? [])];
      lanes.clear();
      for (const job of left) job.reject(new Error('the server stops'));
    },
  };
}
