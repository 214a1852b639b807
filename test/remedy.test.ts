import { describe, expect, test } from 'vitest'
import type { Change } from '../src/change.ts'
import type { Fix } from '../src/finding.ts'
import { fixOf } from '../src/remedy.ts'
import type { Remedy, Spot } from '../src/rules/rule.ts'
import { aChange, aCommit, aCommitBeingMade, aFileChange, anOid, aPolicy } from './support/change.ts'
import { withRepository } from './support/repository.ts'

const COMMAND = ['npx', '--no-install', 'precheck']
const [A, B, C] = [anOid('a'), anOid('b'), anOid('c')]
const FILE = aFileChange('deploy/run.sh')

/** Where a reader can stand when a finding is shown. */
const AT: Readonly<Record<'message' | 'staged' | 'unborn' | 'range' | 'unnamed' | 'root' | 'push' | 'commit', Change>> =
  {
    message: aCommitBeingMade({}, { base: B }),
    staged: aCommitBeingMade({}, { base: B, kind: 'staged' }),
    unborn: aCommitBeingMade({ parents: [] }, { base: null }),
    range: aChange({ commits: [aCommit({ sha: C })], named: 'main..topic' }),
    unnamed: aChange({ commits: [aCommit({ sha: C })] }),
    root: aChange({ commits: [aCommit({ sha: C, parents: [] })], base: null, mergeBases: [] }),
    push: aChange({ commits: [aCommit({ sha: C })], kind: 'push', at: 'hook', base: null, mergeBases: [] }),
    commit: aChange({ commits: [aCommit({ sha: C })], kind: 'commit' }),
  }

/** The fix of a remedy for the first commit of a change. */
function fix(remedy: Remedy | null, change: Change, spot: Spot = {}, lines = ''): Fix | null {
  const commit = change.commits[0]
  const said = { message: 'wrong', text: '', data: {}, remedy, spot: { ...(commit ? { commit } : {}), ...spot } }
  return fixOf(said, change, aPolicy(lines), { command: COMMAND })
}

type Row = readonly [keyof typeof AT, Fix]

const signOffStaged = [...COMMAND, 'signoff', '--staged']
const onTerminal = 'a person runs "signoff", on their own terminal'

test('a commit that has been pushed is mended with a word more', () => {
  const { commits } = AT.range
  const remedies: readonly Remedy[] = [
    { trailers: ['A: b'] },
    { keep: { key: 'A', value: 'b' }, note: '' },
    { leaveOut: 'a' },
  ]
  const argvOf = (remedy: Remedy, published: boolean): readonly string[] => {
    const said = { message: 'wrong', text: '', data: {}, remedy, spot: { commit: commits[0]! } }
    const found = fixOf(said, AT.range, aPolicy(), { command: COMMAND, published })
    return found?.kind === 'command' ? found.argv : []
  }
  const mend = [...COMMAND, 'mend', C]
  for (const remedy of remedies) {
    const plain = argvOf(remedy, false)
    expect(plain.slice(0, mend.length)).toEqual(mend)
    expect(argvOf(remedy, true)).toEqual([...mend, '--published', ...plain.slice(mend.length)])
  }
})

describe('trailers', () => {
  const remedy = { trailers: ['Task-Id: <id>', 'Rollback: revert'], note: 'only if it is so' }
  const options = ['--trailer', 'Task-Id: <id>', '--trailer', 'Rollback: revert']
  const repeat: Fix = { kind: 'repeat', args: options, note: 'only if it is so' }
  const mend: Fix = { kind: 'command', argv: [...COMMAND, 'mend', C, ...options], note: 'only if it is so' }

  test.each<Row>([
    ['message', repeat],
    ['staged', repeat],
    ['unborn', repeat],
    ['range', mend],
    ['unnamed', mend],
    ['root', mend],
    ['push', mend],
    ['commit', mend],
  ])('%s', (at, expected) => {
    expect(fix(remedy, AT[at])).toEqual(expected)
  })

  test('without a note', () => {
    expect(fix({ trailers: ['A: b'] }, AT.message)).toEqual({ kind: 'repeat', args: ['--trailer', 'A: b'] })
    expect(fix({ trailers: ['A: b'] }, AT.range)).toEqual({
      kind: 'command',
      argv: [...COMMAND, 'mend', C, '--trailer', 'A: b'],
    })
  })
})

describe('one of several values', () => {
  const remedy = { keep: { key: 'Task-Id', value: 'ABC-2' }, note: 'leave one' }
  const repeat: Fix = { kind: 'repeat', args: [], note: 'leave one' }
  const mend: Fix = { kind: 'command', argv: [...COMMAND, 'mend', C, '--trailer', 'Task-Id: ABC-2'] }

  test.each<Row>([
    ['message', repeat],
    ['unborn', repeat],
    ['range', mend],
    ['root', mend],
    ['push', mend],
    ['commit', mend],
  ])('%s', (at, expected) => {
    expect(fix(remedy, AT[at])).toEqual(expected)
  })
})

describe('a sign-off', () => {
  const remedy = { signOff: true } as const
  const ask: Fix = {
    kind: 'repeat',
    args: ['--trailer', 'Sign-off-requested: deploy/run.sh'],
    note: 'or a person signs it off first, on their own terminal: npx --no-install precheck signoff --staged',
  }
  const first: Fix = { kind: 'command', argv: signOffStaged, note: 'a person runs "signoff", then repeat the command' }
  const signOff = (range: string): Fix => ({ kind: 'command', argv: [...COMMAND, 'signoff', range], note: onTerminal })

  test.each<readonly [keyof typeof AT, Fix, Fix]>([
    ['message', ask, first],
    ['staged', ask, first],
    ['unborn', ask, first],
    ['range', signOff('main..topic'), signOff('main..topic')],
    ['unnamed', signOff(`${B}..${C}`), signOff(`${B}..${C}`)],
    ['root', signOff(C), signOff(C)],
    ['push', signOff(C), signOff(C)],
    ['commit', signOff(`${B}..${C}`), signOff(`${B}..${C}`)],
  ])('%s', (at, atRequest, atCommit) => {
    expect(fix(remedy, AT[at], { change: FILE })).toEqual(atRequest)
    expect(fix(remedy, AT[at], { change: FILE }, 'guarded-at: commit')).toEqual(atCommit)
  })

  test('of a commit that is pushed is asked for by its author, as long as that may go on', () => {
    const [commit] = AT.push.commits
    const fixed = (message: string, change: Change, lines = '', path = FILE) =>
      fixOf({ message, text: '', data: {}, remedy, spot: { commit: commit!, change: path } }, change, aPolicy(lines), {
        command: COMMAND,
      })
    expect(fixed('needs-sign-off', AT.push)).toEqual({
      kind: 'command',
      argv: [...COMMAND, 'mend', C, '--trailer', 'Sign-off-requested: deploy/run.sh'],
      note: `or a person signs it off first, on their own terminal: npx --no-install precheck signoff ${C}`,
    })
    expect(fixed('needs-sign-off', AT.push, 'guarded-at: commit')).toEqual(signOff(C))
    expect(fixed('needs-sign-off', AT.push, '', aFileChange(' a.lock'))).toEqual(signOff(C))
    expect(fixed('needs-sign-off', { ...AT.push, at: 'wall' })).toEqual(signOff(C))
    expect(fixed('stale', AT.push)).toEqual(signOff(C))
  })

  test('that is about no path, or one that no trailer can hold, cannot be asked for', () => {
    expect(fix(remedy, AT.message)).toEqual(first)
    for (const path of [' a.lock', 'a.lock ']) {
      expect(fix(remedy, AT.message, { change: aFileChange(path) })).toEqual(first)
    }
  })

  test.each([
    ['docs/a b.md', 'docs/a b.md'],
    ['caf\u00e9.lock', 'caf\u00e9.lock'],
    ['<path>', '<path>'],
    ['a\nSign-off-requested: b', '"a\\nSign-off-requested: b"'],
    ['a\u202eb', '"a\\342\\200\\256b"'],
    ['a"b', '"a\\"b"'],
    ['caf\udce9', '"caf\\351"'],
  ])('of %j is asked for on one line', (path, written) => {
    const found = fix(remedy, AT.message, { change: aFileChange(path) })
    expect(found).toMatchObject({ args: ['--trailer', `Sign-off-requested: ${written}`] })
  })
})

describe('a message with a "---" line, above which git would put the trailer', () => {
  const { message } = aCommit({ message: 'Add retry\n\n---\nnotes\n' })
  const being = aCommitBeingMade({ message })
  const byHand = (line: string) =>
    `end the message with "${line}", in its last paragraph: "--trailer" would put it above the "---" line, where it is not read`

  test('is ended by hand', () => {
    expect(fix({ trailers: ['A: b'] }, being)).toEqual({ kind: 'repeat', args: [], note: byHand('A: b') })
    expect(fix({ trailers: ['A: b'], note: 'c' }, being)).toMatchObject({ note: `${byHand('A: b')}; c` })
    const asked = fix({ signOff: true }, being, { change: FILE })
    expect(asked).toMatchObject({ kind: 'repeat', args: [] })
    expect(asked!.note).toContain(byHand('Sign-off-requested: deploy/run.sh'))
  })

  test('not where a line only begins with dashes, or the commit is made', () => {
    for (const text of ['Add\n\n----\n', 'Add\n\n---a\n', 'Add\n\n ---\n', 'Add ---\n']) {
      expect(fix({ trailers: ['A: b'] }, aCommitBeingMade({ message: text }))).toMatchObject({
        args: ['--trailer', 'A: b'],
      })
    }
    const made = aChange({ commits: [aCommit({ sha: C, message })] })
    expect(fix({ trailers: ['A: b'] }, made)).toMatchObject({ kind: 'command' })
  })
})

describe('a path to leave out', () => {
  const note = 'then run the same git command again, without -a and without naming the path'
  const leaveOut = (path: string): Remedy => ({ leaveOut: path })
  const undo = (path: string, change = AT.message) => {
    const found = fix(leaveOut(path), change, { change: aFileChange(path) })
    if (found?.kind !== 'command') throw new Error('there is no command')
    return found
  }

  test('of a commit that is being made: only the index is touched', () => {
    const restore = ['git', 'restore', '--staged', `--source=${B}`, '--', ':/.env']
    expect(undo('.env')).toEqual({ kind: 'command', argv: restore, note })
    expect(undo('.env', AT.staged)).toEqual({ kind: 'command', argv: restore, note })
    const remove = ['git', 'rm', '--cached', '--force', '--', ':/.env']
    expect(undo('.env', AT.unborn)).toEqual({ kind: 'command', argv: remove, note })
  })

  test('of a commit that there is: it is mended, and told what that does not undo', () => {
    const note =
      'the work tree keeps it. If it is a secret and was pushed, revoke it: whoever has fetched the commit has it'
    const out = (path: string) => ({ kind: 'command', argv: [...COMMAND, 'mend', C, '--leave-out', path], note })
    for (const at of [AT.range, AT.commit, AT.push, AT.root]) expect(fix(leaveOut('.env'), at)).toEqual(out('.env'))
    for (const [path, written] of [
      ['a\u001b[2J\nb', '"a\\033[2J\\nb"'],
      ['caf\udce9', '"caf\\351"'],
      ['-rf', './-rf'],
      ['-"', '"-\\""'],
      ['a b.pem', 'a b.pem'],
    ] as const) {
      expect(fix(leaveOut(path), AT.range)).toEqual(out(written))
    }
  })

  const ODD = [
    '.env',
    '*.pem',
    ':x',
    '!y',
    '^z',
    '[a].pem',
    'a\\b',
    'a?.pem',
    '-f',
    'b c.pem',
    'caf\u00e9.pem',
    ' d',
    'e\nf',
  ]

  test('of any name, from a folder below: that path and no other', async () => {
    await withRepository((repository) => {
      const base = repository.commit('One', { 'sub/a': 'x\n', 'x.pem': '1\n' })
      const cwd = `${repository.dir}/sub`
      for (const path of ODD) repository.write(path, 'secret\n')
      repository.write('x.pem', '2\n')
      repository.git('add', '-A')
      const left = new Set([...ODD, 'x.pem'])
      for (const path of ODD) {
        const [program, ...args] = undo(path, aCommitBeingMade({}, { base })).argv
        expect(repository.run(program!, args, { cwd })).toMatchObject({ status: 0, stderr: '' })
        left.delete(path)
        expect(repository.git('diff', '--cached', '--name-only', '-z').split('\0').filter(Boolean).sort()).toEqual(
          [...left].sort(),
        )
      }
    })
  })

  test('before the first commit, even if it was changed again since it was staged', async () => {
    await withRepository((repository) => {
      for (const path of [...ODD, 'sub/a']) repository.write(path, 'x\n')
      repository.git('add', '-A')
      for (const path of ODD) {
        repository.write(path, 'y\n')
        const [program, ...args] = undo(path, AT.unborn).argv
        expect(repository.run(program!, args, { cwd: `${repository.dir}/sub` })).toMatchObject({
          status: 0,
          stderr: '',
        })
      }
      expect(repository.git('ls-files')).toBe('sub/a')
      expect(repository.run('cat', ['.env']).stdout).toBe('y\n')
    })
  })

  test('of a commit that is amended, though HEAD has it', async () => {
    await withRepository((repository) => {
      const base = repository.commit('One', { a: 'x\n', '.env.old': 'old\n' })
      repository.commit('Two', { '.env': 'secret\n', '.env.old': 'new\n' })
      const amended = aCommitBeingMade({}, { base })
      for (const path of ['.env', '.env.old']) repository.git(...undo(path, amended).argv.slice(1))
      repository.git('commit', '-q', '--amend', '--allow-empty', '-m', 'Two')
      expect(repository.git('diff', '--name-only', base, 'HEAD')).toBe('')
    })
  })
})

describe('what is to be squashed', () => {
  const rebase = (onto: string): Fix => ({
    kind: 'command',
    argv: ['git', '-c', 'sequence.editor=:', '-c', 'core.editor=:', 'rebase', '-i', '--autosquash', onto],
  })
  const merged = { ...AT.range, mergeBases: [A, B] }

  test('is squashed onto the merge base, else the base, else from the root on', () => {
    expect(fix({ squash: true }, merged)).toEqual(rebase(A))
    expect(fix({ squash: true }, { ...AT.range, mergeBases: [] })).toEqual(rebase(B))
    expect(fix({ squash: true }, AT.root)).toEqual(rebase('--root'))
    expect(fix({ squash: true }, AT.message)).toEqual({ kind: 'manual', note: 'squash it before the change lands' })
  })

  test('where the change has merges, it is said what becomes of them', () => {
    const commits = [aCommit({ sha: C }), aCommit({ sha: B, merge: 'clean' })]
    expect(fix({ squash: true }, { ...merged, commits })).toEqual({
      ...rebase(A),
      note: expect.stringMatching(/^the change has merges: .*"git rebase --abort" leaves all as it was$/),
    })
  })

  test('the command does it, and asks nobody', async () => {
    await withRepository((repository) => {
      const base = repository.commit('Base', { a: '1\n' })
      repository.commit('Add retry', { b: '1\n' })
      repository.commit('Add more', { c: '1\n' })
      repository.commit('fixup! Add retry', { b: '2\n' })
      const found = fix({ squash: true }, { ...AT.range, mergeBases: [base] })
      if (found?.kind !== 'command') throw new Error('there is no command')
      delete repository.env.GIT_EDITOR
      repository.git('config', 'core.editor', 'false')
      repository.git('config', 'sequence.editor', 'false')
      expect(repository.run(found.argv[0]!, found.argv.slice(1)).status).toBe(0)
      expect(repository.git('log', '--format=%s', `${base}..`)).toBe('Add more\nAdd retry')
      expect(repository.git('show', 'HEAD:b')).toBe('2')
    })
  })
})

describe('a command, a note, nothing', () => {
  test.each(Object.entries(AT))('%s: a command stays what it is', (_, change) => {
    const remedy = { command: ['git', 'mv', '--', 'a:b', 'a-b'] }
    expect(fix(remedy, change)).toEqual({ kind: 'command', argv: remedy.command })
    expect(fix({ ...remedy, note: 'then commit' }, change)).toEqual({
      kind: 'command',
      argv: remedy.command,
      note: 'then commit',
    })
  })

  test('a note goes with the refused command, or stands alone', () => {
    for (const at of ['message', 'staged', 'unborn'] as const) {
      expect(fix({ note: 'write it again' }, AT[at])).toEqual({ kind: 'repeat', args: [], note: 'write it again' })
    }
    for (const at of ['range', 'root', 'push', 'commit'] as const) {
      expect(fix({ note: 'write it again' }, AT[at])).toEqual({ kind: 'manual', note: 'write it again' })
    }
  })

  test.each(Object.entries(AT))('%s: no remedy is no fix', (_, change) => expect(fix(null, change)).toBeNull())
})

describe('a finding that belongs to no commit', () => {
  const nowhere = (change: Change): Change => ({ ...change, commits: [] })

  test('is mended at the head of what was judged', () => {
    expect(fix({ trailers: ['A: b'] }, nowhere(AT.range))).toMatchObject({
      argv: [...COMMAND, 'mend', C, '--trailer', 'A: b'],
    })
    expect(fix({ trailers: ['A: b'] }, { ...nowhere(AT.range), head: null })).toMatchObject({
      argv: [...COMMAND, 'mend', 'HEAD', '--trailer', 'A: b'],
    })
  })

  test('is never one of a command to repeat, where none was refused', () => {
    for (const at of ['range', 'push', 'commit', 'root'] as const) {
      for (const remedy of [{ note: 'x' }, { trailers: ['A: b'] }, { signOff: true }, { leaveOut: 'x' }] as const) {
        expect(fix(remedy, nowhere(AT[at]))!.kind).not.toBe('repeat')
      }
    }
  })
})
