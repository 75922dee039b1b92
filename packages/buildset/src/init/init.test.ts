import { beforeEach, describe, expect, it } from 'vitest';
import { BuildsetInMemory } from '../../test/buildset-in-memory.ts';
import { schemaErrors } from '../../test/schemas.ts';

describe('init', () => {
  let buildset: BuildsetInMemory;
  beforeEach(() => {
    buildset = new BuildsetInMemory();
  });

  it('makes the home and its transit, and prints each answer of the service', async () => {
    const { code, stdout, stderr } = await buildset.run('init --domain abc');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/buildset +home +created/);
    expect(stdout).toMatch(/buildset-transit +transit +created/);
    expect(stdout).toContain('How the service treats pypi packages (asked now):');
    expect(stdout).toMatch(/copy-overwrite +replace +An overwriting copy replaces the version, or merges into it/);
  });

  it('asks and writes nothing the second time', async () => {
    await buildset.run('init --domain abc');
    const before = buildset.meter.read().writes;
    const { code, stdout } = await buildset.run('init --domain abc');
    expect(code).toBe(0);
    expect(stdout).toMatch(/buildset +home +already there/);
    expect(stdout).toContain('(asked before)');
    expect(buildset.meter.read().writes).toBe(before);
  });

  it('lists the answers in one order, asked now or before', async () => {
    const answersOf = ({ stdout }: { stdout: string }) => stdout.match(/^How the service treats \S+|^  [a-z-]+ {2,}/gm);
    const first = answersOf(await buildset.run('init --domain abc'));
    const again = answersOf(await buildset.run('init --domain abc'));
    expect(first?.length).toBeGreaterThan(20);
    expect(again).toEqual(first);
  });

  it('asks again with --probe', async () => {
    await buildset.run('init --domain abc');
    const { stdout } = await buildset.run('init --domain abc --probe --json');
    expect(JSON.parse(stdout)).toMatchObject({ init: { asked: ['generic', 'npm', 'pypi'] } });
  });

  it('asks nothing with --no-probe, and says what that means', async () => {
    const { code, stdout } = await buildset.run('init --domain abc --no-probe');
    expect(code).toBe(0);
    expect(stdout).toContain('The service was not asked anything.');
    expect((await buildset.run('init --domain abc --no-probe --probe')).code).toBe(2);
  });

  it('makes a home of another name', async () => {
    const { stdout } = await buildset.run('init --domain abc --home releases --no-probe --json');
    expect(schemaErrors('init', stdout)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({
      init: { repositories: [{ name: 'releases' }, { name: 'releases-transit' }] },
    });
  });

  it('refuses a repository that serves another purpose', async () => {
    buildset.domain.addRepository('buildset', ['upstream']);
    const { code, stderr } = await buildset.run('init --domain abc');
    expect(code).toBe(4);
    expect(stderr).toContain('error[home-has-upstreams]');
  });

  it('answers as the schema says with --json', async () => {
    expect(schemaErrors('init', (await buildset.run('init --domain abc --json')).stdout)).toEqual([]);
  });
});
