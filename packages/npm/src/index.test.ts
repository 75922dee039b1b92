import { expect, it } from 'vitest';
import * as npm from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(npm)).toEqual(['npmFrontEnd']);
});
