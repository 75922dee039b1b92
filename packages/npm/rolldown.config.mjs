import { frontEnd } from '../cli-kit/bundle/front-end.mjs';

// npm's own libraries start programs that lie beside them.
export default frontEnd({
  external: ['@npmcli/arborist', '@npmcli/map-workspaces', '@npmcli/package-json', '@npmcli/run-script', 'pacote'],
});
