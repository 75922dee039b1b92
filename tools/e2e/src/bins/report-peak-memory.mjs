// Loaded with --import into a process that is measured: writes the most memory that it had, in bytes, when it ends.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.BUILDSET_PEAK_FILE, String(process.resourceUsage().maxRSS * 1024));
});
