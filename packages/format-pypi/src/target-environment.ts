import { pypiError, quoted } from './errors.ts';
import { fitsTarget, type OfferedVersion, type TargetEnvironment } from './dependencies.ts';

const ENVIRONMENT = /^(?<python>[1-9]\d*\.\d+(?:\.\d+)?)-(?<platform>linux|macos|windows)(?:-(?<machine>\w+))?$/;

/** What CPython says of each platform. Source: PEP 508, "Environment Markers"; platform.machine() of each. */
const PLATFORMS = {
  linux: { os_name: 'posix', platform_system: 'Linux', sys_platform: 'linux', machine: 'x86_64' },
  macos: { os_name: 'posix', platform_system: 'Darwin', sys_platform: 'darwin', machine: 'arm64' },
  windows: { os_name: 'nt', platform_system: 'Windows', sys_platform: 'win32', machine: 'AMD64' },
} as const;

/** What a default is chosen from: the Pythons newest first, for each platform before the next. */
const PYTHONS = ['3.14', '3.13', '3.12', '3.11', '3.10', '3.9'];
const MACHINES = ['linux', 'linux-aarch64', 'windows', 'macos', 'macos-x86_64'];

/** Stands for the newest patch release where none is named. */
const NEWEST_PATCH = '99';

/**
 * An environment as typed: `3.12-linux`, `3.12.4-macos-arm64`, `3.9-windows`. CPython; a Python without a patch release
 * stands for its newest; the machine is x86_64, arm64 or AMD64 if none is named. Throws `invalid-environment`.
 */
export function parseEnvironment(text: string): TargetEnvironment {
  const { machine, platform, python = '' } = ENVIRONMENT.exec(text)?.groups ?? {};
  if (platform !== 'linux' && platform !== 'macos' && platform !== 'windows') {
    throw pypiError(
      'invalid-environment',
      `${quoted(text)} is no environment.`,
      'Give a Python and a platform, for example 3.12-linux, 3.12-macos-arm64 or 3.9-windows.',
    );
  }
  const { machine: usual, ...markers } = PLATFORMS[platform];
  const [major, minor, patch = NEWEST_PATCH] = python.split('.');
  const full = `${major}.${minor}.${patch}`;
  return {
    label: text,
    markers: {
      ...markers,
      implementation_name: 'cpython',
      implementation_version: full,
      platform_machine: machine ?? usual,
      platform_python_implementation: 'CPython',
      platform_release: '',
      platform_version: '',
      python_full_version: full,
      python_version: `${major}.${minor}`,
    },
  };
}

/**
 * The first of the usual environments that a build's files can be installed in: the newest Python of 3.9 to 3.14, on
 * Linux x86_64 where they allow it. The newest of all when there is none.
 */
export function defaultEnvironment(files: readonly OfferedVersion[] = []): TargetEnvironment {
  const usual = MACHINES.flatMap((machine) => PYTHONS.map((python) => parseEnvironment(`${python}-${machine}`)));
  const [newest = parseEnvironment('3.14-linux')] = usual;
  return usual.find((target) => files.some((file) => fitsTarget(file, target))) ?? newest;
}
