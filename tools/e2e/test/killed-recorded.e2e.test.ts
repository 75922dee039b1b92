import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { pythonClients } from '../src/clients/python.ts';
import { declareKillWalk } from './kill-walk.ts';
import { uploadRecorded } from './upload-recorded.ts';

describeWithClients('a promotion of a build on record', await pythonClients(), (python) => {
  declareKillWalk(python, { kills: 8, upload: uploadRecorded });
});
