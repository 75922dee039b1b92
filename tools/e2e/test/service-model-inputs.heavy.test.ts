import { describeModel } from './hold-model.ts';

await describeModel({ runs: 300 });
