import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { storedMessage, stripspace, subjectOf } from '../../src/git/message.ts'
import { fc, runs } from '../support/fuzz.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const CUT = '------------------------ >8 ------------------------'

interface Situation {
  readonly name: string
  /** Arguments of `git commit`; `-F` files are named `file`. */
  readonly args: readonly string[]
  readonly file?: string
  /** What the person types above git's template; without it no editor is opened. */
  readonly typed?: string
  readonly cleanup?: string
  readonly char?: string
}

let changes = 0

/** Commits with a hook that keeps what it was given, and returns that and what git then stored. */
function commit(repository: TestRepository, { args, file, typed, cleanup, char }: Situation) {
  const hook = join(repository.dir, '.git/hooks/commit-msg')
  mkdirSync(join(repository.dir, '.git/hooks'), { recursive: true })
  writeFileSync(hook, '#!/bin/sh\ncp "$1" .git/raw && printf %s "$GIT_EDITOR" >.git/editor\n')
  chmodSync(hook, 0o755)
  writeFileSync(join(repository.dir, '.git/typed'), typed ?? '')
  writeFileSync(join(repository.dir, '.git/file'), file ?? '')
  repository.write('change', `${++changes}\n`)
  repository.git('add', 'change')
  const config = [
    ...(cleanup === undefined ? [] : ['-c', `commit.cleanup=${cleanup}`]),
    ...(char === undefined ? [] : ['-c', `core.commentChar=${char}`]),
  ]
  // Puts what was typed above the template, as a person would.
  const editor = 'f() { cat .git/typed "$1" >.git/edited && cp .git/edited "$1"; }; f'
  const ran = repository.tryGit([...config, 'commit', '-q', ...args], { env: { GIT_EDITOR: editor } })
  if (ran.status !== 0) throw new Error(ran.stderr)
  const raw = readFileSync(join(repository.dir, '.git/raw'), 'utf8')
  // Not by `repository.git`, which takes a line break off the end.
  const object = repository.tryGit(['cat-file', 'commit', 'HEAD']).stdout
  return {
    raw,
    stored: object.slice(object.indexOf('\n\n') + 2),
    opened: readFileSync(join(repository.dir, '.git/editor'), 'utf8') !== ':',
  }
}

const SITUATIONS: readonly Situation[] = [
  { name: '-m', args: ['-m', 'subject', '-m', 'Task-Id: 1'] },
  { name: '-m with a line that begins with #', args: ['-m', '#12 fix\n\n# not a comment\n\nTask-Id: 1'] },
  { name: '-F with blanks around everything', args: ['-F', '.git/file'], file: '\n \n  subject \t\n\n\n\nbody\n\n\n' },
  { name: '-F with CRLF', args: ['-F', '.git/file'], file: 'subject\r\n\r\n\r\nbody \r\n' },
  { name: '-F without a last line break', args: ['-F', '.git/file'], file: 'subject\n\nbody' },
  { name: '-F with a cut line', args: ['-F', '.git/file'], file: `subject\n\n# ${CUT}\nbody\n` },
  {
    name: '-F with a no-break space and a form feed',
    args: ['-F', '.git/file'],
    file: 'subject\u00a0\n\n\u000c\n\nbody\n',
  },
  { name: 'an editor', args: [], typed: '\n\nsubject  \n\nbody\n# a comment\nmore\n' },
  { name: 'an editor, comment between paragraphs', args: [], typed: 'subject\n\n# a comment\n\nbody\n' },
  { name: 'an editor and -v', args: ['-v'], typed: 'subject\n\nTask-Id: 1\n' },
  { name: 'an editor and -v, diff of a message', args: ['-v', '-e', '-m', 'subject\n\nbody'], typed: '' },
  { name: 'an editor and -v, comments start with ;', args: ['-v'], typed: 'subject\n\n#12\n;gone\n', char: ';' },
  { name: 'an editor, comments start with ;', args: [], typed: 'subject\n\n; gone\n# stays\n', char: ';' },
  ...['verbatim', 'whitespace', 'strip', 'scissors', 'default'].flatMap((cleanup): Situation[] => [
    { name: `cleanup ${cleanup}, -F`, args: ['-F', '.git/file'], file: '\nsubject \n\n\n# text\n\nend\n\n', cleanup },
    { name: `cleanup ${cleanup}, -m, a cut line`, args: ['-m', `subject\n\n# ${CUT}\nbody`], cleanup },
    { name: `cleanup ${cleanup}, editor`, args: [], typed: '\nsubject \n\n\n# comment\n\nend\n\n', cleanup },
    { name: `cleanup ${cleanup}, editor and -v`, args: ['-v'], typed: 'subject\n# comment\n\nend\n', cleanup },
    {
      name: `cleanup ${cleanup}, editor, comments start with ;`,
      args: ['-v'],
      typed: 'a\n;b\n#c\n',
      cleanup,
      char: ';',
    },
    { name: `cleanup ${cleanup}, character picked by git, -m`, args: ['-m', '#1 fix\n\nbody'], cleanup, char: 'auto' },
    { name: `cleanup ${cleanup}, picked, editor`, args: [], typed: 'a\n# b\n;c\n', cleanup, char: 'auto' },
  ]),
  { name: 'picked, editor, a message with # before', args: ['-e', '-m', '#1 fix\n\nbody'], typed: '', char: 'auto' },
  {
    name: 'picked, editor and -v, a message with # and ;',
    args: ['-v', '-e', '-m', '#1 a\n\n;b'],
    typed: '',
    char: 'auto',
  },
  { name: 'picked, -m, # within and at the end', args: ['-m', '#1 a\n\nb\n\n# c'], char: 'auto', cleanup: 'strip' },
  { name: 'picked, no template, last line a mention', args: ['--no-status'], typed: 'a\n\n@jane\n', char: 'auto' },
]

describe('the stored message is told from the file that the hook gets', () => {
  test.each(SITUATIONS)('$name', async (situation) => {
    await withRepository((repository) => {
      const { raw, stored, opened } = commit(repository, situation)
      expect(opened).toBe(situation.typed !== undefined)
      const { cleanup = null, char = '#' } = situation
      expect(storedMessage(raw, { editor: opened, cleanup, commentPrefix: char })).toBe(stored)
    })
  })

  test('an amend, a conflicted merge and a plain merge without an editor', async () => {
    await withRepository((repository) => {
      const settings = { editor: false, cleanup: null, commentPrefix: '#' }
      commit(repository, { name: '', args: ['-m', 'first\n\n# kept'] })
      const amended = commit(repository, { name: '', args: ['--amend', '--no-edit'] })
      expect(storedMessage(amended.raw, settings)).toBe(amended.stored)
      repository.git('checkout', '-q', '-b', 'side', 'HEAD')
      commit(repository, { name: '', args: ['-m', 'side'] })
      repository.git('checkout', '-q', 'main')
      commit(repository, { name: '', args: ['-m', 'main'] })
      repository.tryGit(['merge', 'side'])
      const merged = commit(repository, { name: '', args: ['--no-edit'] })
      expect(merged.raw).toContain('# Conflicts:')
      expect(storedMessage(merged.raw, settings)).toBe(merged.stored)
    })
  })

  test('text under a cut line never counts when an editor was open, although git keeps it without -v', async () => {
    await withRepository((repository) => {
      const typed = `subject\n\n# ${CUT}\nTask-Id: 1\n`
      const { raw, stored } = commit(repository, { name: '', args: [], typed })
      expect(stored).toContain('Task-Id: 1')
      expect(storedMessage(raw, { editor: true, cleanup: null, commentPrefix: '#' })).toBe('subject\n')
    })
  })

  test('a comment prefix of several characters (git 2.45)', () => {
    const settings = { editor: true, cleanup: null, commentPrefix: '//' }
    expect(storedMessage(`a\n/b\n// c\n# d\n// ${CUT}\ndiff\n`, settings)).toBe('a\n/b\n# d\n')
  })

  test('what git picked cannot be told: # is taken', () => {
    const settings = { editor: true, cleanup: null, commentPrefix: 'auto' }
    expect(storedMessage('', settings)).toBe('')
    expect(storedMessage('a\n@b\n', settings)).toBe('a\n@b\n')
    expect(storedMessage('# a\nb\n', settings)).toBe('b\n')
  })
})

const nastyText = fc
  .array(
    fc.constantFrom(
      '\n',
      '\n\n',
      ' ',
      '\t',
      '\r',
      '\r\n',
      '#',
      ';',
      'a',
      'b c',
      '\u000b',
      '\u000c',
      '\u00a0',
      '\u2028',
    ),
  )
  .map((parts) => parts.join(''))

test('stripspace is what git stripspace does', async () => {
  await withRepository((repository) => {
    fc.assert(
      fc.property(nastyText, fc.boolean(), (text, comments) => {
        const args = comments ? ['stripspace', '--strip-comments'] : ['stripspace']
        const ran = repository.tryGit(args, { input: text })
        expect(stripspace(text, { commentPrefix: comments ? '#' : null })).toBe(ran.stdout)
      }),
      { numRuns: runs(150, 20) },
    )
  })
})

test.each([
  ['one line', 'subject\n\nbody\n', 'subject'],
  ['two lines are joined', 'sub\nject\n\nbody\n', 'sub ject'],
  ['blank lines before it', '\n \t\r\n\nsubject\n', 'subject'],
  ['blanks before it stay, after it go', '  subject  \r\nmore \n\nbody', '  subject more'],
  ['a line of blanks ends it', 'subject\n  \nbody', 'subject'],
  ['a comment is text', '#12 fix\n# me\n', '#12 fix # me'],
  ['a no-break space is text', 'subject\n\u00a0\nbody', 'subject \u00a0 body'],
  ['nothing after a NUL exists', 'sub\0ject', 'sub'],
  ['no message', '', ''],
])('subject: %s', async (_, message, subject) => {
  expect(subjectOf(message)).toBe(subject)
  await withRepository((repository) => {
    const raw = Buffer.from(
      `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\n${message}`,
    )
    repository.tryGit(['hash-object', '-t', 'tree', '-w', '--stdin'], { input: '' })
    const args = ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally']
    const sha = repository.tryGit(args, { input: raw }).stdout.trim()
    expect(repository.git('log', '-1', '--format=%s', sha)).toBe(subject)
  })
})
