import { abandonCommand, promoteCommand, sealCommand, setsCommand } from '@buildset/cli-kit';
import { GENERIC_ONLY } from './formats.ts';

export const promote = promoteCommand(GENERIC_ONLY);
export const sets = setsCommand(GENERIC_ONLY);
export const seal = sealCommand(GENERIC_ONLY);
export const abandon = abandonCommand(GENERIC_ONLY);
