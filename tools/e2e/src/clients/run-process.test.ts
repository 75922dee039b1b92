import { describe, expect, it } from 'vitest';

import { lastLine, runProcess } from './run-process.ts';

const node = (script: string, timeoutMs?: number) =>
  runProcess(process.execPath, ['-e', script], { env: {}, ...(timeoutMs === undefined ? {} : { timeoutMs }) });

describe('runProcess', () => {
  it('gives status and output, and takes no environment but its own', async () => {
    const script = `console.log(Object.keys(process.env).filter((name) => name === 'PATH').length); console.error('x'); process.exit(3)`;
    expect(await node(script)).toMatchObject({ status: 3, signal: null, stdout: '0\n', stderr: 'x\n' });
  });

  it('kills what takes too long', async () => {
    expect(await node('setInterval(() => {}, 1000)', 300)).toMatchObject({ status: null, signal: 'SIGKILL' });
  });

  it('rejects when there is no such program', async () => {
    await expect(runProcess('/no/such/program', [], { env: {} })).rejects.toThrow('ENOENT');
  });
});

describe('lastLine', () => {
  const result = { command: '', status: 1, signal: null };

  it.each([
    ['a\nb\n', '', 'b'],
    ['a\n', '\u001B[31mERROR: c\u001B[0m\n\u001B[0m\n', 'ERROR: c'],
    ['', '', ''],
  ])('of %j and %j is %j', (stdout, stderr, line) => {
    expect(lastLine({ ...result, stdout, stderr })).toBe(line);
  });
});
