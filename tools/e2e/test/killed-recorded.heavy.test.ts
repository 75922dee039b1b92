import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { declareKillWalk } from './kill-walk.ts';
import { uploadRecorded } from './upload-recorded.ts';

describeWithClients('a promotion of a build on record', foundClients(), (python) => {
  declareKillWalk(python, { kills: 8, upload: uploadRecorded });
});
