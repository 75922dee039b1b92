import { CompiledQuery, type Transaction } from 'kysely';
import type { OpenDatabase } from './database.ts';
import { durability } from './durability.ts';
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
 * event loop are committed together; each is still undone alone when it fails. The next ones begin while these wait for the disk, and who
 * has only read waits as well, so that nobody is told what a loss of power undoes.
 */
export function groupedTransactions({ db, generation, log }: OpenDatabase): <T>(work: Work<T>) => Promise<T> {
  const durable = durability(() => log.sync());
  let waiting: Job[] = [];

  const commit = async (): Promise<void> => {
    const jobs = waiting;
    waiting = [];
    const outcomes: (() => void)[] = [];
    try {
      const seen = await db.transaction().execute(async (tx) => {
        for (const job of jobs) outcomes.push(await (jobs.length === 1 ? job.work(tx) : apart(tx, job)));
        return generation();
      });
      await durable(seen);
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
