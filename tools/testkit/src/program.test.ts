import { describe, expect, it } from 'vitest';

import { lastLine, runProgram } from './program.ts';

const node = (script: string, timeoutMs?: number) =>
  runProgram(process.execPath, ['-e', script], { env: {}, ...(timeoutMs === undefined ? {} : { timeoutMs }) });

describe('runProgram', () => {
  it('gives exit code and output, and takes no environment but its own', async () => {
    const script = `console.log(Object.keys(process.env).filter((name) => name === 'PATH').length); console.error('x'); process.exit(3)`;
    expect(await node(script)).toMatchObject({ code: 3, signal: null, stdout: '0\n', stderr: 'x\n' });
  });

  it('kills what takes too long', async () => {
    expect(await node('setInterval(() => {}, 1000)', 300)).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('rejects when there is no such program', async () => {
    await expect(runProgram('/no/such/program', [], { env: {} })).rejects.toThrow('ENOENT');
  });
});

describe('lastLine', () => {
  it.each([
    ['a\nb\n', '', 'b'],
    ['a\n', '\u001B[31mERROR: c\u001B[0m\n\u001B[0m\n', 'ERROR: c'],
    ['', '', ''],
  ])('of %j and %j is %j', (stdout, stderr, line) => {
    expect(lastLine({ stdout, stderr })).toBe(line);
  });
});
