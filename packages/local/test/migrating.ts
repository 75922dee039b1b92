// A process that migrates a database with the product's steps and a long one, to be killed: `migrating FILE`.
import { writeSync } from 'node:fs';
import { openDatabase } from '../src/storage/sqlite/database.ts';
import { migrations } from '../src/storage/sqlite/migrations.ts';
import { longStep } from './long-step.ts';

const [, , path = ''] = process.argv;
writeSync(1, 'begins\n');
await openDatabase(path, [...migrations, longStep]).db.destroy();
writeSync(1, 'done\n');
