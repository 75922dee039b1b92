import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { smallWheel } from '@buildset/format-pypi';
import { startCodeArtifact } from '@buildset/local';
import { answers, run, say, type Terminal } from './step.ts';

const HELP = `npm run quickstart [-- --data DIR]

Starts an embedded CodeArtifact on a free port and does buildset's main job on it with the real commands.
  --data DIR   keep the server's data in DIR (default: a temporary folder that is removed at the end)
`;

type Server = Awaited<ReturnType<typeof startCodeArtifact>>;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help === true) return void process.stdout.write(HELP);
  const folder = await mkdtemp(join(tmpdir(), 'buildset-quickstart-'));
  const server = await startCodeArtifact({ dataDir: resolve(values.data ?? join(folder, 'data')) });
  try {
    await walk(server, folder);
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function walk(server: Server, folder: string): Promise<void> {
  const dist = join(folder, 'dist');
  await mkdir(dist);
  const env = environment(server, folder);
  const terminal: Terminal = { cwd: folder, env };
  say(`An embedded CodeArtifact serves at ${server.endpoint}; nothing leaves this machine`);
  const repositories = ['AbcDev', 'AbcStaging', 'AbcProd'];
  const { makeDomain } = await import('./domain.ts');
  await makeDomain(server, 'abc', repositories);
  process.stdout.write(`It has the domain abc with the repositories ${repositories.join(', ')}.\n`);

  say('Once for a domain: the home, where buildset keeps its records');
  await run(terminal, 'buildset init --domain abc');

  say('CI uploads builds 22 and 23 of pyabc 1.0.0');
  for (const build of ['22', '23']) await upload(terminal, dist, build);

  say('Build 23 is being tested; meanwhile build 24 arrives');
  await upload(terminal, dist, '24');

  say('The tests passed: promote exactly build 23 to AbcStaging');
  const promote = 'codeartifact-twine promote pyabc==1.0.0';
  await run(terminal, `${promote} --build 23 --from AbcDev --to AbcStaging --domain abc`);

  say('Run again, as CI does: nothing is written');
  await run(terminal, `${promote} --build 23 --from AbcDev --to AbcStaging --domain abc`);

  say('Build 22 would never be installed beside 23, so it is refused (exit code 4)');
  await run(terminal, `${promote} --build 22 --from AbcDev --to AbcStaging --domain abc`, 4);

  say('From AbcStaging to AbcProd: a copy inside the service, no byte goes through this machine');
  await run(terminal, `${promote} --last --from AbcStaging --to AbcProd --exclusive --domain abc`);

  say('What installers get from AbcProd');
  await install(server, terminal);

  say('Which repository holds which build');
  await run(terminal, `codeartifact-twine sets pyabc==1.0.0 --domain abc --repository ${repositories.join(' ')}`);
}

async function upload(terminal: Terminal, dist: string, build: string): Promise<void> {
  const files = { 'pyabc.py': `print("I am pyabc 1.0.0, build ${build}")\n` };
  const { content, name } = smallWheel({ name: 'pyabc', version: '1.0.0', build, files });
  await writeFile(join(dist, name), content);
  await run(
    terminal,
    `codeartifact-twine upload --domain abc --repository AbcDev --work-item ABC-${build} dist/${name}`,
  );
}

/** Installs with the machine's pip; a machine without one is told so, which is no failure. */
async function install(server: Server, terminal: Terminal): Promise<void> {
  if (!(await answers(terminal, 'python3', '-m', 'pip', '--version'))) {
    process.stdout.write('This machine has no pip; with one, it would be shown here.\n');
    return;
  }
  const { tokenFor } = await import('./domain.ts');
  const index = await tokenFor(server, 'abc', 'AbcProd');
  const env = {
    ...terminal.env,
    PIP_INDEX_URL: index,
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_CONFIG_FILE: '/dev/null',
  };
  const quiet = '--quiet --no-cache-dir --root-user-action ignore';
  await run({ ...terminal, env }, `python3 -m pip install ${quiet} --target site pyabc`);
  const python = { ...env, PYTHONPATH: join(terminal.cwd, 'site') };
  await run({ ...terminal, env: python }, 'python3 -m pyabc');
}

function environment(server: Server, folder: string): NodeJS.ProcessEnv {
  const { PATH, NO_COLOR, TERM, SystemRoot } = process.env;
  return {
    PATH,
    NO_COLOR,
    TERM,
    SystemRoot,
    HOME: folder,
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    AWS_REGION: server.region,
    AWS_ENDPOINT_URL_CODEARTIFACT: server.endpoint,
  };
}

// Node 20 is supported; what the SDK says about later releases of its own is for its users.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
await main();
