import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { declareKillWalk } from './kill-walk.ts';

describeWithClients('a promotion of what plain twine uploaded', foundClients(), (python) => {
  declareKillWalk(python, { kills: 20, upload: ({ user }, wheels) => user.twineUpload(wheels) });
});
