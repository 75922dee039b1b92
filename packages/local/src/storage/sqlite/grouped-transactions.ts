import { CompiledQuery, type Kysely, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

type Work<T> = (tx: Transaction<Tables>) => Promise<T>;

interface Job {
  /** Resolves to what tells the caller, once it is durable. */
  readonly work: Work<() => void>;
  readonly reject: (error: unknown) => void;
}

const savepoint = CompiledQuery.raw('savepoint job');
const undo = CompiledQuery.raw('rollback to job');
const release = CompiledQuery.raw('release job');

/**
 * Transactions one after the other on the one connection, which is what makes them serialisable. Those that are asked for in one turn of the
 * event loop are committed together, since it is the wait for the disk that costs; each is still undone alone when it fails.
 */
export function groupedTransactions(db: Kysely<Tables>): <T>(work: Work<T>) => Promise<T> {
  let waiting: Job[] = [];

  const commit = async (): Promise<void> => {
    const jobs = waiting;
    waiting = [];
    const outcomes: (() => void)[] = [];
    try {
      await db.transaction().execute(async (tx) => {
        for (const job of jobs) outcomes.push(await (jobs.length === 1 ? job.work(tx) : apart(tx, job)));
      });
    } catch (error) {
      for (const job of jobs) job.reject(error);
      return;
    }
    for (const tell of outcomes) tell();
  };

  return (work) =>
    new Promise((resolve, reject) => {
      // After what has arrived meanwhile was looked at: that is who comes along.
      if (waiting.length === 0) setImmediate(() => void commit());
      waiting.push({
        work: async (tx) => {
          const value = await work(tx);
          return () => resolve(value);
        },
        reject,
      });
    });
}

async function apart(tx: Transaction<Tables>, { reject, work }: Job): Promise<() => void> {
  await tx.executeQuery(savepoint);
  let tell: () => void;
  try {
    tell = await work(tx);
  } catch (error) {
    tell = () => reject(error);
    await tx.executeQuery(undo);
  }
  await tx.executeQuery(release);
  return tell;
}
