import { describe, expect, it } from 'vitest';
import { genericBuild, type GenericWorld, genericWorld, promotionOfFiles } from '../../test/generic-world.ts';
import { attach, build, buildOf, promotionOf, REF, uploadPlainly, world, type World } from '../../test/support.ts';
import { writeVerdict } from '../home/verdict-note.ts';
import type { Meter } from '../meter.ts';
import { promote } from './promote.ts';
import type { PromotionPorts, PromotionRequest, PromotionResult } from './request.ts';
import { undo } from './undo.ts';

type Counts = Readonly<Record<string, number>>;

interface Case {
  readonly name: string;
  readonly method: PromotionResult['method'];
  readonly request: PromotionRequest;
  readonly copyOverwrite?: 'replace' | 'merge';
  prepare(w: World): Promise<unknown>;
}

const PLATFORMS = Array.from({ length: 12 }, (_, index) => `p${index}`);

async function holding23(w: World): Promise<void> {
  await attach(w, build('22'), build('23'), build('24'));
  await promote(promotionOf('23'), w.ports);
}

const pypi: readonly Case[] = [
  {
    name: 'a build on record, stripped',
    method: 'assemble',
    request: promotionOf('23', { strip: true }),
    prepare: (w) => attach(w, build('23', ['linux', 'mac']), build('24')),
  },
  {
    name: 'a build of plain twine, stripped',
    method: 'assemble',
    request: promotionOf('23', { strip: true }),
    prepare: (w) => uploadPlainly(w, build('23', ['linux', 'mac'])),
  },
  {
    name: 'a build that was stripped before',
    method: 'assemble',
    request: promotionOf('23', { strip: true }),
    prepare: async (w) => {
      await attach(w, build('23', ['linux', 'mac']));
      await promote(promotionOf('23', { strip: true, to: 'AbcProd' }), w.ports);
    },
  },
  {
    name: 'a stripped build in place of another',
    method: 'replace',
    request: promotionOf('24', { strip: true, replace: true }),
    prepare: async (w) => {
      await attach(w, build('23', ['linux']), build('24', ['mac']));
      await promote(promotionOf('23', { strip: true }), w.ports);
    },
  },
  {
    name: 'a build on record',
    method: 'assemble',
    request: promotionOf('23'),
    prepare: (w) => attach(w, build('23'), build('24')),
  },
  {
    name: 'a stage that says which origin controls its packages are to have',
    method: 'assemble',
    request: promotionOf('23', { originControls: { publish: 'BLOCK', upstream: 'BLOCK' } }),
    prepare: (w) => attach(w, build('23'), build('24')),
  },
  {
    name: 'twelve wheels on record',
    method: 'assemble',
    request: promotionOf('23'),
    prepare: (w) => attach(w, build('22'), build('23', PLATFORMS)),
  },
  {
    name: 'twelve wheels of plain twine',
    method: 'assemble',
    request: promotionOf('23'),
    prepare: async (w) => {
      await uploadPlainly(w, build('22'));
      await uploadPlainly(w, build('23', PLATFORMS));
    },
  },
  {
    name: 'the only build of the source',
    method: 'copy',
    request: promotionOf('23'),
    prepare: (w) => attach(w, build('23', ['linux', 'mac'])),
  },
  {
    name: 'the only build of the source, by plain twine',
    method: 'copy',
    request: promotionOf('23'),
    prepare: (w) => uploadPlainly(w, build('23')),
  },
  {
    name: 'what is there already and not in the log',
    method: 'none',
    request: promotionOf('23'),
    prepare: async (w) => {
      await attach(w, build('23'));
      await uploadPlainly(w, build('23'), 'AbcStaging');
    },
  },
  { name: 'one wheel beside another build', method: 'add', request: promotionOf('24'), prepare: holding23 },
  {
    name: 'two wheels beside another build',
    method: 'add',
    request: promotionOf('25'),
    prepare: async (w) => {
      await holding23(w);
      await attach(w, build('25', ['linux', 'mac']));
    },
  },
  {
    name: 'an older build in place of another',
    method: 'replace',
    request: promotionOf('22', { exclusive: true }),
    prepare: holding23,
  },
  {
    name: 'a build in place of another where overwriting merges',
    method: 'replace',
    copyOverwrite: 'merge',
    request: promotionOf('22', { exclusive: true }),
    prepare: holding23,
  },
  {
    name: 'a build in place of what is on no record',
    method: 'replace',
    request: promotionOf('24', { exclusive: true, from: 'AbcDev' }),
    prepare: async (w) => {
      for (const tag of ['22', '23', '24']) await uploadPlainly(w, build(tag, ['linux', 'mac']));
      for (const tag of ['22', '23']) await uploadPlainly(w, build(tag, ['linux', 'mac']), 'AbcStaging');
    },
  },
  {
    name: 'a build again that was undone',
    method: 'replace',
    request: promotionOf('23'),
    prepare: async (w) => {
      await holding23(w);
      const { id = '' } = await promote(promotionOf('23'), w.ports);
      await undo({ pkg: REF, operationId: id }, w.ports);
    },
  },
  {
    name: 'a build with a checked gate, and one that is overridden',
    method: 'assemble',
    request: promotionOf('23', { override: 'urgent', gates: { stage: 'staging', checks: ['tests'], approvals: 1 } }),
    prepare: async (w) => {
      await attach(w, build('23'), build('24'));
      const { set } = await promote(promotionOf('23', { dryRun: true }), w.ports);
      const files = build('23').files.map(({ asset }) => asset);
      if (!set) throw new Error('no set');
      await writeVerdict(
        w.home.records,
        { ref: REF, entries: files },
        set.digest,
        { check: 'tests', result: 'passed' },
        w.clock.now(),
      );
    },
  },
  {
    name: 'wheels without the source distribution that is taken',
    method: 'add',
    request: promotionOf('24', { from: 'AbcProd' }),
    prepare: async (w) => {
      const of = (tag: string) => buildOf([`pyabc-1.0.0-${tag}-any.whl`, 'pyabc-1.0.0.tar.gz'], tag);
      await uploadPlainly(w, of('23'), 'AbcDev');
      await promote(promotionOf('23'), w.ports);
      await uploadPlainly(w, of('24'), 'AbcProd');
    },
  },
];

interface FilesCase extends Omit<Case, 'prepare'> {
  prepare(w: GenericWorld): Promise<unknown>;
}

const activateBuild = (w: GenericWorld, tag: string) =>
  promote({ ...promotionOfFiles(tag), to: 'AbcDev', exclusive: true }, w.ports);

const files: readonly FilesCase[] = [
  {
    name: 'a build on record',
    method: 'assemble',
    request: promotionOfFiles('22'),
    prepare: (w) => w.attach('22', 'a', ['x', 'y']),
  },
  {
    name: 'the active build',
    method: 'copy',
    request: promotionOfFiles('22'),
    prepare: async (w) => {
      await w.attach('22', 'a', ['x', 'y']);
      await activateBuild(w, '22');
    },
  },
  {
    name: 'an alias of a build on record',
    method: 'assemble',
    request: promotionOfFiles('24'),
    prepare: async (w) => {
      for (const [tag, content] of [
        ['22', 'a'],
        ['23', 'b'],
        ['24', 'a'],
      ] as const)
        await w.attach(tag, content, ['x', 'y']);
      await activateBuild(w, '23');
    },
  },
  {
    name: 'an activation over another build',
    method: 'replace',
    request: { ...genericBuild('22'), from: 'AbcDev', to: 'AbcDev', exclusive: true },
    prepare: async (w) => {
      for (const tag of ['22', '23']) await w.attach(tag, tag);
      await activateBuild(w, '23');
    },
  },
];

const since = (before: Counts, now: Counts): Counts =>
  Object.fromEntries(
    Object.entries(now)
      .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );

/** The forecast of a dry run, and what the same promotion then really asks. */
async function compared(request: PromotionRequest, ports: PromotionPorts, meter: Meter) {
  const start = meter.read();
  const { forecast, method } = await promote({ ...request, dryRun: true }, ports);
  const before = meter.read();
  const result = await promote(request, ports);
  return {
    method,
    outcome: result.outcome,
    foreseen: { calls: since(start.calls, forecast?.calls ?? {}), bytes: forecast?.bytes },
    made: {
      calls: since(before.calls, meter.read().calls),
      bytes: meter.read().bytesTransferred - before.bytesTransferred,
    },
    forecast,
  };
}

describe('the forecast of a promotion', () => {
  it.each(pypi)(
    'equals what is really asked for $name',
    async ({ copyOverwrite = 'replace', method, prepare, request }) => {
      const w = world({ copyOverwrite });
      await prepare(w);
      const { foreseen, made, method: planned, outcome } = await compared(request, w.ports, w.meter);
      expect([planned, outcome]).toEqual([method, method === 'none' ? 'already-there' : 'promoted']);
      expect(foreseen).toEqual(made);
    },
  );

  it.each(files)('equals what is really asked of a tree of files for $name', async ({ method, prepare, request }) => {
    const w = genericWorld();
    await prepare(w);
    const { foreseen, made, method: planned } = await compared(request, w.ports, w.meter);
    expect(planned).toBe(method);
    expect(foreseen.calls).toEqual(made.calls);
  });

  it('goes on from what an interrupted run left in the transit', async () => {
    const w = world();
    await attach(w, build('22'), build('23', ['linux', 'mac']));
    await uploadPlainly(w, build('23', ['linux']), 'buildset-transit');
    const { foreseen, made } = await compared(promotionOf('23'), w.ports, w.meter);
    expect(foreseen).toEqual(made);
  });

  it('clears what another plan left in the transit', async () => {
    const w = world();
    await attach(w, build('22'), build('23', ['linux', 'mac']));
    await uploadPlainly(w, build('9'), 'buildset-transit');
    const { foreseen, made } = await compared(promotionOf('23'), w.ports, w.meter);
    expect(foreseen).toEqual(made);
  });

  it('names the rights that the plan needs: to copy into the destination, and not to publish there', async () => {
    const w = world();
    await attach(w, build('22'), build('23'));
    const { forecast } = await promote(promotionOf('23', { dryRun: true }), w.ports);
    const inStaging = forecast?.rights
      .filter(({ repository }) => repository === 'AbcStaging')
      .map(({ action }) => action);
    expect(inStaging).toEqual([
      'codeartifact:CopyPackageVersions',
      'codeartifact:DescribePackageVersion',
      'codeartifact:ListPackageVersionAssets',
      'codeartifact:ReadFromRepository',
    ]);
    expect(forecast?.undoRights).toContainEqual({
      action: 'codeartifact:UpdatePackageVersionsStatus',
      repository: 'AbcStaging',
    });
  });
});
