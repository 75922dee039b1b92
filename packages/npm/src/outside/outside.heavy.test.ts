import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeRegistry } from '../../test/fake-registry.ts';
import { NpmInMemory, type Ran } from '../../test/npm-in-memory.ts';

const TOKEN = 'token-of-nobody';

describe('promote to a registry outside CodeArtifact', () => {
  let npm: NpmInMemory;
  let registry: FakeRegistry;
  beforeEach(async () => {
    [npm, registry] = await Promise.all([NpmInMemory.create(), FakeRegistry.start()]);
    await npm.write({
      'app/buildset.config.json': { domain: 'abc' },
      'app/package.json': { name: 'app', version: '1.0.0' },
      '.npmrc': `//${registry.host}/team/:_authToken=${TOKEN}\n`,
    });
    for (const build of ['22', '23']) await attach(build);
  });
  afterEach(async () => {
    await registry.stop();
    await npm.remove();
  });

  async function attach(build: string): Promise<void> {
    await npm.write({ 'app/index.js': `// ${build}\n` });
    const { code, stderr } = await npm.run(`attach --build ${build} -r AbcDev`, 'app');
    if (code !== 0) throw new Error(stderr);
  }

  const promote = (flags = '', build = '22'): Promise<Ran> =>
    npm.run(`promote --build ${build} --from AbcDev --to-registry ${registry.url}${flags && ` ${flags}`}`, 'app');

  it('publishes the very tarball of the build, is verified by its bytes, and writes nothing the next time', async () => {
    const first = await promote('--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const { promotion } = JSON.parse(first.stdout);
    expect(promotion).toMatchObject({ outcome: 'promoted', to: registry.url });
    const { document, tarball } = registry.held.get('1.0.0') ?? {};
    expect(
      createHash('sha256')
        .update(tarball ?? '')
        .digest('hex'),
    ).toBe(promotion.assets[0].sha256);
    expect(document).toMatchObject({ 'dist-tags': { latest: '1.0.0' }, access: null });
    expect(registry.publishes[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    const { writes } = npm.meter.read();
    const second = await promote('--json');
    expect(JSON.parse(second.stdout)).toMatchObject({ promotion: { outcome: 'already-there' } });
    expect(npm.meter.read().writes).toBe(writes);
    expect(registry.publishes).toHaveLength(1);
    const history = await npm.run('history', 'app');
    expect(history.stdout).toContain(registry.url);
    expect(JSON.stringify([first, second, history])).not.toContain(TOKEN);
  });

  it('says what --tag, --access, --otp and --provenance say', async () => {
    const bundle = JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' });
    await npm.write({ 'app/app.sigstore': bundle });
    const flags = '--tag next --access public --otp 012345 --provenance app.sigstore';
    expect(await promote(flags)).toMatchObject({ code: 0 });
    const { document } = registry.held.get('1.0.0') ?? {};
    expect(document).toMatchObject({ 'dist-tags': { next: '1.0.0' }, access: 'public' });
    expect(document?._attachments['app-1.0.0.sigstore']).toEqual({
      content_type: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      data: bundle,
      length: bundle.length,
    });
    expect(registry.publishes[0]?.headers['npm-otp']).toBe('012345');
  });

  it.each([
    { status: 401, headers: { 'www-authenticate': 'OTP' } },
    { status: 401, text: 'You must provide a one-time pass. Upgrade your client.' },
  ])('names --otp where the registry asks for it: %j', async (answer) => {
    registry.onPublish = ({ headers }) => (headers['npm-otp'] === undefined ? answer : undefined);
    const { code, stderr } = await promote();
    expect(code).toBe(5);
    expect(stderr).toContain('error[one-time-password]');
    expect(stderr).toContain('--otp');
    expect(registry.publishes).toHaveLength(1);
    expect(await promote('--otp 123456')).toMatchObject({ code: 0 });
  });

  it('refuses other bytes under the version, and sends nothing', async () => {
    await promote('', '23');
    const { code, stderr } = await promote();
    expect(code).toBe(4);
    expect(stderr).toContain('error[drift]');
    expect(registry.publishes).toHaveLength(1);
  });

  it('ends with a conflict where somebody was quicker than the registry shows', async () => {
    registry.hold('1.0.0', 'other bytes');
    registry.staleReads = 2;
    const { code, stderr } = await promote();
    expect(code).toBe(4);
    expect(stderr).toContain('error[conflict]');
    expect(registry.held.get('1.0.0')?.tarball.toString()).toBe('other bytes');
  });

  it('tries again what fails in passing, and waits for a packument that is late', async () => {
    const failures = [{ status: 503 }, { status: 502 }];
    registry.onPublish = () => failures.pop();
    await promote('--dry-run');
    registry.staleReads = 4;
    expect(await promote()).toMatchObject({ code: 0 });
    expect(registry.publishes).toHaveLength(3);
  });

  it('takes a publish whose reply was lost for done', async () => {
    registry.losesReply = true;
    expect(await promote()).toMatchObject({ code: 0 });
    expect(registry.held.size).toBe(1);
  });

  it('reads a tarball from another host, which does not get the login', async () => {
    const other = await FakeRegistry.start();
    await promote();
    registry.tarballsAt = `http://${other.host}/`;
    for (const [version, published] of registry.held) other.held.set(version, published);
    expect((await promote()).stdout).toContain('already');
    expect(other.reads.at(-1)).toEqual({ path: '/cdn/-/1.0.0.tgz', authorization: undefined });
    await other.stop();
  });

  it('does not point a tag back, nor latest from a release at a prerelease', async () => {
    registry.hold('2.0.0', 'later');
    const { code, stderr } = await promote('--dry-run');
    expect(code).toBe(4);
    expect(stderr).toContain('error[tag-goes-back]: latest points at 2.0.0');
    expect(await promote('--tag lts')).toMatchObject({ code: 0 });
    expect(registry.tags).toEqual(
      new Map([
        ['latest', '2.0.0'],
        ['lts', '1.0.0'],
      ]),
    );
    await npm.write({ 'app/package.json': { name: 'app', version: '3.0.0-rc.1' } });
    await attach('1');
    expect((await promote('', '1')).stderr).toContain('error[tag-goes-back]: latest points at the release 2.0.0');
    expect(await promote('--tag latest', '1')).toMatchObject({ code: 0 });
    expect(registry.tags.get('latest')).toBe('3.0.0-rc.1');
  });

  it('moves a tag back where that is said', async () => {
    registry.hold('2.0.0', 'later');
    expect(await promote('--tag latest --allow-backwards')).toMatchObject({ code: 0 });
    expect(registry.tags.get('latest')).toBe('1.0.0');
  });

  it('leaves the build out of the version with --strip-build', async () => {
    await npm.write({ 'app/package.json': { name: 'app', version: '2.0.0-24' } });
    expect(await npm.run('attach -r AbcDev', 'app')).toMatchObject({ code: 0 });
    expect(await promote('--strip-build', '24')).toMatchObject({ code: 0 });
    expect([...registry.held.keys()]).toEqual(['2.0.0']);
    expect((await promote('--strip-build', '24')).stdout).toContain('already');
    expect(registry.publishes).toHaveLength(1);
  });

  it('holds it against the gates of the stage that the address is', async () => {
    const stages = { public: { repository: registry.url.slice(0, -1), from: ['AbcDev'], checks: ['acceptance'] } };
    await npm.write({ 'app/buildset.config.json': { domain: 'abc', stages } });
    for (const to of ['--to public', `--to-registry ${registry.url}`]) {
      // oxlint-disable-next-line no-await-in-loop -- one way after the other
      const { code, stderr } = await npm.run(`promote --build 22 ${to}`, 'app');
      expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining('error[gate]') });
    }
    expect(registry.publishes).toHaveLength(0);
    await npm.run('verdict --build 22 --check acceptance --result passed', 'app');
    expect(await npm.run('promote --build 22 --to public', 'app')).toMatchObject({ code: 0 });
  });

  it('ends with 5 without a login, or with one that may not publish; plans without one', async () => {
    registry.onPublish = () => ({ status: 403, text: 'you may not' });
    expect(await promote()).toMatchObject({ code: 5, stderr: expect.stringContaining('error[access-denied]') });
    await npm.write({ '.npmrc': '//127.0.0.1:1/:_authToken=of-another-host\n' });
    expect(await promote()).toMatchObject({ code: 5, stderr: expect.stringContaining('error[credentials-missing]') });
    expect(await promote('--dry-run')).toMatchObject({ code: 0 });
    expect(registry.publishes).toHaveLength(1);
  });

  it.each([
    '--keep-tags',
    '--tag a --tag b',
    '--keep-deprecation',
    '--allow-backwards',
    '--replace',
    '--check-deps',
    '--workspaces',
    '--to AbcStaging',
    '--provenance gone.sigstore',
  ])('does not take %s', async (flags) => {
    const { code, stderr } = await promote(flags);
    expect({ flags, stderr, code }).toMatchObject({ code: 2 });
    expect(registry.publishes).toHaveLength(0);
  });

  it('does not take its flags for a repository', async () => {
    const { code, stderr } = await npm.run('promote --build 22 --from AbcDev --to AbcStaging --otp 1', 'app');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--otp is for registries') });
  });
});
