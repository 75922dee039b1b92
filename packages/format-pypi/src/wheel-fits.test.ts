import { describe, expect, it } from 'vitest';
import { parseEnvironment } from './target-environment.ts';
import { wheelFits } from './wheel-fits.ts';
import { parseWheelName } from './wheel-name.ts';

const fits = (tags: string, environment: string): boolean =>
  wheelFits(parseWheelName(`pyabc-1.0-${tags}.whl`), parseEnvironment(environment));

describe('wheelFits', () => {
  it.each([
    ['py3-none-any', '3.9-windows'],
    ['py2.py3-none-any', '3.12-linux'],
    ['py310-none-any', '3.12-linux'],
    ['cp312-none-any', '3.12-linux'],
    ['cp312-cp312-manylinux_2_28_x86_64', '3.12-linux'],
    ['cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64', '3.12.4-linux'],
    ['cp37-abi3-linux_aarch64', '3.12-linux-aarch64'],
    ['py3-none-manylinux1_i686', '3.12-linux-i686'],
    ['cp312-cp312-macosx_11_0_arm64', '3.12-macos'],
    ['cp312-cp312-macosx_10_9_universal2', '3.12-macos'],
    ['cp312-cp312-macosx_10_9_universal2', '3.12-macos-x86_64'],
    ['cp312-cp312-win_amd64', '3.12-windows'],
    ['cp312-cp312-win32', '3.12-windows-x86'],
    ['py3-none-win_arm64', '3.12-windows-ARM64'],
  ])('takes %s for %s', (tags, environment) => {
    expect(fits(tags, environment)).toBe(true);
  });

  it.each([
    ['py2-none-any', '3.12-linux'],
    ['py313-none-any', '3.12-linux'],
    ['cp311-none-any', '3.12-linux'],
    ['cp311-cp311-manylinux_2_28_x86_64', '3.12-linux'],
    ['cp313-abi3-manylinux_2_28_x86_64', '3.12-linux'],
    ['cp313-cp313t-manylinux_2_28_x86_64', '3.13-linux'],
    ['cp312-cp312-any', '3.12-linux'],
    ['cp312-cp312-manylinux_2_28_aarch64', '3.12-linux'],
    ['cp312-cp312-musllinux_1_2_x86_64', '3.12-linux'],
    ['cp312-cp312-macosx_11_0_x86_64', '3.12-macos'],
    ['cp312-cp312-win_amd64', '3.12-linux'],
    ['cp312-cp312-win32', '3.12-windows'],
    ['pp310-pypy310_pp73-linux_x86_64', '3.10-linux'],
  ])('leaves %s for %s', (tags, environment) => {
    expect(fits(tags, environment)).toBe(false);
  });
});
