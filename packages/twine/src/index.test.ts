import { expect, it } from 'vitest';
import * as twine from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(twine)).toEqual(['twineFrontEnd']);
});
