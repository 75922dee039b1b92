import { readFile } from 'node:fs/promises';
import type { Argv, CommandModule } from 'yargs';
import { presentFolder, withStore } from './folder-store.ts';
import { examples } from './examples.ts';

/** Callers besides the administrator. They may be changed while a server runs on the folder. */
export const principalCommand: CommandModule = {
  command: 'principal',
  describe: 'add, list and remove principals with keys and an identity policy of their own',
  builder: (yargs) =>
    yargs
      .command(
        'add <name>',
        'make a principal, and print its keys',
        (y) =>
          common(y)
            .positional('name', { type: 'string', demandOption: true })
            .option('policy', { type: 'string', demandOption: true, describe: 'file with an IAM policy' })
            .option('account', { type: 'string', default: '000000000000', describe: 'the account of the server' }),
        async (given) => {
          const { addPrincipal } = await import('../auth/principals.ts');
          const policy = await readPolicy(given.policy);
          const identity = { partition: 'aws', account: given.account };
          const folder = await presentFolder(given.data);
          print(await withStore(folder, (store) => addPrincipal(store, identity, given.name, policy)));
        },
      )
      .command('list', 'show names and ARNs', common, async (given) => {
        const { listPrincipals } = await import('../auth/principals.ts');
        const all = await withStore(await presentFolder(given.data), listPrincipals);
        print(all.map(({ name, arn, accessKeyId }) => ({ name, arn, accessKeyId })));
      })
      .command(
        'remove <name>',
        'remove a principal',
        (y) => common(y).positional('name', { type: 'string', demandOption: true }),
        async (given) => {
          const { removePrincipal } = await import('../auth/principals.ts');
          await withStore(await presentFolder(given.data), (store) => removePrincipal(store, given.name));
        },
      )
      .epilogue(
        examples(['codeartifact-local principal add ci --policy ci.json --data ./trial', 'then: env --principal ci']),
      )
      .demandCommand(1, 'Name what to do with the principals: add, list or remove.'),
  handler: () => undefined,
};

/** Throws RangeError with what is wrong with the policy, and in which file it stands. */
async function readPolicy(file: string): Promise<string> {
  const { parsePolicy } = await import('../auth/policy-document.ts');
  const text = await readFile(file, 'utf8');
  try {
    parsePolicy(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RangeError(`${file}: ${reason}. Correct it; \`buildset policy\` prints policies to begin with.`, {
      cause: error,
    });
  }
  return text;
}

function common<T>(yargs: Argv<T>) {
  return yargs.option('data', { type: 'string', describe: 'data folder (default: below the XDG data directory)' });
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
