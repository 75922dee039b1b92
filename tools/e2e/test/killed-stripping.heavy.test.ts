import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { declareKillWalk } from './kill-walk.ts';
import { uploadRecorded } from './upload-recorded.ts';

describeWithClients('a promotion that takes the build number out', foundClients(), (python) => {
  declareKillWalk(python, { kills: 12, upload: uploadRecorded, how: ['--strip-build'], strips: true });
});
