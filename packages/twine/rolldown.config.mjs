import { frontEnd } from '../cli-kit/rolldown.shared.mjs';

export default frontEnd();
