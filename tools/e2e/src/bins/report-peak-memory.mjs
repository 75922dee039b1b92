// Loaded with --import into a process that is measured: writes the most memory that it had, in bytes, when it ends.
import { readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.BUILDSET_PEAK_FILE, String(peakBytes()));
});

/** Linux counts the parent's memory at the fork into maxRSS; VmHWM is of this program alone. */
function peakBytes() {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kibibytes !== undefined) return Number(kibibytes) * 1024;
  } catch {
    // not Linux
  }
  return process.resourceUsage().maxRSS * 1024;
}
