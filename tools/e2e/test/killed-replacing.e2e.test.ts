import { describe } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { pythonClients } from '../src/clients/python.ts';
import { declareKillWalk } from './kill-walk.ts';
import { uploadRecorded } from './upload-recorded.ts';

const REPLACING = { before: ['--build', '22'], how: ['--exclusive'], upload: uploadRecorded };

describeWithClients('an exclusive promotion over another build', await pythonClients(), (python) => {
  describe('where an overwriting copy replaces', () => {
    declareKillWalk(python, { ...REPLACING, kills: 6 });
  });

  describe('where an overwriting copy merges', () => {
    declareKillWalk(python, { ...REPLACING, kills: 10, assume: ['copy-overwrite=merge'], mayBeEmpty: true });
  });
});
