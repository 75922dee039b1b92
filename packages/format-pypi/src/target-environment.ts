import { pypiError, quoted } from './errors.ts';
import type { TargetEnvironment } from './dependencies.ts';
import { parseSpecifiers, satisfies } from './specifier.ts';

const ENVIRONMENT = /^(?<python>[1-9]\d*\.\d+(?:\.\d+)?)-(?<platform>linux|macos|windows)(?:-(?<machine>\w+))?$/;

/** What CPython says of each platform. Source: PEP 508, "Environment Markers"; platform.machine() of each. */
const PLATFORMS = {
  linux: { os_name: 'posix', platform_system: 'Linux', sys_platform: 'linux', machine: 'x86_64' },
  macos: { os_name: 'posix', platform_system: 'Darwin', sys_platform: 'darwin', machine: 'arm64' },
  windows: { os_name: 'nt', platform_system: 'Windows', sys_platform: 'win32', machine: 'AMD64' },
} as const;

/** The Pythons that a default is chosen from, newest first. */
const PYTHONS = ['3.14', '3.13', '3.12', '3.11', '3.10', '3.9'];

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

/** The newest Python that a distribution's `Requires-Python` admits (of 3.9 to 3.14), on Linux. Throws `invalid-specifier`. */
export function defaultEnvironment(requiresPython = ''): TargetEnvironment {
  const specifiers = parseSpecifiers(requiresPython);
  const [newest = ''] = PYTHONS;
  const python = PYTHONS.find((one) => satisfies(`${one}.${NEWEST_PATCH}`, specifiers)) ?? newest;
  return parseEnvironment(`${python}-linux`);
}
