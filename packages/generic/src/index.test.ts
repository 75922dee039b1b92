import { expect, it } from 'vitest';
import * as generic from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(generic)).toEqual(['genericFrontEnd']);
});
