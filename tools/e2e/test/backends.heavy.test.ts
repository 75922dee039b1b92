import { readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import { BACKENDS, buildWith } from '../src/wheels/backends.ts';

const DESCRIPTIONS = [
  'Title\n=====\n\nSome *text*.\n',
  '.. code-block:: python\n\n   1 + 1\n\n.. math:: x\n',
  'A long title\n=====\n',
  '.. nonsense::\n',
  '.. raw:: html\n\n   <b>\n',
  'See :ref:`there`.\n',
];

const MAKE_SDISTS = `
import io, json, os, sys, tarfile
folder, texts = sys.argv[1], json.loads(sys.argv[2])
os.makedirs(folder)
for version, text in enumerate(texts):
    head = f'Metadata-Version: 2.1\\nName: pyrst\\nVersion: {version}\\nDescription-Content-Type: text/x-rst\\n\\n'
    with tarfile.open(f'{folder}/pyrst-{version}.tar.gz', 'w:gz') as tar:
        for name, content in (('PKG-INFO', head + text), ('pyproject.toml', '')):
            data = content.encode()
            info = tarfile.TarInfo(f'pyrst-{version}/{name}')
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
`;

describeWithClients('wheels of every build backend', foundClients(), (python) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(python);
  });
  afterAll(() => scene?.close());

  const twine = async (...args: readonly string[]) => {
    const { code, stderr, stdout } = await scene.user.run('codeartifact-twine', args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    return stdout;
  };

  /** Installs the one wheel that a repository offers, with its hash, and answers with what came. */
  async function installed(client: 'pip' | 'uv', repository: string, name: string): Promise<Record<string, string>> {
    const { domain, user } = scene;
    const [wheel] = (await domain.offered(repository, name)).filter((file) => file.name.endsWith('.whl'));
    const target = join(user.home.path, `${client}-${repository}-${name}`);
    const requirements = `${target}.txt`;
    await writeFile(requirements, `${name}==1.0 --hash=sha256:${wheel?.sha256}\n`);
    const python3 = (await user.client('python', ['-c', 'import sys; print(sys.executable)'])).stdout.trim();
    const index = client === 'pip' ? '--index-url' : '--default-index';
    const where = ['--target', target, index, await domain.indexUrl(repository), '--require-hashes'];
    const quietly = client === 'pip' ? ['--no-cache-dir', '--quiet'] : ['--no-cache', '--quiet', '--python', python3];
    const install = client === 'pip' ? ['install'] : ['pip', 'install'];
    await user.client(client, [...install, ...quietly, ...where, '--no-deps', '-r', requirements]);
    const files = { WHEEL: join(target, `${name}-1.0.dist-info`, 'WHEEL'), source: join(target, name, '__init__.py') };
    const [WHEEL = '', source = ''] = await Promise.all(Object.values(files).map((path) => readFile(path, 'utf8')));
    return { build: /^Build: (.+)$/m.exec(WHEEL)?.[1] ?? 'none', source };
  }

  it('are judged by check as twine check judges them, by their reStructuredText', async () => {
    const { user } = scene;
    const folder = join(user.home.path, 'rst');
    await user.client('python', ['-c', MAKE_SDISTS, folder, JSON.stringify(DESCRIPTIONS)]);
    const files = DESCRIPTIONS.map((_text, index) => join(folder, `pyrst-${index}.tar.gz`));
    // docutils of twine's own Python, as where twine is installed.
    const PATH = dirname((await user.client('python', ['-c', 'import sys; print(sys.executable)'])).stdout.trim());
    const judged = await Promise.all(
      files.map(async (file) => {
        const theirs = await user.client('twine', ['check', file], true);
        const ours = await user.run('codeartifact-twine', ['check', file], { PATH });
        return { file, ours: ours.code === 0, theirs: theirs.code === 0 };
      }),
    );
    for (const { file, ours, theirs } of judged) expect({ file, passes: ours }).toEqual({ file, passes: theirs });
    expect(judged.map(({ theirs }) => theirs)).toEqual([true, true, false, false, false, false]);
  });

  describe.each(BACKENDS)('of $requires', (backend) => {
    const { name } = backend;
    const source = `"""${name}"""\n__version__ = "1.0"\n`;
    const promote = (...args: readonly string[]) =>
      twine('promote', `${name}==1.0`, '--build', '23', '--from', 'AbcDev', ...args, '--domain', 'abc');

    it('pass the checks, and are uploaded with a build number and a record', async () => {
      const dist = await buildWith(backend, join(scene.user.home.path, 'projects'), python, scene.user.home);
      expect(await readdir(dist)).toHaveLength(2);
      await twine('check', '--strict', join(dist, '*'));
      await twine('upload', join(dist, '*'), '--build', '23', '--domain', 'abc', '--repository', 'AbcDev');
      const held = (await scene.domain.held('AbcDev', name, '1.0'))?.assets.map((asset) => asset.name);
      expect(held).toEqual([`${name}-1.0-23-py3-none-any.whl`, `${name}-1.0.tar.gz`]);
      expect(await scene.domain.record(name, '1.0+23')).toBeDefined();
    });

    it.each(['pip', 'uv'] as const)('are installed by %s with their hash', async (client) => {
      await promote('--to', 'AbcStaging');
      expect(await installed(client, 'AbcStaging', name)).toEqual({ build: '23', source });
    });

    it.each(['pip', 'uv'] as const)('are installed by %s without the number, with their new hash', async (client) => {
      await promote('--to', 'AbcProd', '--strip-build');
      expect(await installed(client, 'AbcProd', name)).toEqual({ build: 'none', source });
    });

    it('are proven to be what was built', async () => {
      expect(await twine('verify', `${name}==1.0`, '--domain', 'abc')).toMatch(
        /tagging the original again gives the same bytes\n/,
      );
    });
  });
});
