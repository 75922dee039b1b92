import type { CommandModule } from 'yargs';
import { defaultDataDir } from '../data-folder/location.ts';

interface EnvArguments {
  data: string | undefined;
  format: 'sh' | 'json';
  endpoint: string | undefined;
}

/** Prints the variables that AWS CLI and SDKs need. The endpoint is that of the server that runs, or ran last, on the folder. */
export const envCommand: CommandModule<object, EnvArguments> = {
  command: 'env',
  describe: 'print the environment that AWS CLI and SDKs need',
  builder: (yargs) =>
    yargs
      .option('data', { type: 'string', describe: 'data folder (default: below the XDG data directory)' })
      .option('format', { choices: ['sh', 'json'] as const, default: 'sh' as const, describe: 'how to print' })
      .option('endpoint', { type: 'string', describe: 'the endpoint to print instead' }),
  handler: async (given) => {
    const { readCredentials } = await import('../data-folder/credentials.ts');
    const { readLastStart } = await import('../data-folder/last-start.ts');
    const folder = given.data ?? defaultDataDir(process.env);
    const credentials = await readCredentials(folder);
    const last = await readLastStart(folder);
    if (!credentials || !last)
      throw new RangeError(`no server has started on ${folder} yet: run codeartifact-local start`);
    const variables = {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
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
