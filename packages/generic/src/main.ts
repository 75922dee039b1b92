import { readFileSync } from 'node:fs';
import { runProcess } from '@buildset/cli-kit';
import { genericFrontEnd } from './front-end.ts';

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

void runProcess({ ...genericFrontEnd, version });
