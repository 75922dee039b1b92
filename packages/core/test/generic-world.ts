import {
  type ActivationRequest,
  attachRecord,
  type Build,
  type FormatAdapter,
  MemoryFile,
  parseBuildTag,
  type PromotionPorts,
  type PromotionRequest,
  type VersionRef,
} from '../src/index.ts';
import { world, type World } from './support.ts';

/** The version that tests of one build a version are about. */
export const FILES: VersionRef = { format: 'generic', namespace: 'tools', name: 'site', version: '1.0.0' };

/** A format that keeps one build a version, of which no name says anything. */
const filesFormat: FormatAdapter = {
  format: 'generic',
  builds: 'one',
  canonicalName: (name) => name,
  inspect: async (file) => ({ ref: FILES, assetName: file.name }),
  buildTagOf: () => undefined,
  slotsOf: () => [],
  comparePreference: () => 0,
};

/** A world whose format keeps one build a version. */
export interface GenericWorld extends Omit<World, 'ports'> {
  readonly ports: PromotionPorts;
  readonly ref: VersionRef;
  /** Records a build of one file or more, all of them called alike in every build; for AbcDev unless another is named. */
  attach(tag: string, content: string, names?: readonly string[], repository?: string): Promise<void>;
}

export function genericWorld(options: Parameters<typeof world>[0] = {}): GenericWorld {
  const w = world(options);
  return {
    ...w,
    ports: { ...w.ports, format: filesFormat },
    ref: FILES,
    async attach(tag, content, names = ['site.txt'], repository = 'AbcDev') {
      const build = buildOfFiles(tag, Object.fromEntries(names.map((name) => [name, content])));
      await attachRecord(build, w.home, { repository });
    },
  };
}

/** A build of files, by their names. */
export function buildOfFiles(tag: string, contents: Readonly<Record<string, string>>): Build {
  const files = Object.entries(contents).map(([name, content]) => {
    const file = new MemoryFile(name, content);
    return { asset: file.asset, open: async () => file.stream() };
  });
  return { ref: FILES, build: tag, files };
}

/** Publishes files as plain aws does: no record, no note; the last one ends the version. */
export async function publishFilesPlainly({ domain }: GenericWorld, { files, ref }: Build): Promise<void> {
  for (const [index, { asset, open }] of files.entries()) {
    await domain.writer('AbcDev').publishAsset(ref, { asset, open, unfinished: index < files.length - 1 });
  }
}

/** The activation of a build in AbcDev. */
export function genericBuild(tag: string): ActivationRequest {
  return { ref: FILES, selector: { by: 'build', tag: parseBuildTag(tag) }, repository: 'AbcDev' };
}

/** A promotion of a build from AbcDev to AbcStaging. */
export function promotionOfFiles(tag: string, more: Partial<PromotionRequest> = {}): PromotionRequest {
  const selector = { by: 'build', tag: parseBuildTag(tag) } as const;
  return { ref: FILES, selector, from: 'AbcDev', to: 'AbcStaging', ...more };
}

/** What a repository holds of the version, as text, in the order of the names. */
export async function heldContent({ domain }: GenericWorld, repository: string): Promise<string[]> {
  const reader = domain.reader(repository);
  const names = ((await reader.listAssets(FILES))?.assets ?? []).map(({ name }) => name).sort();
  const contents = await Promise.all(names.map((name) => reader.readSmallAsset(FILES, name)));
  return contents.map((content) => new TextDecoder().decode(content));
}
