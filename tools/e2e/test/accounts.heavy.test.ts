import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTwoAccounts, type TwoAccounts } from '../src/accounts/two-accounts.ts';
import { parsePromotion } from '../src/bins/promotion.ts';
import type { BinResult } from '../src/bins/start-bin.ts';

const BINS = { pypi: 'codeartifact-twine', generic: 'codeartifact-generic', npm: 'codeartifact-npm' } as const;

describe('stages of two accounts', () => {
  let accounts: TwoAccounts;

  beforeAll(async () => {
    accounts = await openTwoAccounts();
    await done('buildset', ['init']);
    const where = ['--domain', 'xyz', '--home', 'records', '--profile', 'release', '--region', 'eu-west-1'];
    const { endpoint, account } = accounts.release.server;
    await done('buildset', ['init', ...where, '--endpoint-url', endpoint, '--domain-owner', account]);
  });
  afterAll(() => accounts?.close());

  async function done(bin: Parameters<TwoAccounts['run']>[0], args: readonly string[]): Promise<BinResult> {
    const result = await accounts.run(bin, args);
    expect(result.code, `${args.join(' ')}: ${result.stdout} ${result.stderr}`).toBe(0);
    return result;
  }
  const promotionIn = (stdout: string) => parsePromotion(stdout);
  const writesOf = async (work: () => Promise<unknown>) => {
    const servers = [accounts.build.server, accounts.release.server];
    const marks = await Promise.all(servers.map(({ steering }) => steering.mark()));
    await work();
    return (await Promise.all(servers.map(({ steering }, index) => steering.writes(marks[index] ?? 0)))).flat();
  };

  /** What is asked of a package of a format. */
  function asked(format: keyof typeof BINS) {
    const packageOf = (name: string) => (format === 'generic' ? `ops/${name}` : name);
    const spec = (name: string) => `${packageOf(name)}${format === 'npm' ? '@' : '=='}1.0.0`;
    const bin = BINS[format];
    const toProd = (name: string) => ['promote', spec(name), '--build', '23', '--to', 'prod', '--json'];
    const heldInProd = async (name: string) => {
      const place = { repository: 'releases', format, package: name, version: '1.0.0' };
      return (
        (await accounts.release.listed(format === 'generic' ? { ...place, namespace: 'ops' } : place))?.assets ?? []
      );
    };

    /** The builds in the build account, 23 in staging with its verdict. */
    async function stage(name: string, others: readonly number[] = [], manifest?: object): Promise<void> {
      for (const number of [23, ...others]) await publish(name, number, manifest);
      await done(bin, ['promote', spec(name), '--build', '23', '--from', 'dev', '--to', 'staging']);
      const verdict = ['verdict', spec(name), '--build', '23', '--check', 'tests', '--result', 'passed'];
      await done('buildset', [...verdict, '--format', format]);
    }

    async function publish(name: string, number: number, manifest: object = {}): Promise<void> {
      if (format === 'npm') {
        const text = JSON.stringify({ name, version: '1.0.0', ...manifest });
        const folder = await accounts.tree(`${format}-${name}-${number}`, {
          'package.json': text,
          'index.js': `// ${number}\n`,
        });
        const build = ['--build', String(number), '--repository', 'dev', '--work-item', 'ABC-1'];
        await done(bin, ['attach', folder, ...build]);
        return;
      }
      if (format === 'pypi') {
        await done(bin, ['upload', await accounts.wheel(name, number), '--repository', 'dev', '--work-item', 'ABC-1']);
        return;
      }
      const folder = await accounts.tree(`${format}-${name}-${number}`, {
        'run.sh': `echo ${number}\n`,
        'notes.txt': 'same\n',
      });
      const what = ['--namespace', 'ops', '--package', name, '--package-version', '1.0.0'];
      const build = ['--build', String(number), '--repository', 'dev', '--work-item', 'ABC-1'];
      await done(bin, ['publish', folder, ...what, ...build]);
    }
    return { bin, heldInProd, packageOf, stage, toProd };
  }

  describe.each([
    { format: 'pypi', kind: 'a Python package', kills: [0, 0.6] },
    { format: 'generic', kind: 'a tree of files', kills: [0.2, 0.8] },
    { format: 'npm', kind: 'an npm package', kills: [0.4, 1] },
  ] as const)('and $kind', ({ format, kills }) => {
    const { bin, heldInProd, packageOf, stage, toProd } = asked(format);

    it('brings exactly the build to the other account, makes no write again, and takes it back', async () => {
      await stage('pyone', [22, 24]);
      const before = await accounts.build.server.steering.mark();
      const first = promotionIn((await done(bin, toProd('pyone'))).stdout);
      expect(first).toMatchObject({ outcome: 'promoted', from: 'AbcStaging', to: 'releases', set: { builds: ['23'] } });
      expect(await accounts.build.server.steering.writes(before)).toEqual([]);
      const held = await heldInProd('pyone');
      expect(held).toEqual(first?.assets.map(({ name, sha256 }) => ({ name, sha256 })));

      const writes = await writesOf(async () => {
        expect(promotionIn((await done(bin, toProd('pyone'))).stdout)).toMatchObject({ outcome: 'already-there' });
      });
      expect(writes.filter((one) => !one.startsWith('GetAuthorizationToken'))).toEqual([]);

      const history = await done(bin, ['history', packageOf('pyone'), '--stage', 'prod', '--work-item', 'ABC-1']);
      expect(history.stdout).toContain('promote done');
      await done(bin, ['undo', packageOf('pyone'), first?.id ?? '', '--to', 'prod']);
      expect(promotionIn((await done(bin, toProd('pyone'))).stdout)).toMatchObject({ outcome: 'promoted' });
      expect(await heldInProd('pyone')).toEqual(held);
    });

    // After which part of its requests; the formats share the places out, and core kills at each.
    it('ends right wherever it is killed', async () => {
      await stage('pycount');
      const { steering } = accounts.release.server;
      const mark = await steering.mark();
      await done(bin, toProd('pycount'));
      const total = (await steering.requests(mark)).length;
      for (const [index, part] of kills.entries()) {
        const name = `pykill${index}`;
        await stage(name);
        const nth = 1 + Math.round(part * (total - 1));
        const when = index === 0 ? 'before' : 'after-effect';
        const fault = await steering.add({ nth, action: { kind: 'hold', when } });
        const killed = accounts.start(bin, toProd(name));
        await fault.holds(killed.isOver);
        killed.kill('SIGKILL');
        await killed.result;
        await fault.remove();
        await done(bin, toProd(name));
        const again = promotionIn((await done(bin, toProd(name))).stdout);
        expect(again).toMatchObject({ outcome: 'already-there', writes: 0 });
        expect(await heldInProd(name)).toEqual(
          again?.assets.map((asset) => ({ name: asset.name, sha256: asset.sha256 })),
        );
      }
    }, 600_000);
  });

  it('bring what an npm package depends on along, as each account answers for itself', async () => {
    const { bin, stage, toProd } = asked('npm');
    await stage('leaf');
    await stage('app', [], { dependencies: { leaf: '^1.0.0' } });
    expect((await accounts.run(bin, [...toProd('app'), '--check-deps'])).code).toBe(4);
    const { stdout } = await done(bin, [...toProd('app'), '--with-deps']);
    const { promotions }: { promotions: { sets: { package: string; state: string }[] } } = JSON.parse(stdout);
    expect(promotions.sets.map((set) => `${set.package} ${set.state}`)).toEqual(['leaf promoted', 'app promoted']);
  });
});
