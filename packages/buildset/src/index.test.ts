import { expect, it } from 'vitest';
import * as buildset from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(buildset)).toEqual(['buildsetFrontEnd']);
});
