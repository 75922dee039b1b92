import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { showWhatComes } from './show-what-comes.ts';

describeWithClients('the other guides', foundClients(), () => {
  showWhatComes([
    ['ci', 'wheels'],
    ['configuration', 'domain'],
    ['generic', 'home'],
    ['history', 'wheels'],
    ['login', 'wheels'],
    ['python', 'domain'],
    ['releases', 'wheels'],
    ['retention', 'wheels'],
    ['roles', 'home'],
  ]);
});
