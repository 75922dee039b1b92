import { abandonCommand, promoteCommand, sealCommand, setsCommand } from '@buildset/cli-kit';
import { FORMATS } from './formats.ts';

export const promote = promoteCommand(FORMATS);
export const sets = setsCommand(FORMATS);
export const seal = sealCommand(FORMATS);
export const abandon = abandonCommand(FORMATS);
