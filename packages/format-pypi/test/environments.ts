import type { MarkerEnvironment } from '../src/evaluate-marker.ts';

/** CPython 3.12 on Linux. */
export const LINUX: MarkerEnvironment = {
  implementation_name: 'cpython',
  implementation_version: '3.12.4',
  os_name: 'posix',
  platform_machine: 'x86_64',
  platform_python_implementation: 'CPython',
  platform_release: '6.1.0-generic',
  platform_system: 'Linux',
  platform_version: '#1 SMP',
  python_full_version: '3.12.4',
  python_version: '3.12',
  sys_platform: 'linux',
};

/** CPython 3.9 on Windows. */
export const WINDOWS: MarkerEnvironment = {
  ...LINUX,
  implementation_version: '3.9.1',
  os_name: 'nt',
  platform_machine: 'AMD64',
  platform_release: '10',
  platform_system: 'Windows',
  platform_version: '10.0.19045',
  python_full_version: '3.9.1',
  python_version: '3.9',
  sys_platform: 'win32',
};
