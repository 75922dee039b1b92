import { describe } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { declareKillWalk, type Walk } from './kill-walk.ts';
import { uploadRecorded } from './upload-recorded.ts';

const OVER_BUILD_22 = { before: ['--build', '22'], upload: uploadRecorded };

const REPLACING: Omit<Walk, 'kills'> = {
  ...OVER_BUILD_22,
  how: ['--exclusive'],
  mayShow: (build22, build23) => [build22, build23],
};

describeWithClients('a promotion over another build', foundClients(), (python) => {
  describe('with --exclusive, where an overwriting copy replaces', () => {
    declareKillWalk(python, { ...REPLACING, kills: 4 });
  });

  describe('with --exclusive, where an overwriting copy merges', () => {
    declareKillWalk(python, {
      ...REPLACING,
      kills: 5,
      assume: ['copy-overwrite=merge'],
      mayShow: (build22, build23) => [build22, [], build23],
    });
  });

  describe('that is added, wheel by wheel', () => {
    declareKillWalk(python, {
      ...OVER_BUILD_22,
      kills: 4,
      keeps: true,
      mayShow: (build22, build23) => [
        build22,
        ...build23.map((wheel) => [...build22, wheel]),
        [...build22, ...build23],
      ],
    });
  });
});
