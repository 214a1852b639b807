import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BINARY, begunBy, type Ran, type TestRepository, withRepository } from '../support/repository.ts'
import { precheck as precheckHere } from './in-process.ts'

const POLICY = 'version: 1\ntrailers-for: everyone\npaths:\n  - { name: ci, match: [.github/], action: sign-off }\n'

/** Every file of the git directory with its content; what local hooks keep of a decoded policy aside. */
function listing(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(folder, path)
    if (path.startsWith('precheck')) continue
    found[path] = lstatSync(file).isFile() ? createHash('sha1').update(readFileSync(file)).digest('hex') : ''
  }
  return found
}

type Called = Pick<Ran, 'status' | 'stdout' | 'stderr'>

/**
 * Runs the built binary, and holds what no input may change: no stack trace, nothing written into the repository,
 * nothing left in the folder for temporary files, and no control character on a terminal.
 */
const precheck = (repository: TestRepository, args: readonly string[]): Promise<Called> =>
  holding(repository, (TMPDIR) => repository.run(process.execPath, [BINARY, ...args], { env: { TMPDIR } }))

/** The same from its source, for a case that another one like it has run the binary with: starting it takes long. */
const called = (repository: TestRepository, args: readonly string[]): Promise<Called> =>
  holding(repository, async (temporary) => {
    const before = process.env['TMPDIR']
    process.env['TMPDIR'] = temporary
    try {
      return await precheckHere(repository, args)
    } finally {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
    }
  })

/** The binary for the cases that are named, one of each kind. */
const by = (what: unknown, ...started: readonly unknown[]) => (started.includes(what) ? precheck : called)

async function holding(
  repository: TestRepository,
  run: (temporary: string) => Called | Promise<Called>,
): Promise<Called> {
  const temporary = join(dirname(repository.dir), 'temporary')
  mkdirSync(temporary, { recursive: true })
  const gitDir = join(repository.dir, '.git')
  const before = listing(gitDir)
  const ran = await run(temporary)
  expect(ran.stdout + ran.stderr).not.toMatch(/^\s+at |this is a bug/m)
  expect(ran.stdout + ran.stderr).not.toMatch(/[\0-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/)
  expect(listing(gitDir)).toEqual(before)
  expect(readdirSync(temporary)).toEqual([])
  return ran
}

/** The user's mistake: one sentence on stderr, nothing on stdout. */
function mistake(ran: Called, sentence: RegExp): void {
  expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: 2, stdout: '' })
  expect(ran.stderr).toMatch(sentence)
  expect(ran.stderr).toMatch(/^precheck: [^\n]+\n$/)
}

/** Facts that could not be had, in a report that says which. */
function unknown(ran: Called, sentence: RegExp): void {
  expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 3, stderr: '' })
  expect(ran.stdout).toMatch(/^precheck: .*could not/m)
  expect(ran.stdout).toMatch(sentence)
}

/** A repository that has adopted a policy, with a second commit. */
const adopted = (body: (repository: TestRepository) => void | Promise<void>, policy: string | Buffer = POLICY) =>
  begun(body, policy)

const begun = begunBy((repository, policy: string | Buffer) => {
  repository.commit('adopt', { '.precheck.yml': policy, 'a.txt': 'a\n' })
  repository.git('branch', 'base')
  repository.commit('change', { 'a.txt': 'b\n', '.github/workflows/ci.yml': 'on: push\n' })
})

const withoutPolicy = begunBy((repository) => {
  repository.commit('begin', { 'a.txt': 'a\n' })
})

describe('arguments', () => {
  const CASES: readonly (readonly [what: string, args: readonly string[], sentence: RegExp])[] = [
    ['an unknown command', ['frobnicate'], /no command "frobnicate" \(precheck --help lists them\)/],
    ['a command with a letter wrong', ['chekc'], /did you mean "check"/],
    ['an empty command', [''], /no command ""/],
    ['an option in the place of the command', ['--quiet'], /no command "--quiet"/],
    ['an option with a letter wrong', ['check', '--fromat', 'json'], /no option --fromat: did you mean --format\?/],
    ['an option with a letter missing', ['check', '--stagd'], /no option --stagd: did you mean --staged\?/],
    ['an option of another spelling', ['signoff', '--no-colour'], /no option --no-colour: did you mean --no-color\?/],
    ['an option like none', ['check', '--frobnicate'], /no option --frobnicate: --help lists those that there are/],
    ['a short option', ['install', '-x'], /no option -x: --help lists/],
    ['an option of escape sequences', ['check', '--\x1b[31mred'], /no option --\\x1B\[31mred: --help/],
    ['help for an unknown command', ['help', 'chekc'], /no command "chekc"; did you mean "check"/],
    ['an option without its value', ['check', '--format'], /'--format <value>' argument missing/],
    ['an option for a value', ['check', '--commit', '--all'], /'--commit' argument is ambiguous/],
    ['an unknown format', ['check', '--format', 'xml'], /--format takes text, json, sarif, github.*"xml"/],
    ['two ranges', ['check', 'base..main', 'base..main'], /give one of BASE\.\.HEAD/],
    ['two kinds of subject', ['check', '--staged', '--commit', 'main'], /give one of BASE\.\.HEAD/],
    ['a missing policy file', ['check', '--policy', 'no.yml', 'base..main'], /no policy at no\.yml/],
    ['a missing policy of a commit', ['check', '--policy', 'main:no.yml', 'base..main'], /no policy at main:no\.yml/],
    ['a folder for a policy', ['check', '--policy', '.', 'base..main'], /is no file: a policy is one file/],
    ['a folder that is not there', ['check', '--in', 'nowhere'], /there is no folder/],
    ['a file for a folder', ['check', '--in', 'a.txt'], /there is no folder/],
    ['a hook that is none', ['hook', 'post-commit'], /no hook "post-commit" here: commit-msg/],
    ['no hook', ['hook'], /no hook "" here/],
    ['commit-msg without a file', ['hook', 'commit-msg'], /called by git, with the message file/],
    ['an empty path to explain', ['explain', ''], /one rule or one path/],
  ]
  const STARTED = [
    'an unknown command',
    'an option of escape sequences',
    'a missing policy file',
    'commit-msg without a file',
  ]
  test.each(CASES)('%s', (what, args, sentence) =>
    adopted(async (repository) => mistake(await by(what, ...STARTED)(repository, args), sentence)),
  )

  const REVISIONS: readonly (readonly [what: string, args: readonly string[], sentence: RegExp])[] = [
    ['a base that is not there', ['nope..main'], /"nope" names no commit here .*fetched/],
    ['a head that is not there', ['base..nope'], /"nope" names no commit here/],
    ['one revision alone', ['main'], /"main" is not a range: write BASE\.\.HEAD, or --commit/],
    ['nothing', [''], /a revision is empty: write BASE\.\.HEAD/],
    ['no base, as of a variable that is not set', ['..main'], /"\.\.main" has no base/],
    ['neither base nor head', ['..'], /"\.\." has no base/],
    ['what looks like an option', ['--', '--all..main'], /"--all" names no commit here/],
    ['a file of a commit', ['base:a.txt..main'], /"base:a\.txt" names no commit here/],
    ['a line break', ['base..main\n::error::x'], /"base\.\.main\\x0A::error::x" names no commit/],
    ['an escape sequence', ['--commit', '\x1b[31mred'], /"\\x1B\[31mred" names no commit/],
    ['an empty commit', ['--commit', ''], /a revision is empty/],
    ['an empty root', ['--root', ''], /a revision is empty/],
    ['a commit further back than there are', ['main~99..main'], /"main~99" names no commit here/],
  ]
  test.each(REVISIONS)('as a revision: %s', (what, args, sentence) =>
    adopted(async (repository) =>
      mistake(
        await by(what, 'a base that is not there', 'an escape sequence')(repository, ['check', ...args]),
        sentence,
      ),
    ),
  )

  test('as a revision: a name that a branch and a tag have', () =>
    adopted(async (repository) => {
      repository.git('tag', 'base', 'main')
      mistake(await called(repository, ['check', 'base..main']), /"base" names several refs: write .* in full/)
    }))
})

describe('places', () => {
  test.each([
    ['check'],
    ['check', 'a..b'],
    ['check', '--staged'],
    ['packet'],
    ['install'],
    ['uninstall'],
    ['explain', 'a'],
  ])('no repository: %s %s', (...args) =>
    withRepository(async (repository) => {
      rmSync(join(repository.dir, '.git'), { recursive: true })
      mkdirSync(join(repository.dir, '.git/nothing'), { recursive: true })
      const words = args.filter(Boolean)
      mistake(
        await by(words.join(' '), 'check', 'install')(repository, words),
        /not a git repository: go to one, or make one/,
      )
    }),
  )

  test.each([['check'], ['check', '--root', 'HEAD'], ['check', '--commit', 'HEAD']])(
    'a repository without commits: %s %s %s',
    (...args) =>
      withRepository(async (repository) =>
        mistake(await called(repository, args.filter(Boolean)), /there are no commits here yet/),
      ),
  )

  test('a folder that is gone', () =>
    adopted((repository) => {
      const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"'
      const ran = repository.run('sh', ['-c', script, process.execPath, BINARY, 'check'])
      mistake(ran, /started in is gone/)
    }))

  test('nothing staged to check in a bare repository', () =>
    withRepository(
      async (repository) => {
        mkdirSync(join(repository.dir, '.git'))
        const ran = await called(repository, ['check', '--staged'])
        mistake(ran, /a bare repository has nothing staged/)
      },
      { init: ['--bare'] },
    ))
})

describe('a policy', () => {
  const KINDS: readonly (readonly [what: string, text: string | Buffer, sentence: RegExp])[] = [
    ['that is no YAML', 'version: 1\npaths: [\n', /:\d+:\d+: /],
    ['with an unknown key', 'version: 1\ntrailer: {}\n', /:2:1: .*trailers/],
    ['that is binary', Buffer.from([0x89, 0x50, 0, 1, 0xff, 0xfe]), /:\d+:\d+: /],
    ['that is empty', '', /:1:1: /],
    ['of two megabytes', `version: 1\n${'# a comment\n'.repeat(180_000)}`, /:\d+:\d+: |larger|too long|bytes/],
  ]
  test.each(KINDS)('given by name, %s: exit 2, with the place', (what, text, sentence) =>
    adopted(async (repository) => {
      repository.write('own.yml', text)
      const ran = await by(what, 'that is binary')(repository, ['check', '--policy', 'own.yml', 'base..main'])
      expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: 2, stdout: '' })
      expect(ran.stderr).toMatch(/^precheck: the policy is wrong\nown\.yml:/)
      expect(ran.stderr).toMatch(sentence)
    }),
  )

  test.each(KINDS)('staged as the first one, %s: exit 2, with the place', (what, text, sentence) =>
    withoutPolicy(async (repository) => {
      repository.write('.precheck.yml', text)
      repository.git('add', '-A')
      const ran = await by(what, 'that is binary')(repository, ['check', '--staged'])
      expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: 2, stdout: '' })
      expect(ran.stderr).toMatch(sentence)
    }),
  )

  test.each(KINDS)('on the base, %s: the range cannot be checked, nor the commit on top of it', (what, text) =>
    adopted(async (repository) => {
      const call = by(what, 'that is binary')
      unknown(await call(repository, ['check', 'base..main']), /the policy on the base cannot be read/)
      repository.git('config', 'precheck.base', 'refs/heads/base')
      const staged = await call(repository, ['check', '--staged'])
      expect({ status: staged.status, stdout: staged.stdout }).toEqual({ status: 3, stdout: '' })
      expect(staged.stderr).toMatch(/could not check: the policy on the base cannot be read .*a person mends it there/)
    }, text),
  )

  test('given by name, a link that leads nowhere', () =>
    adopted(async (repository) => {
      symlinkSync('nowhere', join(repository.dir, 'own.yml'))
      mistake(await called(repository, ['check', '--policy', 'own.yml', 'base..main']), /no policy at own\.yml/)
    }))

  test.skipIf(process.getuid?.() === 0)('given by name, that may not be read (root may read everything)', () =>
    adopted(async (repository) => {
      repository.write('own.yml', POLICY)
      chmodSync(join(repository.dir, 'own.yml'), 0)
      mistake(await called(repository, ['check', '--policy', 'own.yml', 'base..main']), /the policy cannot be read/)
    }),
  )

  test.each([
    ['a symbolic link', (repository: TestRepository) => symlinkSync('a.txt', join(repository.dir, '.precheck.yml'))],
    ['a folder', (repository: TestRepository) => repository.write('.precheck.yml/a', 'a\n')],
  ])('on the base, %s: the range cannot be checked', (_, put) =>
    withRepository(async (repository) => {
      repository.write('a.txt', 'version: 1\n')
      put(repository)
      repository.commit('adopt')
      repository.git('branch', 'base')
      repository.commit('change', { 'b.txt': 'b\n' })
      unknown(await called(repository, ['check', 'base..main']), /\.precheck\.yml is no plain file/)
    }),
  )
})

describe('a message', () => {
  test.each(['nowhere', '.', 'a.txt/b'])('that cannot be read: %s', (file) =>
    adopted(async (repository) => {
      const call = by(file, 'nowhere')
      mistake(await call(repository, ['check', '--message', file]), /the message file cannot be read: /)
      mistake(await call(repository, ['hook', 'commit-msg', file]), /the message file cannot be read: /)
    }),
  )

  test.each([
    ['empty', ''],
    ['binary', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) & 0xff))],
    ['of escape sequences', '\x1b]0;title\x07\x1b[2J \u202egnitset\u2066\n\nTask-Id: \x1b[1m\n'],
    ['of a megabyte in one line', 'x'.repeat(1 << 20)],
    ['of a megabyte in many lines', 'Task-Id: A-1\n'.repeat(80_000)],
    ['that is not UTF-8', Buffer.from('gr\xfc\xdfe\n\nTask-Id: \xff\n', 'latin1')],
  ])('%s', (what, message) =>
    adopted(async (repository) => {
      const args = ['check', '--message', 'message']
      repository.write('message', message)
      const ran = await by(what, 'binary', 'of escape sequences')(repository, args)
      expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 1, stderr: '' })
      expect(ran.stdout).toMatch(/^precheck: refused/)
      expect(ran.stdout.length).toBeLessThan(20_000)
      const { stdout } = await called(repository, [...args, '--format', 'json'])
      expect(JSON.parse(stdout)).toMatchObject({ verdict: 'block' })
    }),
  )
})

describe('a commit', () => {
  test('with 100,000 paths', () =>
    adopted(async (repository) => {
      const blob = repository.git('rev-parse', 'main:a.txt')
      const entries = Array.from({ length: 100_000 }, (_, at) => `100644 ${blob}\tmany/${at % 317}/file-${at}\n`)
      const added = repository.run('git', ['update-index', '--index-info'], { input: entries.join('') })
      expect(added.status).toBe(0)
      const staged = await precheck(repository, ['check', '--staged'])
      expect({ status: staged.status, stdout: staged.stdout, stderr: staged.stderr }).toEqual({
        status: 0,
        stdout: '',
        stderr: '',
      })
      repository.git('commit', '-q', '-m', 'many')
      const ran = await precheck(repository, ['check', 'base..main'])
      expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 1, stderr: '' })
      expect(ran.stdout).toMatch(/commit [0-9a-f]{12} many/)
    }))

  const NAMES: readonly (readonly [what: string, path: Buffer])[] = [
    ['a newline', Buffer.from('.github/a\nb')],
    ['quotes', Buffer.from(`.github/a"b'c`)],
    ['a tab', Buffer.from('.github/a\tb')],
    ['an escape sequence', Buffer.from('.github/\x1b[2Ja')],
    ['bytes that are not UTF-8', Buffer.from('.github/\xff\xfe', 'latin1')],
    ['bidirectional controls', Buffer.from('.github/\u202etxt.exe')],
  ]
  test.each(NAMES)('with a guarded path that has %s', (what, path) =>
    adopted(async (repository) => {
      const call = by(what, 'an escape sequence')
      const blob = repository.git('rev-parse', 'main:a.txt')
      const entry = Buffer.concat([Buffer.from(`100644 ${blob}\t`), path, Buffer.from('\0')])
      const added = repository.run('git', ['update-index', '-z', '--index-info'], { input: entry })
      expect(added.status).toBe(0)
      const staged = await call(repository, ['check', '--staged'])
      expect({ status: staged.status, stderr: staged.stderr }).toEqual({ status: 1, stderr: '' })
      expect(staged.stdout).toContain('(guarded-paths)')
      repository.git('commit', '-q', '-m', 'odd')
      const ran = await call(repository, ['check', '--format', 'json', 'base..main'])
      expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 1, stderr: '' })
      const { findings } = JSON.parse(ran.stdout) as { findings: { rule: string; at: { path: string | null } }[] }
      expect(findings.filter(({ rule }) => rule === 'guarded-paths').length).toBe(2)
      for (const args of [
        ['check', '--format', 'text'],
        ['check', '--format', 'github'],
        ['packet'],
        ['packet', '--format', 'json'],
      ]) {
        const { status, stderr } = await call(repository, [...args, 'base..main'])
        expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
      }
    }),
  )
})

describe('objects that cannot be had', () => {
  /** The file of a loose object. */
  const fileOf = (repository: TestRepository, name: string): string => {
    const oid = repository.git('rev-parse', name)
    return join(repository.dir, '.git/objects', oid.slice(0, 2), oid.slice(2))
  }

  const damage = (repository: TestRepository, name: string): void => {
    const file = fileOf(repository, name)
    chmodSync(file, 0o644)
    writeFileSync(file, 'no object')
  }

  test.each(['main', 'main^{tree}', 'base^{tree}', 'main:.github'])('a damaged one: %s', (name) =>
    adopted(async (repository) => {
      damage(repository, name)
      const ran = await by(name, 'main^{tree}')(repository, ['check', 'base..main'])
      // A name whose own object is damaged is no name of a commit any more.
      if (name === 'main') mistake(ran, /"main" names no commit here/)
      else unknown(ran, /cannot be read|failed/)
    }),
  )

  test.each(['main~1', 'main~1^{tree}', 'base^{tree}', 'base:.precheck.yml', 'main~1:.github'])(
    'a missing one: %s',
    (name) =>
      adopted(async (repository) => {
        repository.commit('on top', { 'c.txt': 'c\n' })
        rmSync(fileOf(repository, name))
        unknown(await called(repository, ['check', 'base..main']), /cannot be read|failed|no common history|missing/)
      }),
  )

  test('the content of a file is not needed, but by a packet, which says so', () =>
    adopted(async (repository) => {
      rmSync(fileOf(repository, 'main:a.txt'))
      expect((await called(repository, ['check', 'base..main'])).status).toBe(1)
      const packet = await called(repository, ['packet', 'base..main'])
      expect({ status: packet.status, stderr: packet.stderr }).toEqual({ status: 3, stderr: '' })
      expect(packet.stdout).toMatch(/this packet is not whole\*\*: `git diff-tree failed/)
    }))

  test('a range that reaches past the end of a shallow clone: how to get the rest', () =>
    adopted(async (repository) => {
      repository.commit('third', { 'c.txt': 'c\n' })
      const clone = join(dirname(repository.dir), 'clone')
      repository.git('clone', '-q', '--depth', '2', `file://${repository.dir}`, clone)
      repository.git('-C', clone, 'fetch', '-q', '--depth', '1', 'origin', 'base:refs/remotes/origin/base')
      const ran = await called(repository, ['check', '--in', clone, 'origin/base..HEAD'])
      unknown(ran, /shallow.*git fetch --unshallow.*fetch-depth: 0/)
    }))

  test('a range that needs what a partial clone left out: how to get it, and that is enough', () =>
    adopted(async (repository) => {
      const lines = (first: string, last: string) => [first, ...'bcdefgh', last, ''].join('\n')
      repository.git('checkout', '-q', 'main')
      repository.commit('guarded', { '.github/ci.yml': lines('a', 'i') })
      repository.git('branch', 'start')
      repository.git('checkout', '-q', '-b', 'topic')
      repository.commit('ours', { '.github/ci.yml': lines('a', 'I') })
      repository.git('checkout', '-q', 'main')
      repository.commit('theirs', { '.github/ci.yml': lines('A', 'i') })
      repository.git('merge', '-q', '--no-edit', 'topic')
      repository.commit('later', { '.github/ci.yml': 'other\n' })
      repository.git('config', 'uploadpack.allowFilter', 'true')
      const clone = join(dirname(repository.dir), 'clone')
      repository.git('clone', '-q', '--filter=blob:none', `file://${repository.dir}`, clone)
      const check = ['check', '--in', clone, 'origin/start..HEAD']
      const way = /partial.*run "(git fetch --refetch --no-filter)" \(in CI: clone without a filter\)/
      unknown(await called(repository, check), way)
      const packet = await called(repository, ['packet', ...check.slice(1)])
      expect(packet.stdout).toMatch(/this packet is not whole\*\*: .*git fetch --refetch --no-filter/)
      repository.git('-C', clone, 'fetch', '-q', '--refetch', '--no-filter')
      const whole = await called(repository, check)
      expect([whole.status, whole.stdout]).toEqual([1, expect.stringMatching(/^precheck: refused, /)])
    }))

  test('histories that have nothing in common', () =>
    adopted(async (repository) => {
      repository.git('checkout', '-q', '--orphan', 'other')
      repository.commit('other', { 'c.txt': 'c\n' })
      unknown(await called(repository, ['check', 'base..other']), /base and head have no common history/)
    }))
})
