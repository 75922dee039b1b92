import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { pythonClients } from '../src/clients/python.ts';
import { declareKillWalk } from './kill-walk.ts';

describeWithClients('a promotion of what plain twine uploaded', await pythonClients(), (python) => {
  declareKillWalk(python, { kills: 20, upload: ({ user }, wheels) => user.twineUpload(wheels) });
});
