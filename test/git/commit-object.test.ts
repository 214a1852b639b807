import { describe, expect, test } from 'vitest'
import { readCommitObject } from '../../src/git/commit-object.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
const PARENT = '1'.repeat(40)
const OTHER = '2'.repeat(40)
const ANN = 'Ann Author <ann@example.com> 1700000000 +0100'

interface Parts {
  readonly before?: string
  readonly author?: string | Buffer
  readonly after?: string | Buffer
  readonly message?: string | Buffer
}

/** A raw commit; `before` stands behind the tree, `after` behind the committer. */
function raw({ before = '', author = ANN, after = '', message = 'subject\n' }: Parts = {}): Buffer {
  const parts = [`tree ${TREE}\n${before}author `, author, `\ncommitter ${ANN}\n`, after, '\n', message]
  return Buffer.concat(parts.map((part) => Buffer.from(part)))
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('a raw commit', () => {
  test('says its tree, parents, people and message', () => {
    expect(readCommitObject(raw({ before: `parent ${PARENT}\nparent ${OTHER}\n`, message: 'a\n\nb\n\nc' }))).toEqual({
      tree: TREE,
      parents: [PARENT, OTHER],
      author: { name: 'Ann Author', email: 'ann@example.com', date: '1700000000 +0100' },
      committer: { name: 'Ann Author', email: 'ann@example.com', date: '1700000000 +0100' },
      message: 'a\n\nb\n\nc',
      signed: false,
      messageFault: null,
    })
  })

  test.each([
    ['no blank line at all', Buffer.from(`tree ${TREE}\nauthor ${ANN}\ncommitter ${ANN}\n`), ''],
    ['a blank line and nothing', raw({ message: '' }), ''],
    ['blank lines before the subject', raw({ message: '\n\nsubject\n' }), '\n\nsubject\n'],
  ])('without a message to speak of: %s', (_, bytes, message) => {
    expect(readCommitObject(bytes)).toMatchObject({ message, messageFault: null, author: { name: 'Ann Author' } })
  })

  test('with signatures and merged tags: what stands in them is no header', () => {
    const signature = `gpgsig -----BEGIN PGP SIGNATURE-----\n \n parent ${OTHER}\n encoding UTF-16\n -----END PGP SIGNATURE-----\n`
    const tag = `mergetag object ${OTHER}\n type commit\n tag v1\n tagger ${ANN}\n \n author Eve <eve@example.com> 1 +0000\n`
    const read = readCommitObject(raw({ before: `parent ${PARENT}\n`, after: `${tag}${signature}`, message: 'm\n' }))
    expect(read).toMatchObject({
      parents: [PARENT],
      message: 'm\n',
      messageFault: null,
      author: { name: 'Ann Author' },
    })
  })

  test('of a parent below its author: git takes it for none', () => {
    for (const after of [`parent ${OTHER}\n`, `encoding UTF-8\nparent ${OTHER}\n`]) {
      expect(readCommitObject(raw({ before: `parent ${PARENT}\n`, after })).parents).toEqual([PARENT])
    }
  })

  test('with headers twice: the first counts', () => {
    const read = readCommitObject(raw({ after: 'encoding ISO-8859-1\nencoding UTF-8\n', message: latin1('caf\xe9') }))
    expect(read.message).toBe('café')
  })
})

describe('the message', () => {
  test.each([
    ['ISO-8859-1', latin1('caf\xe9\n'), 'café\n'],
    ['iso8859-1', latin1('caf\xe9\n'), 'café\n'],
    ['windows-1251', Buffer.from([0xcf, 0xf0, 0xe8]), 'При'],
    ['Shift_JIS', Buffer.from([0x83, 0x65]), 'テ'],
    ['utf8', Buffer.from('café'), 'café'],
    ['UTF-8', Buffer.from([0x61, 0xff]), 'a\ufffd'],
  ])('in %s is decoded, and so are names', (encoding, message, text) => {
    const author = Buffer.concat([message.subarray(0, 2), Buffer.from(' <a@example.com> 1 +0000')])
    const read = readCommitObject(raw({ author, after: `encoding ${encoding}\n`, message }))
    expect(read).toMatchObject({ message: text, messageFault: null, author: { email: 'a@example.com' } })
    expect(text.startsWith(read.author.name.slice(0, 1))).toBe(true)
  })

  test.each([
    ['x-unknown', 'names no known encoding'],
    ['UTF-7', 'names no known encoding'],
    ['UTF-16', 'UTF-16'],
    ['utf-16be', 'UTF-16'],
  ])('in %s cannot be taken at its word', (encoding, fault) => {
    expect(readCommitObject(raw({ after: `encoding ${encoding}\n` })).messageFault).toContain(fault)
  })

  test('with a NUL byte is kept whole, and said to have one', () => {
    const read = readCommitObject(raw({ message: 'subject\n\nbody\0\n\nTask-Id: 1\n' }))
    expect(read.message).toContain('Task-Id')
    expect(read.messageFault).toContain('NUL')
  })

  test('below a NUL byte among the headers begins elsewhere for git', async () => {
    const bytes = raw({ after: '\0b\n', message: 'subject\n\nTask-Id: 1\n' })
    expect(readCommitObject(bytes).messageFault).toContain('NUL')
    await withRepository((repository) => {
      const written = repository.run('git', ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], {
        input: bytes,
      })
      expect(repository.git('log', '--no-walk', '--format=%s', written.stdout.trim())).toBe('')
    })
    expect(readCommitObject(raw({ after: 'b c\n' })).messageFault).toBeNull()
  })
})

describe('the people of a commit are read as git reads them', () => {
  const idents = [
    ANN,
    'Ann <ann@example.com> 1700000000 +0100',
    '<ann@example.com> 1700000000 +0000',
    ' <> 0 +0000',
    '  Ann  Author   <ann@example.com> 1 +0000',
    'Ann <ann@example.com>',
    'Ann <ann@example.com> not-a-date',
    'Ann <one@example.com> x> 1 +0000',
    'A < B <ann@example.com> 1 +0000',
    'Jürgen Groß <j@exämple.com> 1 +0000',
    'Ann "Q" <a b@example.com> 1 +0000',
    'Ann <ann@example.com> 99999999999999 +9999',
  ]

  const asGitReads = (repository: TestRepository, oids: readonly string[]) =>
    repository
      .git('log', '--no-walk=unsorted', '-z', '--format=%an%x01%ae', ...oids)
      .split('\0')
      .filter(Boolean)

  test('names and addresses', async () => {
    await withRepository((repository) => {
      const read = idents.map((author) => readCommitObject(raw({ author })).author)
      const oids = idents.map((author) =>
        repository
          .run('git', ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], { input: raw({ author }) })
          .stdout.trim(),
      )
      expect(read.map(({ name, email }) => `${name}\x01${email}`)).toEqual(asGitReads(repository, oids))
    })
  })

  test('what is no address at all is a name', () => {
    expect(readCommitObject(raw({ author: 'Ann Author' })).author).toEqual({ name: 'Ann Author', email: '', date: '' })
    expect(readCommitObject(raw({ author: 'Ann > Author <' })).author).toMatchObject({ email: '' })
  })
})
