import { describe, expect, it } from 'vitest';
import { connectCodeArtifact } from './codeartifact.ts';

describe('connectCodeArtifact', () => {
  it('gives waits that end when the user interrupts', async () => {
    const interruption = new AbortController();
    const settings = { domain: 'abc', domainOwner: '111122223333', region: 'us-east-1', home: 'buildset' };
    const { timer } = await connectCodeArtifact(settings, { environment: {}, signal: interruption.signal });
    const waiting = timer.sleep(60_000);
    interruption.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
