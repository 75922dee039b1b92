import Database from 'libsql';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { migrations } from './migrations.ts';
import type { Scope } from '../metadata.ts';
import type { Tables } from './tables.ts';
import { noLog, openWriteAheadLog, type WriteAheadLog } from './write-ahead-log.ts';

/** How long a statement waits for another process's lock; fsck may look while a server runs. */
const busyTimeoutMs = 5_000;

/** How long it waits for another process that migrates: a large folder takes its time, and there is nothing to serve before. */
const migrationWaitMs = 60_000;

export interface OpenDatabase {
  readonly db: Kysely<Tables>;
  /**
   * Another text after every change (of `settings`: of no package), by this connection (also one that is undone) or committed by
   * another process.
   */
  readonly generation: (of?: Scope) => string;
  /** Destroying `db` closes it as well. */
  readonly log: Pick<WriteAheadLog, 'sync'>;
}

/**
 * The one file that knows the driver. Opens (and makes, and migrates) the database; `:memory:` keeps it in memory.
 * Throws when it was written by more steps than there are.
 */
export function openDatabase(path: string, steps: readonly string[] = migrations): OpenDatabase {
  const driver = connect(path);
  // The answer is another mode in memory, and on a file system that cannot do it.
  const isLogged = String(driver.prepare('PRAGMA journal_mode = WAL').raw().get([])) === 'wal';
  // With NORMAL a commit leaves the disk to who syncs the log; a checkpoint still syncs the log before it and the database after it.
  driver.exec(`PRAGMA synchronous = ${isLogged ? 'NORMAL' : 'FULL'}`);
  let log: WriteAheadLog;
  try {
    migrate(driver, steps);
    log = isLogged ? openWriteAheadLog(path) : noLog;
  } catch (error) {
    driver.close();
    throw error;
  }
  const others = driver.prepare('PRAGMA data_version').raw();
  const { db, writes } = build(driver, log);
  return {
    db,
    log,
    generation: (of = 'all') => `${writes[of]}/${String(others.get([]))}`,
  };
}

/** A connection that sees for ever what was committed when this was called. */
export function openSnapshot(path: string): Kysely<Tables> {
  const driver = connect(path);
  driver.exec('BEGIN');
  driver.prepare('SELECT count(*) FROM domains').all([]);
  return build(driver).db;
}

/**
 * Does `work` while no other process does it under the lock of the file at `path`, made when missing. The system frees the lock when a
 * process dies. Throws when another holds it for too long.
 */
export function exclusively<T>(path: string, work: () => T): T {
  const driver = connect(path);
  try {
    driver.exec('BEGIN EXCLUSIVE');
    const result = work();
    driver.exec('COMMIT');
    return result;
  } finally {
    driver.close();
  }
}

function connect(path: string): Database.Database {
  const driver = new Database(path);
  waitFor(driver, busyTimeoutMs);
  driver.exec('PRAGMA foreign_keys = ON');
  return driver;
}

function waitFor(driver: Database.Database, ms: number): void {
  driver.exec(`PRAGMA busy_timeout = ${ms}`);
}

/** One transaction a step: what dies in the middle of one is where it was before it. */
function migrate(driver: Database.Database, steps: readonly string[]): void {
  for (;;) {
    const done = userVersion(driver);
    if (done === steps.length) return;
    if (done > steps.length) {
      throw new Error('the data folder was written by a newer codeartifact-local; use that one, or another folder');
    }
    waitFor(driver, migrationWaitMs);
    driver.exec('BEGIN IMMEDIATE');
    waitFor(driver, busyTimeoutMs);
    // Asked again with the lock held: another process may have gone on meanwhile.
    const next = userVersion(driver);
    const step = steps[next];
    try {
      driver.exec(step === undefined ? 'ROLLBACK' : `${step} PRAGMA user_version = ${next + 1}; COMMIT;`);
    } catch (error) {
      // Closing alone would keep the lock as long as the process lives.
      if (driver.inTransaction) driver.exec('ROLLBACK');
      throw error;
    }
  }
}

function userVersion(driver: Database.Database): number {
  const [row] = driver.prepare('PRAGMA user_version').all([]);
  return typeof row === 'object' && row !== null && 'user_version' in row ? Number(row.user_version) : 0;
}

/** Statements kept prepared, the oldest leave first. Every query shape is one; lists of names make a few more. */
const keptStatements = 500;

/** What changes no row. Anything else may, a rollback too: what was read in its transaction is undone. */
const reads = /^(?:begin|commit|savepoint|release|select)/iu;

/** What changes no settings besides. A table that is new is one of them until it is named here. */
const noSettings = /^(?:insert into|update|delete from) "(?:packages|versions|assets|blobs|dist_tags)"/u;

function build(
  driver: Database.Database,
  log?: WriteAheadLog,
): { db: Kysely<Tables>; writes: Readonly<Record<Scope, number>> } {
  const statements = new Map<string, SqliteStatement>();
  const writes = { all: 0, settings: 0 };
  const open = (sql: string): SqliteStatement => {
    const statement = driver.prepare(sql);
    // Kysely asks before each run, and the driver would look again.
    const { reader } = statement;
    const all = reads.test(sql) ? 0 : 1;
    const settings = noSettings.test(sql) ? 0 : all;
    const count = (): void => {
      writes.all += all;
      writes.settings += settings;
    };
    return {
      reader,
      all: (parameters) => {
        count();
        return statement.all(parameters);
      },
      run: (parameters) => {
        count();
        return statement.run(parameters);
      },
      iterate: (parameters) => {
        count();
        return statement.iterate(parameters);
      },
    };
  };
  const prepare = (sql: string): SqliteStatement => {
    const known = statements.get(sql) ?? open(sql);
    statements.set(sql, known);
    const [oldest] = statements.keys();
    if (statements.size > keptStatements && oldest !== undefined) statements.delete(oldest);
    return known;
  };
  const database: SqliteDatabase = {
    close: () => {
      log?.close();
      driver.close();
    },
    prepare,
  };
  return { db: new Kysely<Tables>({ dialect: new SqliteDialect({ database }) }), writes };
}
