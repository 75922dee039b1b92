import { afterAll, beforeAll, expect, it } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { makeDomain, type TestDomain } from '../src/server/test-domain.ts';
import { makeUser, type User } from '../src/user.ts';
import { projectBuilds } from '../src/wheels/builds.ts';

function copyTo(repository: string): string[] {
  const from = ['--source-repository', 'AbcDev', '--destination-repository', repository];
  return [...from, '--format', 'pypi', '--package', 'pyabc'];
}

interface Copied {
  readonly successfulVersions: Readonly<Record<string, { readonly status: string }>>;
  readonly failedVersions: Readonly<Record<string, { readonly errorCode: string }>>;
}

describeWithClients('aws codeartifact copy-package-versions', foundClients(), (python) => {
  let server: Server;
  let domain: TestDomain;
  let user: User;
  /** The revision of AbcDev's version when build 23 had come and 24 had not. */
  let revisionOf23: string;

  beforeAll(async () => {
    server = await startServer();
    domain = await makeDomain(server, 'abc', ['AbcDev', 'AbcStaging', 'AbcPinned']);
    user = await makeUser(domain, python);
    await user.login('AbcDev');
    for (const { build, wheel } of Object.values(projectBuilds())) {
      await user.twineUpload([wheel]);
      if (build !== 23) continue;
      const query = ['--repository', 'AbcDev', '--format', 'pypi', '--package', 'pyabc', '--package-version', '1.0.0'];
      const { stdout } = await user.aws('describe-package-version', query);
      const { packageVersion }: { packageVersion: { revision: string } } = JSON.parse(stdout);
      revisionOf23 = packageVersion.revision;
    }
  });
  afterAll(async () => {
    await user?.remove();
    await server?.stop();
  });

  it('copies every build of the version, good and bad', async () => {
    const { stdout } = await user.aws('copy-package-versions', [...copyTo('AbcStaging'), '--versions', '1.0.0']);
    const copied: Copied = JSON.parse(stdout);
    expect(copied.successfulVersions['1.0.0']?.status).toBe('Published');
    const wanted = Object.values(projectBuilds()).map(({ wheel: { name, sha256 } }) => ({ name, sha256 }));
    expect((await domain.held('AbcStaging', 'pyabc'))?.assets).toEqual(wanted);
    expect(await user.install('AbcStaging', 'pyabc==1.0.0')).toEqual({ build: '24', source: 'BUILD = 24\n' });
  });

  it('fails with MISMATCHED_REVISION for the revision of build 23 once build 24 has arrived', async () => {
    const { stdout } = await user.aws('copy-package-versions', [
      ...copyTo('AbcPinned'),
      '--version-revisions',
      `1.0.0=${revisionOf23}`,
    ]);
    const copied: Copied = JSON.parse(stdout);
    expect(copied.failedVersions['1.0.0']?.errorCode).toBe('MISMATCHED_REVISION');
    expect(copied.successfulVersions).toEqual({});
    expect(await domain.held('AbcPinned', 'pyabc')).toBeUndefined();
  });
});
