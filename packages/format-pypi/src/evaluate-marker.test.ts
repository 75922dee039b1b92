import { describe, expect, it } from 'vitest';

import { LINUX, WINDOWS } from '../test/environments.ts';
import { evaluateMarker } from './evaluate-marker.ts';
import { parseMarker } from './marker.ts';

const holds = (text: string, extra?: string): boolean => evaluateMarker(parseMarker(text), LINUX, extra);

describe('evaluateMarker', () => {
  it.each([
    ['python_version >= "3.9"', true],
    ['python_version < "3.9"', false],
    ['python_version == "3.*"', true],
    ['"3.9" <= python_version', true],
    ['"3.12" == python_version', true],
    ['python_full_version ~= "3.12.1"', true],
    ['python_version in "3.11 3.12"', true],
    ['python_version not in "3.11"', true],
    ['sys_platform == "linux"', true],
    ['sys_platform != "win32"', true],
    ['"linux" in sys_platform', true],
    ['platform_release >= "5"', false],
    ['os_name > "a"', false],
    ['os.name == "posix"', true],
    ['python_implementation == "CPython"', true],
    ['os_name == "nt" or os_name == "posix" and sys_platform == "linux"', true],
    ['(os_name == "nt" or os_name == "posix") and sys_platform == "win32"', false],
    ["os_name=='posix'and(sys_platform=='linux')", true],
    ['extra == "a"', false],
  ])('says of %s: %s', (text, expected) => expect(holds(text)).toBe(expected));

  it('compares extras by their canonical names', () => {
    expect(holds('extra == "Net_X"', 'net-x')).toBe(true);
    expect(holds('extra != "net.x"', 'NET_X')).toBe(false);
  });

  it('depends on the environment', () => {
    expect(evaluateMarker(parseMarker('platform_release >= "5"'), WINDOWS)).toBe(true);
  });

  it('refuses an order of versions on text', () => {
    expect(() => holds('sys_platform ~= "1.0"')).toThrow(
      expect.objectContaining({ code: 'invalid-environment-marker' }),
    );
  });
});
