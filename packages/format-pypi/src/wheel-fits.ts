import type { TargetEnvironment } from './dependencies.ts';
import type { WheelName } from './wheel-name.ts';

/** Architectures in the names of macOS wheels that run on a machine. */
const MACOS: Readonly<Record<string, readonly string[]>> = {
  arm64: ['arm64', 'universal2'],
  x86_64: ['x86_64', 'universal2', 'intel', 'fat64', 'fat3', 'universal'],
};

/** The stable ABI began with Python 3.2. */
const FIRST_ABI3 = 2;

const WINDOWS: Readonly<Record<string, string>> = { amd64: 'win_amd64', arm64: 'win_arm64', x86: 'win32' };

/**
 * Whether an installer takes a wheel of that name in an environment: CPython with its lock, and as new a glibc or macOS as
 * the wheel asks for. Source: platform compatibility tags specification.
 */
export function wheelFits({ abiTags, platformTags, pythonTags }: WheelName, { markers }: TargetEnvironment): boolean {
  const [major = '', minor] = markers.python_version.split('.');
  const abis = abiTags.filter((abi) => pythonTags.some((python) => pythonFits(python, abi, major, Number(minor))));
  return platformTags.some((platform) =>
    platform === 'any' ? abis.includes('none') : abis.length > 0 && platformFits(platform, markers),
  );
}

function pythonFits(python: string, abi: string, major: string, minor: number): boolean {
  const [, kind, version = ''] = /^(cp|py)(\d+)$/.exec(python) ?? [];
  if (!version.startsWith(major)) return false;
  const digits = version.slice(major.length);
  const wanted = digits === '' ? 0 : Number(digits);
  if (kind === 'py') return abi === 'none' && wanted <= minor;
  if (abi === 'abi3') return FIRST_ABI3 <= wanted && wanted <= minor;
  return wanted === minor && (abi === 'none' || abi === python);
}

function platformFits(tag: string, { platform_machine, sys_platform }: TargetEnvironment['markers']): boolean {
  const machine = platform_machine.toLowerCase();
  switch (sys_platform) {
    case 'linux':
      return (
        tag === `linux_${machine}` || (/^manylinux(?:1|2010|2014|_\d+_\d+)_/.test(tag) && tag.endsWith(`_${machine}`))
      );
    case 'darwin':
      return (MACOS[machine] ?? [machine]).includes(/^macosx_\d+_\d+_(\w+)$/.exec(tag)?.[1] ?? '');
    default:
      return tag === WINDOWS[machine];
  }
}
