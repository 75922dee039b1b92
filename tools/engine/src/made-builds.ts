import {
  attachBuild,
  attachRecord,
  type Build,
  type Format,
  type FormatAdapter,
  MemoryFile,
  parseBuildTag,
  type PromotionPorts,
  type Selector,
  type VersionRef,
} from '@buildset/core';
import { generic } from '@buildset/format-generic';
import { npm, NPM_ASSET, smallTarball } from '@buildset/format-npm';
import { pypi, smallWheel } from '@buildset/format-pypi';

export const FORMATS: Readonly<Record<Format, FormatAdapter>> = { pypi, generic, npm };

export function refOf(format: Format, name: string): VersionRef {
  return format === 'generic'
    ? { format, namespace: 'tools', name, version: '1.0.0' }
    : { format, name, version: '1.0.0' };
}

export function byBuild(tag: string): Selector {
  return { by: 'build', tag: parseBuildTag(tag) };
}

/** A build of small files whose bytes are of that build alone; of Python `wheels` wheels. */
export async function makeBuild(ref: VersionRef, tag: string, wheels = 1): Promise<Build> {
  const files = await Promise.all(
    filesOf(ref, tag, wheels).map(async (file) => {
      const { fields } = ref.format === 'pypi' ? await pypi.inspect(file) : {};
      return { asset: file.asset, open: async () => file.stream(), ...(fields ? { fields } : {}) };
    }),
  );
  return { ref, build: tag, files };
}

function filesOf({ format, name, version }: VersionRef, tag: string, wheels: number): MemoryFile[] {
  const text = `build = ${tag}\n`;
  switch (format) {
    case 'npm':
      return [new MemoryFile(NPM_ASSET, smallTarball({ pkg: { format, name }, version, files: { 'index.js': text } }))];
    case 'generic':
      return ['site.css', 'site.html'].map((path) => new MemoryFile(path, `${path} ${text}`));
    default:
      return Array.from({ length: wheels }, (_, index) => {
        const made = smallWheel({
          name,
          version,
          build: tag,
          files: { [`${name}/__init__.py`]: `${text}# ${index}\n` },
        });
        const fileName = index === 0 ? made.name : made.name.replace('py3-none-any', `py3-none-p${index}`);
        return new MemoryFile(fileName, made.content);
      });
  }
}

/** Puts a build on record; of Python into AbcDev as well. */
export async function attach(ports: PromotionPorts, ref: VersionRef, tag: string, wheels?: number): Promise<void> {
  const build = await makeBuild(ref, tag, wheels);
  if (ref.format === 'pypi') await attachBuild(build, ports.destination.writer('AbcDev'), ports.home);
  else await attachRecord(build, ports.home, { repository: 'AbcDev' });
}
