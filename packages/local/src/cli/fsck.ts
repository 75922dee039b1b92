import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { presentFolder } from './folder-store.ts';
import { examples } from './examples.ts';

interface FsckArguments {
  data: string | undefined;
  collect: boolean;
  json: boolean;
}

/** Checks a folder that is not served; exit code 3 when something of it is missing or damaged. */
export const fsckCommand: CommandModule<object, FsckArguments> = {
  command: 'fsck',
  describe: 'check that every asset has its bytes',
  builder: (yargs) =>
    yargs
      .option('data', { type: 'string', describe: 'data folder (default: below the XDG data directory)' })
      .option('collect', { type: 'boolean', default: false, describe: 'remove bytes that nothing refers to' })
      .option('json', { type: 'boolean', default: false, describe: 'print the report as JSON' })
      .epilogue(
        examples(['codeartifact-local fsck --data ./trial', 'once its server is stopped; exit code 3 for damage']),
      ),
  handler: async (given) => {
    const { checkFolder } = await import('../maintenance/fsck.ts');
    const { lockFolder } = await import('../data-folder/lock.ts');
    const { openDiskBlobStore } = await import('../storage/disk-blob-store.ts');
    const { openSqliteStore } = await import('../storage/sqlite/store.ts');
    const folder = await presentFolder(given.data);
    const lock = await lockFolder(folder);
    try {
      const store = openSqliteStore(join(folder, 'metadata.db'));
      const report = await checkFolder(store, await openDiskBlobStore(folder), { collect: given.collect });
      await store.close();
      const { checked, missing, damaged, orphans } = report;
      process.stdout.write(
        given.json
          ? `${JSON.stringify(report)}\n`
          : `${checked} blobs checked: ${missing.length} missing, ${damaged.length} damaged; ` +
              `${orphans.length} orphans${report.collected ? ' removed' : ''}\n` +
              [...missing.map((sha) => `missing ${sha}\n`), ...damaged.map((sha) => `damaged ${sha}\n`)].join(''),
      );
      if (missing.length + damaged.length > 0) process.exitCode = 3;
    } finally {
      await lock.release();
    }
  },
};
