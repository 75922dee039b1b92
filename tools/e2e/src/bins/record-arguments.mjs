// Loaded with --import into a bin and the Node programs that it starts: writes what `ps` would show of them and of every
// child of theirs.
import { ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';

const write = (args) => appendFileSync(process.env.BUILDSET_ARGUMENTS_FILE, `${JSON.stringify(args)}\n`);

write(process.argv);
const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function (options) {
  write(options.args ?? [options.file]);
  return spawn.call(this, options);
};
