import type { CommandModule } from 'yargs';
import type { Principal } from '../auth/principals.ts';
import { defaultDataDir } from '../data-folder/location.ts';
import { withStore } from './folder-store.ts';
import { examples } from './examples.ts';

interface EnvArguments {
  data: string | undefined;
  format: 'sh' | 'json';
  endpoint: string | undefined;
  principal: string | undefined;
}

/** Prints the variables that AWS CLI and SDKs need. The endpoint is that of the server that runs, or ran last, on the folder. */
export const envCommand: CommandModule<object, EnvArguments> = {
  command: 'env',
  describe: 'print the environment that AWS CLI and SDKs need',
  builder: (yargs) =>
    yargs
      .option('data', { type: 'string', describe: 'data folder (default: below the XDG data directory)' })
      .option('format', { choices: ['sh', 'json'] as const, default: 'sh' as const, describe: 'how to print' })
      .option('endpoint', { type: 'string', describe: 'the endpoint to print instead' })
      .option('principal', {
        type: 'string',
        describe: 'the keys of a principal made with principal add (default: the administrator’s)',
      })
      .epilogue(
        examples(
          ['eval "$(codeartifact-local env --data ./trial)"', 'in a shell'],
          ['eval "$(codeartifact-local env --data ./trial --principal ci)"', 'as ci'],
        ),
      ),
  handler: async (given) => {
    const { readCredentials } = await import('../data-folder/credentials.ts');
    const { readLastStart } = await import('../data-folder/last-start.ts');
    const folder = given.data ?? defaultDataDir(process.env);
    const credentials = await readCredentials(folder);
    const last = await readLastStart(folder);
    if (!credentials || !last)
      throw new RangeError(`no server has started on ${folder} yet: run codeartifact-local start`);
    const keys =
      given.principal === undefined || given.principal === 'administrator'
        ? credentials
        : await keysOf(folder, given.principal);
    const variables = {
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_REGION: last.region,
      AWS_DEFAULT_REGION: last.region,
      AWS_ENDPOINT_URL_CODEARTIFACT: given.endpoint ?? last.endpoint,
      AWS_ENDPOINT_URL_STS: given.endpoint ?? last.endpoint,
    };
    process.stdout.write(
      given.format === 'json'
        ? `${JSON.stringify(variables)}\n`
        : Object.entries(variables)
            .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`)
            .join(''),
    );
  },
};

async function keysOf(folder: string, name: string): Promise<Principal> {
  const { listPrincipals } = await import('../auth/principals.ts');
  const principals = await withStore(folder, listPrincipals);
  const found = principals.find((principal) => principal.name === name);
  if (found) return found;
  const names = principals.map((principal) => principal.name).join(', ');
  throw new RangeError(`no principal '${name}'; there are: administrator${names && `, ${names}`}`);
}
