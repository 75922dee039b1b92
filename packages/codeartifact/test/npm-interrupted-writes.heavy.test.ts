import { describeInterruption } from './npm-interruption.ts';

describeInterruption({ failing: 'every write' });
