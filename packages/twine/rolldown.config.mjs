import { frontEnd } from '../cli-kit/bundle/front-end.mjs';

export default frontEnd({ input: { keyring: 'src/keyring/main.ts' } });
