import { expect, it } from 'vitest';
import * as exported from './index.ts';

it('exports exactly what is promised', () => {
  expect(Object.keys(exported).sort()).toEqual([
    'CodeArtifactError',
    'connectAccess',
    'connectDomain',
    'createNpmIndex',
    'createPypiIndex',
    'hashFile',
    'nodeRandom',
    'nodeSpool',
    'nodeTimer',
    'openLocalFile',
    'redact',
    'secondsUnderQuotas',
  ]);
});
