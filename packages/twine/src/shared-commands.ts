import { abandonCommand, promoteCommand, sealCommand, setsCommand } from '@buildset/cli-kit';
import { PYPI_ONLY } from './formats.ts';

export const promote = promoteCommand(PYPI_ONLY);
export const sets = setsCommand(PYPI_ONLY);
export const seal = sealCommand(PYPI_ONLY);
export const abandon = abandonCommand(PYPI_ONLY);
