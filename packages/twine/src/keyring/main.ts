import { runKeyringProcess } from '@buildset/cli-kit';

await runKeyringProcess();
