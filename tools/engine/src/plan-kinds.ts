import {
  activate,
  type Asset,
  type Format,
  promote,
  type PromotionPorts,
  type PromotionRequest,
  undo,
  type VersionRef,
} from '@buildset/core';
import { attach, byBuild, makeBuild, refOf } from './made-builds.ts';
import { activationLine, type CommandLine, promotionLine, undoLine } from './command-line.ts';

/** `unpromote` is the undo of a first promotion, after which the version is archived; `direct` is without the transit. */
export const PLAN_KINDS = [
  'none',
  'copy',
  'assemble',
  'add',
  'replace',
  'strip',
  'tag',
  'activate',
  'direct',
  'undo',
  'unpromote',
] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];

type Assets = readonly Pick<Asset, 'name' | 'sha256'>[];

/** An operation of one kind on a package of its own, ready to be run, interrupted and run again. */
export interface Case {
  readonly ref: VersionRef;
  /** The repository that it changes. */
  readonly repository: string;
  /** Runs it; `done` or a refusal's code. Throws what the engine throws. */
  run(ports: PromotionPorts): Promise<string>;
  /** The same as a user types it. */
  readonly line: CommandLine;
  /** What the repository holds when it is done. */
  readonly result: Assets;
  /** An undone first promotion leaves the version archived. */
  readonly status: 'Published' | 'Archived';
}

/** Only Python's versions hold several builds and have build tags; only npm has dist-tags, and its versions and trees are activated. */
export function isPossible(format: Format, kind: PlanKind): boolean {
  if (kind === 'add' || kind === 'strip') return format === 'pypi';
  if (kind === 'tag') return format === 'npm';
  return kind !== 'activate' || format !== 'pypi';
}

/** Prepares a case. `ports` are those of a process that nothing disturbs. */
export async function prepare(format: Format, kind: PlanKind, name: string, ports: PromotionPorts): Promise<Case> {
  const ref = refOf(format, name);
  const request = (tag: string, more: Partial<PromotionRequest> = {}): PromotionRequest => ({
    ref,
    selector: byBuild(tag),
    from: 'AbcDev',
    to: 'AbcStaging',
    ...more,
  });
  await attach(ports, ref, '22');
  if (kind !== 'copy' && kind !== 'none') await attach(ports, ref, '23', 2);
  if (format !== 'pypi' && kind === 'copy')
    await activate({ ref, selector: byBuild('22'), repository: 'AbcDev' }, ports);
  const assets = async (...tags: readonly string[]) =>
    (await Promise.all(tags.map((tag) => makeBuild(ref, tag, tag === '23' ? 2 : 1)))).flatMap(({ files }) =>
      files.map(({ asset: { name: asset, sha256 } }) => ({ name: asset, sha256 })),
    );
  const promotion = (planned: PromotionRequest, result: Assets, line = promotionLine(planned)): Case => ({
    ref,
    repository: planned.to,
    status: 'Published',
    result,
    line,
    run: async (own) => {
      const { outcome, reason } = await promote(planned, own, { waitMs: 1000 });
      return reason?.code ?? (outcome === 'refused' ? 'refused' : 'done');
    },
  });
  switch (kind) {
    case 'none': {
      const { files } = await makeBuild(ref, '22');
      const staging = ports.destination.writer('AbcStaging');
      if (format === 'pypi')
        for (const { asset, fields, open } of files)
          await staging.publishAsset(ref, { asset, open, ...(fields ? { fields } : {}) });
      else await promote(request('22'), ports);
      return promotion(request('22'), await assets('22'));
    }
    case 'copy':
    case 'assemble':
      return promotion(request('22'), await assets('22'));
    case 'add':
      await promote(request('22'), ports);
      return promotion(request('23'), await assets('22', '23'));
    case 'replace':
      await promote(request('22'), ports);
      return promotion(request('23', { exclusive: true }), await assets('23'));
    case 'strip': {
      // The second wheel of 23 is called otherwise than it says, which is found when its build is taken out.
      const stripping = request('22', { strip: true });
      const { assets: stripped } = await promote({ ...stripping, dryRun: true }, ports);
      return promotion(stripping, stripped);
    }
    case 'tag':
      await promote(request('22'), ports);
      return promotion(request('22', { tags: { move: 'set', names: ['next'] } }), await assets('22'));
    case 'activate': {
      await activate({ ref, selector: byBuild('22'), repository: 'AbcDev' }, ports);
      const inDev = request('23', { to: 'AbcDev', exclusive: true });
      return promotion(inDev, await assets('23'), activationLine(inDev));
    }
    case 'direct': {
      const { run, ...direct } = promotion(request('23', { allowPartial: true }), await assets('23'));
      return {
        ...direct,
        line: { ...direct.line, environment: { BUILDSET_TRANSIT: 'not-there' } },
        run: (own) => run({ ...own, home: { ...own.home, lacksTransit: 'missing' } }),
      };
    }
    case 'undo':
    case 'unpromote': {
      const first = await promote(request('22'), ports);
      const { id = '' } = kind === 'undo' ? await promote(request('23', { exclusive: true }), ports) : first;
      const run = async (own: PromotionPorts): Promise<string> => {
        await undo({ pkg: ref, operationId: id }, own, { waitMs: 1000 });
        return 'done';
      };
      const status = kind === 'undo' ? 'Published' : 'Archived';
      return { ref, repository: 'AbcStaging', status, result: await assets('22'), run, line: undoLine(ref, id) };
    }
    default:
      return kind satisfies never;
  }
}
