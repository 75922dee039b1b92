import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const syncData = promisify(fdatasync);

/**
 * The file to which a database commits. It stays the same as long as a connection is open, and SQLite has no lock on it that closing a second
 * descriptor would free.
 */
export interface WriteAheadLog {
  /** Puts on the disk what was committed by then, away from this thread. Close only when it has ended. */
  sync(): Promise<void>;
  close(): void;
}

/** Of a database that syncs what it commits itself, or has no file. */
export const noLog: WriteAheadLog = { sync: () => Promise.resolve(), close: () => undefined };

/** That of the database at `path`, which must have been read. */
export function openWriteAheadLog(path: string): WriteAheadLog {
  const file = openSync(`${path}-wal`, 'r+');
  return {
    sync: async () => {
      try {
        await syncData(file);
      } catch (cause) {
        throw new Error(`the database is not on the disk, start the server anew: ${String(cause)}`, { cause });
      }
    },
    close: () => closeSync(file),
  };
}
