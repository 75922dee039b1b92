import type { CommandModule } from 'yargs';
import { defaultDataDir } from '../data-folder/location.ts';
import { examples } from './examples.ts';

interface StartArguments {
  host: string;
  port: number;
  data: string | undefined;
  account: string;
  region: string;
  assume: string[] | undefined;
  'max-assets': number;
  'public-pypi': string | undefined;
  'public-npmjs': string | undefined;
  quotas: 'none' | 'aws';
  'allow-remote': boolean;
  'test-api': boolean;
  'clock-offset': number;
  log: string | undefined;
  json: boolean;
}

/** Serves until SIGTERM or SIGINT. */
export const startCommand: CommandModule<object, StartArguments> = {
  command: 'start',
  describe: 'serve a data folder',
  builder: (yargs) =>
    yargs
      .option('host', { type: 'string', default: '127.0.0.1', describe: 'address to listen on' })
      .option('port', { type: 'number', default: 4590, describe: 'port to listen on; 0 picks a free one' })
      .option('data', { type: 'string', describe: 'data folder (default: below the XDG data directory)' })
      .option('account', { type: 'string', default: '000000000000', describe: 'the account to play' })
      .option('region', { type: 'string', default: 'us-east-1', describe: 'the region to play' })
      .option('assume', {
        type: 'string',
        array: true,
        nargs: 1,
        describe: 'NAME=VALUE: an answer to what AWS does not document (docs/local-server.md lists them)',
      })
      .option('max-assets', { type: 'number', default: 150, describe: 'assets a package version may hold' })
      .option('public-pypi', { type: 'string', describe: 'simple index behind external connections to public:pypi' })
      .option('public-npmjs', { type: 'string', describe: 'registry behind external connections to public:npmjs' })
      .option('quotas', {
        choices: ['none', 'aws'] as const,
        default: 'none' as const,
        describe: 'throttle above the service’s default rates',
      })
      .option('allow-remote', {
        type: 'boolean',
        default: false,
        describe: 'allow a host other than loopback: plain HTTP, so others on the network can read tokens',
      })
      .option('test-api', {
        type: 'boolean',
        default: true,
        describe: 'faults, the request log and events under /_local/, for this machine (--no-test-api: off)',
      })
      .option('clock-offset', {
        type: 'number',
        default: 0,
        describe: 'seconds that the service’s time is ahead of the machine’s (see also: clock)',
      })
      .option('log', { type: 'string', describe: 'file to add JSON lines to, one a request; - is standard error' })
      .option('json', { type: 'boolean', default: false, describe: 'print the ready line as JSON' })
      .epilogue(
        examples(
          ['codeartifact-local start --data ./trial --port 0', 'on a free port; Ctrl-C or SIGTERM ends it'],
          ['codeartifact-local start --assume copy-overwrite=merge', 'an overwriting copy merges'],
          ['codeartifact-local start --quotas aws', 'throttles as AWS does by default'],
        ),
      ),
  handler: async (given) => {
    const { startCodeArtifact } = await import('../start.ts');
    const server = await startCodeArtifact({
      host: given.host,
      port: given.port,
      dataDir: given.data ?? defaultDataDir(process.env),
      account: given.account,
      region: given.region,
      assume: given.assume ?? [],
      limits: { maxAssets: given['max-assets'] },
      publicPypi: given['public-pypi'],
      publicNpmjs: given['public-npmjs'],
      quotas: given.quotas,
      clockOffsetMs: Math.round(given['clock-offset'] * 1000),
      log: given.log,
      testApi: given['test-api'],
      allowRemote: given['allow-remote'],
    });
    const { endpoint, dataDir, accessKeyId, secretAccessKey } = server;
    process.stdout.write(
      given.json
        ? `${JSON.stringify({ endpoint, dataDir, accessKeyId, secretAccessKey, pid: process.pid })}\n`
        : `codeartifact-local is ready at ${endpoint} (data: ${dataDir}); credentials: codeartifact-local env --data ${dataDir}\n`,
    );
    await new Promise<void>((resolve) => {
      process.once('SIGTERM', () => resolve());
      process.once('SIGINT', () => resolve());
    });
    await server.close();
  },
};
