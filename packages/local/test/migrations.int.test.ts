import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CodeartifactClient,
  DescribeDomainCommand,
  DescribePackageVersionCommand,
  GetDomainPermissionsPolicyCommand,
  GetPackageVersionAssetCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  ListRepositoriesCommand,
} from '@aws-sdk/client-codeartifact';
import Database from 'libsql';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCodeArtifact } from '../src/index.ts';
import { openDatabase } from '../src/storage/sqlite/database.ts';
import { migrations } from '../src/storage/sqlite/migrations.ts';
import { longStep, rowsOfAVersion } from './long-step.ts';

const fixtures = fileURLToPath(new URL('schema/', import.meta.url));
const outOf = fileURLToPath(new URL('../.cache/migrating/', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const path = (): string => join(folder, 'metadata.db');

/** Lays down a folder as a server of that schema left it: its rows, and the bytes of its assets. */
async function writeFolder(schema: number): Promise<void> {
  const driver = new Database(path());
  driver.exec('PRAGMA journal_mode = WAL');
  driver.exec(await readFile(join(fixtures, `${schema}.sql`), 'utf8'));
  driver.close();
  const blobs = {
    a: 'ca/978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
    b: '3e/23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d',
  };
  for (const [text, name] of Object.entries(blobs)) {
    await mkdir(join(folder, 'blobs', name.slice(0, 2)), { recursive: true });
    await writeFile(join(folder, 'blobs', name), text);
  }
}

/** What a query of the file answers, by a connection of its own. */
function rows(sql: string): readonly unknown[] {
  const driver = new Database(path());
  const found = driver.prepare(sql).all([]);
  driver.close();
  return found;
}

const tables = ['domains', 'repositories', 'packages', 'versions', 'assets', 'blobs', 'dist_tags', 'documents'];
const contents = (): unknown => tables.map((table) => [table, rows(`SELECT * FROM ${table}`)]);
const schemaOf = (): readonly unknown[] => rows('SELECT type, name, tbl_name FROM sqlite_master ORDER BY name');

const schemas = migrations.map((_, index) => index + 1);

describe('a data folder of an earlier schema', () => {
  it('is kept as an example for each schema that there was', async () => {
    const kept = await readdir(fixtures);
    expect(kept.toSorted()).toEqual(schemas.map((schema) => `${schema}.sql`).toSorted());
  });

  it.each(schemas)('%i is served with all that it holds', async (schema) => {
    await writeFolder(schema);
    const server = await startCodeArtifact({ dataDir: folder });
    const { endpoint, region } = server;
    const client = new CodeartifactClient({ endpoint, region, credentials: server });
    try {
      const domain = 'abc';
      const dev = { domain, repository: 'dev' };
      const tools = { ...dev, format: 'generic', namespace: 'ns', package: 'tools' } as const;
      const left = { ...dev, format: 'npm', package: 'left', packageVersion: '1.0.0' } as const;
      expect(await client.send(new DescribeDomainCommand({ domain }))).toMatchObject({
        domain: { createdTime: new Date(1_700_000_000_000), repositoryCount: 2, assetSizeBytes: 2 },
      });
      const { repositories = [] } = await client.send(new ListRepositoriesCommand({}));
      expect(repositories.map(({ name, description }) => [name, description])).toEqual([
        ['dev', 'of the team'],
        ['prod', undefined],
      ]);
      const { packages = [] } = await client.send(new ListPackagesCommand(dev));
      expect(packages.map((one) => one.package)).toEqual(['tools', 'left']);
      const { versions = [] } = await client.send(new ListPackageVersionsCommand(tools));
      expect(versions.map(({ version, status, revision }) => [version, status, revision])).toEqual([
        ['1.0', 'Published', 'revision-of-1'],
        ['2.0', 'Archived', 'revision-of-2'],
      ]);
      const { assets = [] } = await client.send(
        new ListPackageVersionAssetsCommand({ ...tools, packageVersion: '2.0' }),
      );
      expect(assets[0]?.hashes).toMatchObject({ MD5: '92eb5ffee6ae2fec3ad71c777531578f' });
      const file = { ...tools, packageVersion: '1.0', asset: 'a.txt' };
      const { asset } = await client.send(new GetPackageVersionAssetCommand(file));
      expect(await asset?.transformToString()).toBe('a');
      const { packageVersion } = await client.send(new DescribePackageVersionCommand(left));
      expect(packageVersion?.publishedTime).toEqual(new Date(1_700_000_000_005));
      const { defaultDisplayVersion } = await client.send(new ListPackageVersionsCommand(left));
      expect(defaultDisplayVersion).toBe('1.0.0');
      const { policy } = await client.send(new GetDomainPermissionsPolicyCommand({ domain }));
      expect(policy).toMatchObject({ revision: 'r1', document: expect.stringContaining('codeartifact:Describe*') });
    } finally {
      client.destroy();
      await server.close();
    }
  });

  it.each(schemas)('%i becomes what a new folder is, and loses no row', async (schema) => {
    await openDatabase(path()).db.destroy();
    const wanted = schemaOf();
    await rm(path());
    await writeFolder(schema);
    const before = contents();
    await openDatabase(path()).db.destroy();
    expect(schemaOf()).toEqual(wanted);
    expect(contents()).toEqual(before);
    expect(rows('PRAGMA user_version')).toEqual([{ user_version: migrations.length }]);
    expect(rows('PRAGMA foreign_key_check')).toEqual([]);
    expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
});

describe('a data folder of a newer schema', () => {
  it('is refused with what to do, and left as it is', async () => {
    await writeFolder(migrations.length);
    await openDatabase(path(), [...migrations, 'CREATE TABLE newer (a TEXT);']).db.destroy();
    const before = [contents(), schemaOf()];
    const refusal = 'the data folder was written by a newer codeartifact-local; use that one, or another folder';
    await expect(startCodeArtifact({ dataDir: folder })).rejects.toThrow(refusal);
    expect([contents(), schemaOf()]).toEqual(before);
    expect(rows('PRAGMA user_version')).toEqual([{ user_version: migrations.length + 1 }]);
  });
});

describe('a migration', () => {
  it('that fails leaves everything as it was, and can be done again', async () => {
    await writeFolder(migrations.length);
    const before = [contents(), schemaOf()];
    const wrong = 'CREATE TABLE newer (a TEXT); DELETE FROM assets; INSERT INTO nowhere VALUES (1);';
    expect(() => openDatabase(path(), [...migrations, wrong])).toThrow(/nowhere/u);
    expect([contents(), schemaOf()]).toEqual(before);
    await openDatabase(path(), [...migrations, 'CREATE TABLE newer (a TEXT);']).db.destroy();
    expect(rows('SELECT * FROM newer')).toEqual([]);
  });

  it('that is killed at work leaves everything as it was, and is done by the next start', async () => {
    await writeFolder(migrations.length);
    const program = await bundled();
    const before = [contents(), schemaOf()];
    for (const ms of [20, 60, 120]) {
      const child = await begun(program);
      await new Promise((done) => setTimeout(done, ms));
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(rows('PRAGMA user_version')).toEqual([{ user_version: migrations.length }]);
      expect([contents(), schemaOf()]).toEqual(before);
    }
    // Two at once: one does it, the other waits.
    const two = await Promise.all([begun(program), begun(program)]);
    expect(await Promise.all(two.map((child) => once(child, 'exit')))).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(rows('PRAGMA user_version')).toEqual([{ user_version: migrations.length + 1 }]);
    expect(rows('SELECT version, note FROM versions ORDER BY id')).toEqual([
      { version: '1.0', note: '1.0 of 1' },
      { version: '2.0', note: '2.0 of 1' },
      { version: '1.0.0', note: '1.0.0 of 2' },
    ]);
    expect(rows('SELECT count(*) AS n FROM traces')).toEqual([{ n: 3 * rowsOfAVersion }]);
    // What was migrated is there for those who know it.
    await openDatabase(path(), [...migrations, longStep]).db.destroy();
  });
});

async function bundled(): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('migrating.ts', import.meta.url)),
    platform: 'node',
    external: [/^node:/u, 'libsql'],
  });
  await bundle.write({ dir: outOf, format: 'esm', entryFileNames: '[name].mjs' });
  return join(outOf, 'migrating.mjs');
}

/** A process that has begun to migrate. */
async function begun(program: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, path()], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.stdout.resume();
  return child;
}
