import { expect, it, onTestFinished } from 'vitest';

import { clientHome } from './client-home.ts';
import { describeWithClients } from './describe-with-clients.ts';
import { pythonClients } from './python.ts';
import type { PythonTool } from './python-tools.ts';

describeWithClients('the real Python clients', await pythonClients(), (python) => {
  it.each<[PythonTool, string[], RegExp]>([
    ['python', ['--version'], /^Python 3\./],
    ['pip', ['--version'], /^pip \d/],
    ['build', ['--version'], /^build 1\./],
    ['wheel', ['tags', '--help'], /--build/],
    ['twine', ['--version'], /^twine version/],
    ['uv', ['--version'], /^uv \d/],
    ['aws', ['--version'], /^aws-cli\//],
  ])('has %s, which starts in an empty home', async (tool, args, answer) => {
    const home = await clientHome();
    onTestFinished(() => home.remove());
    expect((await python.run(tool, args, { home })).stdout).toMatch(answer);
  });

  it('keeps pip on this machine, whatever the machine says, until a login names an index', async () => {
    const home = await clientHome();
    onTestFinished(() => home.remove());
    const index = async (): Promise<string> => {
      const { stdout } = await python.run('pip', ['config', 'get', 'global.index-url'], { home });
      return stdout.trim();
    };
    expect(await index()).toBe('http://127.0.0.1:9/simple/');
    await python.run('pip', ['config', 'set', 'global.index-url', 'http://127.0.0.1:4590/simple/'], { home });
    expect(await index()).toBe('http://127.0.0.1:4590/simple/');
    const install = await python.run('pip', ['download', 'six', '--retries=0'], {
      home,
      env: { PIP_INDEX_URL: 'http://127.0.0.1:9/simple/' },
      mayFail: true,
    });
    expect(install.code).toBe(1);
    expect(install.stdout).toContain('Looking in indexes: http://127.0.0.1:9/simple/\n');
  });
});
