import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

describe('redact', () => {
  it.each([
    ['GET https://aws:s3cr3t@host/simple/ failed', 'GET https://***@host/simple/ failed'],
    ['Authorization: Basic YXdzOnRva2Vu', 'Authorization: ***'],
    ['sent bearer abcdefgh.ijklmnop', 'sent bearer ***'],
    ['basic authentication is required', 'basic authentication is required'],
    ['https://user:p@ss@host/', 'https://***@host/'],
    ['"password": "hunter2", "a": 1', '"password": "***", "a": 1'],
    ['?X-Amz-Security-Token=abc&x=1', '?X-Amz-Security-Token=***&x=1'],
    ['token eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.abc is old', 'token *** is old'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key AKIA***'],
    ['two\n  lines', 'two lines'],
    ['nothing to hide: a@b.example', 'nothing to hide: a@b.example'],
  ])('%j becomes %j', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it('cuts what is long', () => {
    expect(redact('x '.repeat(1000)).length).toBe(501);
  });
});
