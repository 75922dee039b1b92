import { beforeEach, describe, expect, it } from 'vitest';
import { attach, build, promotionOf, REF, world, type World } from '../../test/support.ts';
import { CodedError } from '../coded-error.ts';
import type { OriginControls } from '../ports/domain.ts';
import { promote } from './promote.ts';

const BLOCKED: OriginControls = { publish: 'BLOCK', upstream: 'BLOCK' };
const MEND =
  'aws codeartifact put-package-origin-configuration --domain abc --domain-owner 000000000000 --region us-east-1 ' +
  '--repository AbcStaging --format pypi --package pyabc --restrictions publish=BLOCK,upstream=BLOCK';

describe('the origin controls of a promoted package', () => {
  let w: World;
  beforeEach(async () => {
    w = world();
    await attach(w, build('23'));
  });

  it('are warned of, with the call that mends them, when they are not what the stage says', async () => {
    const { outcome, warnings } = await promote(promotionOf('23', { originControls: BLOCKED }), w.ports);
    expect({ outcome, warnings }).toEqual({
      outcome: 'promoted',
      warnings: [
        `The origin controls of pyabc in AbcStaging are publish=ALLOW,upstream=BLOCK, not publish=BLOCK,upstream=BLOCK. Set them: ${MEND}`,
      ],
    });
  });

  it('are no reason for a warning when they are right', async () => {
    await w.domain.setOriginControls('AbcStaging', REF, BLOCKED);
    expect(await promote(promotionOf('23', { originControls: BLOCKED }), w.ports)).toMatchObject({ warnings: [] });
  });

  it('are not asked for when the stage says nothing', async () => {
    const { calls, warnings } = await promote(promotionOf('23'), w.ports);
    expect(warnings).toEqual([]);
    expect(calls).not.toHaveProperty('DescribePackage');
  });

  it('that may not be read are told of, and the promotion stands', async () => {
    w.domain.originControls = () => Promise.reject(new CodedError('access-denied', 'not authorized'));
    const result = await promote(promotionOf('23', { originControls: BLOCKED }), w.ports);
    expect(result).toMatchObject({
      outcome: 'promoted',
      warnings: ['Could not read the origin controls of pyabc in AbcStaging: not authorized'],
    });
  });
});
