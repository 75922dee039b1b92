import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { BlobHasher } from './blobs.ts';
import type { BlobHashes } from './records.ts';

// As text, not a file: a worker cannot be started from a TypeScript source, which is what tests run.
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const { readSync } = require('node:fs');
  const block = Buffer.allocUnsafe(1 << 20);
  // Made once: for a small file that is most of the work.
  let blake2b;
  const opened = async (name) => {
    if (name !== 'blake2b256') return createHash(name);
    blake2b ??= await require(workerData.wasm).createBLAKE2b(256);
    return blake2b.init();
  };
  const begin = async (names) => ({
    at: 0,
    hashes: await Promise.all(names.map(async (name) => [name, await opened(name)])),
  });
  const jobs = new Map();
  const readOn = async ({ file, names, upTo }) => {
    const job = jobs.get(file) ?? (await begin(names));
    jobs.set(file, job);
    while (job.at < upTo) {
      const read = readSync(file, block, 0, Math.min(block.length, upTo - job.at), job.at);
      if (read === 0) break;
      for (const [, hash] of job.hashes) hash.update(block.subarray(0, read));
      job.at += read;
    }
    return job.hashes;
  };
  const digests = (hashes) => Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest('hex')]));
  // What could not be read is tried again by the last step, which answers.
  const take = async (step) => {
    const read = readOn(step);
    if (!step.last) return read.catch(() => undefined);
    const answer = await read.then((all) => ({ hashes: digests(all) })).catch((error) => ({ message: String(error) }));
    jobs.delete(step.file);
    parentPort.postMessage({ file: step.file, ...answer });
  };
  // In order: a step may wait.
  let done = Promise.resolve();
  parentPort.on('message', (step) => {
    done = done.then(() => take(step));
  });
`;

/** More would take the processor from those who serve. */
const maxWorkers = 2;

/** hash-wasm: Node has no BLAKE2b of 256 bits, and plain JavaScript takes twenty times as long. */
const wasm = createRequire(import.meta.url).resolve('hash-wasm');

type Name = 'md5' | 'sha1' | 'sha512' | 'blake2b256';

type Digests = Readonly<Record<Name, string>>;

/** Reads an open file on, to its first `upTo` bytes. After the last step the worker answers, and forgets the file. */
interface Step {
  readonly file: number;
  readonly names: readonly Name[];
  readonly upTo: number;
  readonly last: boolean;
}

interface Answer {
  readonly file: number;
  readonly hashes?: Digests;
  readonly message?: string;
}

interface Waiting {
  readonly resolve: (hashes: Digests) => void;
  readonly reject: (error: Error) => void;
}

interface Lane {
  readonly worker: Worker;
  /** By the file, which is open until they are told. */
  readonly jobs: Map<number, Waiting>;
}

/** A file that a worker reads; `digests` rejects when it cannot, or the server stops. */
interface Job {
  readonly digests: Promise<Digests>;
  /** Harmless after the last one. */
  step(upTo: number, last?: boolean): void;
}

const storedNames = ['md5', 'sha1', 'sha512'] as const;

function stored({ md5, sha1, sha512 }: Digests): BlobHashes {
  return { md5, sha1, sha512 };
}

function whole(job: Job): Promise<Digests> {
  job.step(Infinity, true);
  return job.digests;
}

/** Hashes files in worker threads, each file in one. The threads start with the first files and do not keep the process alive. */
export function workerHasher(workers: number = Math.min(maxWorkers, availableParallelism())): BlobHasher {
  const lanes = new Set<Lane>();
  let closed = false;

  const tell = (lane: Lane, { file, hashes, message = 'the hash worker gave no answer' }: Answer): void => {
    const job = lane.jobs.get(file);
    if (!job) return;
    lane.jobs.delete(file);
    closeSync(file);
    if (hashes) job.resolve(hashes);
    else job.reject(new Error(message));
  };

  const end = (lane: Lane, message: string): void => {
    lanes.delete(lane);
    for (const file of lane.jobs.keys()) tell(lane, { file, message });
  };

  const start = (): Lane => {
    const lane: Lane = { worker: new Worker(program, { eval: true, workerData: { wasm } }), jobs: new Map() };
    lane.worker.unref();
    lane.worker.on('message', (answer: Answer) => tell(lane, answer));
    lane.worker.on('error', (error) => end(lane, String(error)));
    lanes.add(lane);
    return lane;
  };

  /** An idle one, or a new one, or the one that has the fewest files. */
  const freest = (): Lane => {
    const [lane] = [...lanes].sort((a, b) => a.jobs.size - b.jobs.size);
    return lane && (lane.jobs.size === 0 || lanes.size >= workers) ? lane : start();
  };

  const open = (path: string, names: readonly Name[]): Job => {
    if (closed) throw new Error('the server stops');
    const file = openSync(path, 'r');
    const lane = freest();
    const digests = new Promise<Digests>((resolve, reject) => {
      lane.jobs.set(file, { resolve, reject });
    });
    let over = false;
    return {
      digests,
      step: (upTo, last = false) => {
        if (over) return;
        over = last;
        const step: Step = { file, names, upTo, last };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
        lane.worker.postMessage(step);
      },
    };
  };

  const waiting: (() => void)[] = [];
  let reading = 0;
  /** As many whole files at once as there are threads, in the order of asking: a start may find thousands, too many to have open. */
  const inTurn = async (path: string, names: readonly Name[]): Promise<Digests> => {
    if (reading === workers) await new Promise<void>((resolve) => waiting.push(resolve));
    else reading++;
    try {
      return await whole(open(path, names));
    } finally {
      const next = waiting.shift();
      if (next) next();
      else reading--;
    }
  };

  return {
    hash: async (path) => stored(await inTurn(path, storedNames)),
    follow: (path) => {
      const job = open(path, storedNames);
      // Nobody may be there to hear of it: what was not found out is asked for again.
      job.digests.catch(() => undefined);
      return {
        written: (bytes) => job.step(bytes),
        whole: async () => stored(await whole(job)),
        drop: () => job.step(0, true),
      };
    },
    blake2b256: async (path) => (await inTurn(path, ['blake2b256'])).blake2b256,
    close: async () => {
      closed = true;
      const all = [...lanes];
      await Promise.all(all.map((lane) => lane.worker.terminate()));
      for (const lane of all) end(lane, 'the server stops');
    },
  };
}
