import { runKeyringProcess } from '@buildset/cli-kit';

void runKeyringProcess();
