import { describe, expect, it } from 'vitest';
import { codeOf } from '../test/code-of.ts';
import { offeredVersions } from './offered-versions.ts';
import { defaultEnvironment, parseEnvironment } from './target-environment.ts';

describe('parseEnvironment', () => {
  it.each([
    ['3.12-linux', { python_version: '3.12', sys_platform: 'linux', os_name: 'posix', platform_machine: 'x86_64' }],
    ['3.12.4-macos', { python_full_version: '3.12.4', sys_platform: 'darwin', platform_machine: 'arm64' }],
    ['3.9-windows', { python_version: '3.9', platform_system: 'Windows', os_name: 'nt', platform_machine: 'AMD64' }],
    ['3.10-linux-aarch64', { python_version: '3.10', platform_machine: 'aarch64', implementation_name: 'cpython' }],
  ])('knows the markers of %s', (text, markers) => {
    expect(parseEnvironment(text)).toMatchObject({ label: text, markers });
  });

  it('takes a Python without a patch release for its newest', () => {
    expect(parseEnvironment('3.12-linux').markers.python_full_version).toBe('3.12.99');
  });

  it.each(['', '3.12', 'linux', '3-linux', 'cp312-linux', '3.12-beos', '3.12-linux-', '3.12-linux-x 86'])(
    'refuses %j',
    (text) => {
      expect(codeOf(() => parseEnvironment(text))).toBe('invalid-environment');
    },
  );
});

describe('defaultEnvironment', () => {
  const wheel = (tags: string) => offeredVersions([{ name: `pyabc-1.0-${tags}.whl` }]);

  it.each([
    [undefined, '3.14-linux'],
    ['>=3.8', '3.14-linux'],
    ['>=3.8,<3.12', '3.11-linux'],
    ['~=3.9.2', '3.9-linux'],
    ['<3', '3.14-linux'],
  ])('is for Pythons %s: %s', (requiresPython, label) => {
    expect(defaultEnvironment([{ version: '1.0', ...(requiresPython && { requiresPython }) }]).label).toBe(label);
  });

  it.each([
    [['cp312-cp312-manylinux_2_28_x86_64', 'cp312-cp312-win_amd64'], '3.12-linux'],
    [['cp311-abi3-manylinux_2_28_aarch64'], '3.14-linux-aarch64'],
    [['cp313-cp313-win_amd64'], '3.13-windows'],
    [['cp39-cp39-macosx_11_0_arm64'], '3.9-macos'],
    [['pp310-pypy310_pp73-linux_x86_64'], '3.14-linux'],
  ])('is one that the wheels %s are for: %s', (tags, label) => {
    expect(defaultEnvironment(tags.flatMap(wheel)).label).toBe(label);
  });
});
