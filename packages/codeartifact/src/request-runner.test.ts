import { CodedError, Meter, type Timer } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodeArtifactError } from './codeartifact-error.ts';
import { RequestRunner, type RunnerOptions } from './request-runner.ts';

const COPY = { operation: 'CopyPackageVersions', doing: 'copy it', side: 'destination', coordinates: {} } as const;
const TOKEN = { operation: 'GetAuthorizationToken', doing: 'get a token', side: 'local', coordinates: {} } as const;

/** Milliseconds; time passes while somebody sleeps. */
let now = 0;

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

function runnerOf(options: Partial<RunnerOptions> = {}) {
  const waits: number[] = [];
  const timer: Timer = {
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
  };
  return {
    runner: new RequestRunner({ meter: new Meter(), timer, rates: 'none', jitter: () => 1, ...options }),
    waits,
  };
}

/** A request that fails so often, and how often it was sent. */
function failing(times: number, takesMs = 0) {
  let sent = 0;
  const attempt = async (): Promise<string> => {
    sent += 1;
    now += takesMs;
    if (sent <= times) throw new CodeArtifactError('service-unavailable', 'not now', { retryable: true });
    return 'done';
  };
  return { attempt, sent: () => sent };
}

describe('a run within another', () => {
  it('is tried as often as one by itself when it fails, whoever runs it', async () => {
    const [{ runner: outer }, { runner: inner }] = [runnerOf(), runnerOf()];
    const token = failing(Infinity);
    const copying = outer.run(COPY, () => inner.run(TOKEN, token.attempt));
    await expect(copying).rejects.toMatchObject({ code: 'service-unavailable', retryable: true });
    expect(token.sent()).toBe(5);
  });

  it('leaves the other its own attempts', async () => {
    const { runner } = runnerOf();
    const [token, copy] = [failing(4), failing(4)];
    const copying = runner.run(COPY, async () => {
      await runner.run(TOKEN, token.attempt);
      return await copy.attempt();
    });
    await expect(copying).resolves.toBe('done');
    expect([token.sent(), copy.sent()]).toEqual([9, 5]);
  });
});

describe('the deadline', () => {
  const retry = { deadlineMs: 10_000 };

  it('does not count what a request waits for the rate budget', async () => {
    const { runner, waits } = runnerOf({ retry, rates: { CopyPackageVersions: 0.01 } });
    const copy = failing(2);
    await expect(runner.run(COPY, copy.attempt)).resolves.toBe('done');
    expect(copy.sent()).toBe(3);
    expect(waits.filter((ms) => ms > 10_000)).toHaveLength(3);
  });

  it('does not count a first attempt that took long, such as an upload that was cut at its end', async () => {
    const { runner } = runnerOf({ retry });
    const copy = failing(1, 60_000);
    await expect(runner.run(COPY, copy.attempt)).resolves.toBe('done');
  });

  it('ends what goes on failing', async () => {
    const { runner } = runnerOf({ retry });
    const copy = failing(Infinity, 6000);
    await expect(runner.run(COPY, copy.attempt)).rejects.toBeInstanceOf(CodedError);
    expect(copy.sent()).toBe(3);
  });
});
