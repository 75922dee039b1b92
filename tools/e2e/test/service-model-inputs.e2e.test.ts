import { describeModel } from './hold-model.ts';

await describeModel({ runs: 5, seed: 1 });
