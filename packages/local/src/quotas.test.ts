import { describe, expect, it } from 'vitest';
import { awsQuotas } from './quotas.ts';

describe('awsQuotas', () => {
  it('lets a second’s worth through, then throttles, then has room again', () => {
    let nowMs = 0;
    const quotas = awsQuotas(() => nowMs);
    const copies = (count: number): void => {
      for (let n = 0; n < count; n++) quotas.take('CopyPackageVersions');
    };
    copies(5);
    expect(() => copies(1)).toThrow(
      expect.objectContaining({ name: 'ThrottlingException', detail: { retryAfterSeconds: 1 } }),
    );
    nowMs = 200;
    copies(1);
    expect(() => copies(1)).toThrow('CopyPackageVersions');
  });

  it('bounds all writes together, and reads apart from them', () => {
    const quotas = awsQuotas(() => 0);
    for (let n = 0; n < 100; n++) quotas.take('pypi:Upload');
    expect(() => quotas.take('CreateDomain')).toThrow('CreateDomain');
    expect(() => quotas.take('DescribeDomain')).not.toThrow();
  });
});
