import { describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';
import { CliError } from '../cli-error.ts';

describe('runCli', () => {
  const world = new MemoryWorld();

  it('prints the version', async () => {
    expect(await world.run('--version')).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it('lists the commands and the exit codes for --help', async () => {
    const { code, stdout } = await world.run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/promote +Promote exactly one build/);
    expect(stdout).toContain('130  interrupted');
  });

  it('shows flags, examples and exit codes for the help of a command', async () => {
    const { code, stdout } = await world.run('promote --help');
    expect(code).toBe(0);
    expect(stdout).toContain('--to, --destination-repository');
    expect(stdout).toContain('tool promote pyabc==1.0.0 --build 23');
    expect(stdout).toContain('4  refused');
    expect(await world.run('help promote')).toEqual({ code, stdout, stderr: '' });
  });

  it.each([
    ['', 'No command was given.'],
    ['nope', 'There is no command "nope".'],
    ['nope --help', 'There is no command "nope".'],
    ['sets', 'An argument is missing: sets <spec>.'],
    ['sets a --nope', 'Unknown flag: --nope.'],
    ['sets --nope a', 'Unknown flag: --nope.'],
    ['sets --nope=a', 'Unknown flag: --nope.'],
    ['sets -n a', 'Unknown flag: -n.'],
    ['sets -a.whl', 'Unknown flag: -a.whl.'],
    ['sets a b', 'Unknown argument: b.'],
    ['sets a -- -b', 'Unknown argument: -b.'],
    ['seal --build -- a==1', '--build needs a value.'],
    ['seal a==1', 'Missing required argument: --build.'],
    ['seal a==1 --build 1 --build 2', '--build was given more than once.'],
    ['seal a==1 --build=', '--build needs a value.'],
    ['seal a==1 --build 1 --work-item', '--work-item needs a value.'],
    ['seal a==1 --build 1 --expect many', '--expect needs a number.'],
    ['promote a==1 --build 1 --expect 3 --from x --to y', '--expect belongs to --last.'],
  ])('answers "%s" with usage, where that is explained, and exit code 2', async (line, message) => {
    const { code, stdout, stderr } = await world.run(line);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [said, next] = stderr.split('\n');
    expect(said).toBe(`tool: error[usage]: ${message}`);
    expect(next).toMatch(/^next: .*See tool (?:\w+ )?--help\.$/);
  });

  it('tells errors as one JSON object with --json, those of parsing too', async () => {
    const { code, stderr } = await world.run('sets a --nope --json');
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toEqual({
      error: { code: 'usage', message: 'Unknown flag: --nope.', side: 'local', next: expect.any(String) },
    });
    expect(schemaErrors('error', stderr)).toEqual([]);
  });

  it.each([
    ['promot', 'Did you mean promote?'],
    ['--verbose setz', 'Did you mean sets?'],
    ['seal a==1 --bild 1', 'Did you mean --build?'],
    ['seal a==1 -build 1', 'Did you mean --build?'],
    ['sets a --domian abc', 'Did you mean --domain?'],
    ['sets a --repo abc', 'Did you mean --repository?'],
    ['sets a --qqqqq', 'What begins with - and is no flag goes behind --.'],
  ])('answers "%s" with what was probably meant', async (line, next) => {
    const { code, stderr } = await world.run(line);
    expect(code).toBe(2);
    expect(stderr.split('\n')[1]).toMatch(next);
    expect(stderr.split('\n')[1]).toMatch(/ See tool (?:\w+ )?--help\.$/);
  });

  it('takes what stands behind -- for arguments', async () => {
    expect((await world.run('sets --domain abc -- pyabc')).stderr).toContain('error[no-home]');
    expect((await world.run('sets --domain abc --')).stderr).toContain('An argument is missing: sets <spec>.');
  });

  it('keeps the order of arguments before and behind --', async () => {
    expect((await world.run('hold drop -- -x')).stderr).toContain('error[usage]: There is no "hold drop".');
  });

  it.each(['-x', 'true', '--help', '--json', '--version', '--no-color'])(
    'takes %s behind -- for a name',
    async (name) => {
      const { stderr } = await world.run(`show --domain abc -- ${name}`);
      expect(stderr).toContain(`error[usage]: "${name}" does not name a version.`);
    },
  );

  it('finds the command behind flags', async () => {
    const { stderr } = await world.run('--json sets');
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'usage' } });
  });

  it('asks for a domain', async () => {
    const { code, stderr } = await world.run('sets pyabc');
    expect(code).toBe(2);
    expect(stderr).toBe(
      'tool: error[domain-missing]: No domain was given.\nnext: Name the CodeArtifact domain: --domain abc, BUILDSET_DOMAIN, or "domain" in the configuration.\n',
    );
  });

  describe('where a variable is nearly one of its own', () => {
    it.each([
      ['BUILDSET_DOMIAN', 'BUILDSET_DOMAIN'],
      ['BUILDSET_DOMAINOWNER', 'BUILDSET_DOMAIN_OWNER'],
      ['BUILDSET_ENDPOINT', 'BUILDSET_ENDPOINT_URL'],
    ])('asks whether %s is to be %s, and not with --json', async (typed, meant) => {
      const environment = { [typed]: 'x' };
      const told = `tool: warning: Nothing reads the variable ${typed}. Did you mean ${meant}?\n`;
      const { stderr } = await world.run('sets pyabc', { environment });
      expect([stderr.slice(0, told.length), stderr.slice(told.length)]).toEqual([
        told,
        expect.stringMatching(/^tool: error/),
      ]);
      const json = await world.run('sets pyabc --json', { environment });
      expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'domain-missing' } });
    });

    it('leaves those alone that are set, empty, or somebody else’s', async () => {
      const own = ['DOMAIN', 'DOMAIN_OWNER', 'REGION', 'PROFILE', 'ENDPOINT_URL', 'HOME', 'TRANSIT'];
      const others = ['DOMAINS', 'HEAVY', 'HEAVY_SAMPLE', 'REQUIRE_CLIENTS', 'SEED', 'VERSION', 'TEAM'];
      const environment = Object.fromEntries([...own, ...others].map((name) => [`BUILDSET_${name}`, 'x']));
      expect((await world.run('sets pyabc', { environment })).stderr).toMatch(/^tool: error/);
      const { BUILDSET_DOMAINS: _taken, ...unset } = Object.fromEntries(
        others.map((name) => [`BUILDSET_${name}`, 'x']),
      );
      expect((await world.run('sets pyabc', { environment: { ...unset, BUILDSET_DOMIAN: '' } })).stderr).toMatch(
        /^tool: error/,
      );
    });
  });

  it('refuses without a home, naming buildset init', async () => {
    const { code, stderr } = await world.run('sets pyabc --domain abc');
    expect(code).toBe(4);
    expect(stderr).toContain('error[no-home]');
    expect(stderr).toContain('buildset init --domain abc');
  });

  it('colours on a terminal only, and not with NO_COLOR', async () => {
    const escape = '\u001b[31m';
    expect((await world.run('nope', { isTTY: true })).stderr).toContain(escape);
    expect((await world.run('nope', { isTTY: true, environment: { NO_COLOR: '1' } })).stderr).not.toContain(escape);
    expect((await world.run('--no-color sets', { isTTY: true })).stderr).not.toContain(escape);
    expect((await world.run('nope')).stderr).not.toContain(escape);
  });

  it('tells what nobody foresaw as a defect, without secrets', async () => {
    const broken = new MemoryWorld(async () => {
      throw new TypeError('cannot read Authorization: Bearer abcdefghijklmnop');
    });
    const { code, stderr } = await broken.run('sets pyabc --domain abc --verbose');
    expect(code).toBe(1);
    expect(stderr).toContain('tool: error[unexpected]: Cannot read Authorization: ');
    expect(stderr).not.toContain('abcdefghijklmnop');
    expect(stderr).toContain('next: This is a defect of buildset.');
  });

  it.each([
    ['dev holds no build of pyabc==1.0.0.', 'dev holds no build of pyabc==1.0.0.'],
    ['there is no file src', 'There is no file src.'],
  ])('shows %j as the sentence %j', async (message, shown) => {
    const failing = new MemoryWorld(async () => {
      throw new CliError('aborted', message);
    });
    expect((await failing.run('sets pyabc --domain abc')).stderr).toBe(`tool: error[aborted]: ${shown}\n`);
  });

  it('ends with 130 when it was interrupted, and says that a re-run continues', async () => {
    const interrupted = await MemoryWorld.withHome();
    await interrupted.attach('23');
    const { code, stderr } = await interrupted.run(
      'promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcStaging --domain abc',
      { signal: AbortSignal.abort() },
    );
    expect(code).toBe(130);
    expect(stderr).toBe(
      'tool: error[aborted]: Interrupted.\nnext: Run the same command again: it continues from what is there.\n',
    );
  });
});
