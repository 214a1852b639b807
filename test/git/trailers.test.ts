import { describe, expect, test } from 'vitest'
import { stripspace } from '../../src/git/message.ts'
import { addTrailers, type NewTrailer, readTrailers, removeLines, setTrailer } from '../../src/git/trailers.ts'
import { fc, runs } from '../support/fuzz.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const CUT = '# ------------------------ >8 ------------------------'

const printed = (trailers: readonly NewTrailer[]): string =>
  trailers.map(({ key, value }) => `${key}: ${value}\n`).join('')

/** Stores commits with just these messages, in one process, and returns what one `git log` reads from each. */
function logReads(repository: TestRepository, messages: readonly string[]): string[] {
  const commits = messages.map((message, index) => {
    const bytes = Buffer.from(message)
    const head = `commit refs/heads/messages\ncommitter A <a@example.com> ${index} +0000\ndata ${bytes.length}\n`
    return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\n')])
  })
  repository.tryGit(['update-ref', '-d', 'refs/heads/messages'])
  const stored = repository.tryGit(['fast-import', '--quiet'], { input: Buffer.concat(commits) })
  if (stored.status !== 0) throw new Error(stored.stderr)
  const log = repository.git('log', '--reverse', '-z', '--format=tformat:%(trailers:only,unfold)', 'messages')
  return log.split('\0').slice(0, messages.length)
}

function interpreted(repository: TestRepository, args: readonly string[], message: string): string {
  const env = { GIT_DIR: '/dev/null' }
  return repository.tryGit(['interpret-trailers', '--no-divider', ...args], { env, input: message }).stdout
}

const MARK = 'X-Between-Messages: 1\n'

/** What `git interpret-trailers --parse` reads of each of many messages, in one process. */
function interpretedEach(repository: TestRepository, messages: readonly string[]): readonly string[] {
  messages.forEach((message, index) => {
    repository.write(`messages/${index}`, message)
  })
  repository.write('messages/mark', `subject\n\n${MARK}`)
  const files = messages.flatMap((_, index) => [`messages/${index}`, 'messages/mark'])
  const out = interpreted(repository, ['--parse', ...files], '')
  return out.split(MARK).slice(0, messages.length)
}

/** What both of git's readers see in the same way: a message that begins with its subject and ends with a line break. */
const asCommitted = (message: string): string => message.replace(/^(?:[ \t\r]*\n)+/, '').replace(/[^\n]$/, '$&\n')

const READ: readonly (readonly [string, string, string])[] = [
  ['no message', '', ''],
  ['a subject alone is never a trailer', 'Task-Id: 1\n', ''],
  ['nor any line of the first paragraph', 'subject\nTask-Id: 1\n', ''],
  ['nor after blank lines before the subject', '\n \nTask-Id: 1\n', ''],
  ['a comment before the subject does not end it', '# 12\nTask-Id: 1\n', ''],
  ['the last paragraph', 'a\n\nTask-Id: 1\nRollback: revert\n', 'Task-Id: 1\nRollback: revert\n'],
  ['without a last line break', 'a\n\nTask-Id: 1', 'Task-Id: 1\n'],
  ['blank lines and lines of blanks below', 'a\n\nTask-Id: 1\n\n \n\t\n\n', 'Task-Id: 1\n'],
  ['CRLF', 'a\r\n\r\nTask-Id: 1\r\nB: 2\r\n', 'Task-Id: 1\nB: 2\n'],
  ['a paragraph that is not the last', 'a\n\nTask-Id: 1\n\nbody\n', ''],
  ['only the last of two', 'a\n\nA: 1\n\nB: 2\n', 'B: 2\n'],
  ['prose above', 'a\n\nprose\nTask-Id: 1\n', ''],
  ['prose below', 'a\n\nTask-Id: 1\nprose\n', ''],
  ['BREAKING CHANGE', 'a\n\nBREAKING CHANGE: x\nTask-Id: 1\n', ''],
  ['BREAKING-CHANGE', 'a\n\nBREAKING-CHANGE: x\nTask-Id: 1\n', 'BREAKING-CHANGE: x\nTask-Id: 1\n'],
  ['an underscore', 'a\n\nTask_Id: 1\nTask-Id: 2\n', ''],
  ['prose beside Signed-off-by', 'a\n\nprose\nTask-Id: 1\nSigned-off-by: x\n', 'Task-Id: 1\nSigned-off-by: x\n'],
  [
    'six lines of prose beside two trailers',
    `a\n\n${'p\n'.repeat(6)}B: 1\nSigned-off-by: x\n`,
    'B: 1\nSigned-off-by: x\n',
  ],
  ['seven', `a\n\n${'p\n'.repeat(7)}B: 1\nSigned-off-by: x\n`, ''],
  ['Signed-off-by without its blank is not git’s', 'a\n\nprose\nSigned-off-by:x\n', ''],
  ['Signed-off-by in other letter case is not git’s', 'a\n\nprose\nsigned-off-by: x\n', ''],
  ['a cherry-pick line makes a block but is no trailer', 'a\n\np\nA: 1\n(cherry picked from commit 1)\n', 'A: 1\n'],
  ['an address as a key', 'a\n\nhttps://example.com\nTask-Id: 1\n', 'https: //example.com\nTask-Id: 1\n'],
  ['blanks before the colon, none after it', 'a\n\nA : 1\nB\t:2\n', 'A: 1\nB: 2\n'],
  ['two words before the colon', 'a\n\nA b: 1\n', ''],
  ['a key of other letters', 'a\n\nЗадача: 1\n', ''],
  ['a no-break space before the colon', 'a\n\nA\u00a0: 1\n', ''],
  ['a no-break space is part of the value', 'a\n\nA:\u00a01\u00a0\n', 'A: \u00a01\u00a0\n'],
  ['an equals sign', 'a\n\nA=1\n', ''],
  ['no key', 'a\n\n: 1\n', ''],
  ['a key of hyphens', 'a\n\n--: 1\n', '--: 1\n'],
  ['no value', 'a\n\nA:\nB: 1\n', 'A: \nB: 1\n'],
  ['a folded value', 'a\n\nA: 1\n  2\n\t3  \nB: 4\n', 'A: 1 2 3\nB: 4\n'],
  ['a folded value that looks like a trailer', 'a\n\nA: 1\n B: 2\n', 'A: 1 B: 2\n'],
  ['an indented first line', 'a\n\n A: 1\nB: 2\n', ''],
  ['an indented paragraph', 'a\n\n  A: 1\n', ''],
  ['a comment within', 'a\n\nA: 1\n# B: 2\nC: 3\n', 'A: 1\nC: 3\n'],
  ['a comment in front of a folded line', 'a\n\nA: 1\n# B\n c\n', ''],
  ['comments below', 'a\n\nA: 1\n\n# b\n#\n', 'A: 1\n'],
  ['a divider within', 'a\n\nA: 1\n---\nB: 2\n', ''],
  ['a divider above', 'a\n\n---\n\nA: 1\n', 'A: 1\n'],
  ['a cut line', `a\n\nA: 1\n${CUT}\n\nB: 2\n`, 'A: 1\n'],
  ['a cut line first', `${CUT}\na\n\nB: 2\n`, ''],
  ['a cut line in the last line, without a break', `a\n\nA: 1\n${CUT}`, 'A: 1\n'],
  ['an old list of conflicts', 'a\n\nA: 1\n\nConflicts:\n\tfile\n', 'A: 1\n'],
  ['conflicts directly below', 'a\n\nA: 1\nConflicts:\n\tfile\n', 'A: 1\n'],
  ['prose below the conflicts', 'a\n\nA: 1\n\nConflicts:\n\tfile\nprose\n', ''],
  ['a tabbed line without conflicts', 'a\n\nA: 1\n\n\tfile\n', ''],
  ['conflicts as the subject stay in force', 'Conflicts:\na\n\nA: 1\n\n\tfile\n', ''],
  ['conflicts as the subject, tabbed lines below a trailer', 'Conflicts:\n\nA: 1\n', 'A: 1\n'],
  ['a comment as the subject', '# a\n\nA: 1\n', 'A: 1\n'],
  ['duplicate keys', 'a\n\nA: 1\na: 1\nA: 1\n', 'A: 1\na: 1\nA: 1\n'],
]

describe('trailers are those that git reads', () => {
  test.each(READ)('%s', (_, message, trailers) => {
    expect(printed(readTrailers(message))).toBe(trailers)
  })

  test('git log reads the same', async () => {
    await withRepository((repository) => {
      const messages = READ.map(([, message]) => message)
      expect(logReads(repository, messages)).toEqual(READ.map(([, , trailers]) => trailers))
    })
  })

  test('git interpret-trailers reads the same in what git commits', async () => {
    await withRepository((repository) => {
      for (const [name, message] of READ) {
        const committed = asCommitted(message)
        const trailers = interpreted(repository, ['--parse'], committed)
        expect(printed(readTrailers(committed)), name).toBe(trailers)
      }
    })
  })

  test('where git’s two readers differ, the log is followed', async () => {
    await withRepository((repository) => {
      const blankFirst = '\nA: 1\n'
      expect(interpreted(repository, ['--parse'], blankFirst)).toBe('A: 1\n')
      expect(logReads(repository, [blankFirst])).toEqual([''])
      expect(readTrailers(blankFirst)).toEqual([])
    })
  })

  test('nothing after a NUL exists', () => {
    expect(readTrailers('a\n\nA: 1\0\nB: 2\n')).toEqual([{ key: 'A', value: '1', line: 3 }])
  })

  test('each trailer knows its line, blank lines before the subject included', () => {
    const lines = readTrailers('\n\nsubject\n\nbody\n\nA: 1\n 2\n# c\nB: 3\n').map(({ key, line }) => [key, line])
    expect(lines).toEqual([
      ['A', 7],
      ['B', 10],
    ])
  })

  test('lone surrogates and replacement characters are kept', () => {
    expect(readTrailers('a\n\nA: \udc80\ufffd\n')).toEqual([{ key: 'A', value: '\udc80\ufffd', line: 3 }])
  })

  test('hostile messages of a million lines are read', () => {
    const million = 1_000_000
    expect(readTrailers(`a\n\n${'A: 1\n'.repeat(million)}`)).toHaveLength(million)
    expect(readTrailers(`a\n\nA: 1\n${' 2\n'.repeat(million)}`)).toHaveLength(1)
    expect(readTrailers(`a\n\nConflicts:\n${'\tfile\n'.repeat(million)}`)).toEqual([])
    expect(readTrailers(`a\n\nA: 1\n${'#\n'.repeat(million)}`)).toHaveLength(1)
    expect(readTrailers('\n'.repeat(million))).toEqual([])
    expect(readTrailers(`a\n\nA: ${' '.repeat(million)}1`)).toHaveLength(1)
    expect(readTrailers(`a\n\n${'A'.repeat(million)}`)).toEqual([])
  })
})

const line = fc.oneof(
  fc.constantFrom(
    ...[
      'Task-Id: 1',
      'task-id:2',
      'Key : v',
      'Key\t:  ',
      'a:',
      'prose line',
      'BREAKING CHANGE: y',
      'Task_Id: 1',
      ': n',
    ],
    ...['Signed-off-by: A <a@b>', 'Signed-off-by:x', '(cherry picked from commit abc)', 'https://x', '-: z', 'Ключ: x'],
    ...[
      ' folded',
      '\ttabbed',
      '  ',
      '',
      '',
      '',
      '# comment',
      '#',
      'Conflicts:',
      'Conflicts: ',
      '---',
      '--- x',
      CUT,
      `${CUT} `,
    ],
    ...['Key: v\r', '\r', 'Key: a\u00a0', '\u000b', '\u000c', '\u2028', 'a\tb: c'],
  ),
  fc.string({ unit: fc.constantFrom('a', '-', ':', ' ', '\t', '#', '9', 'é', '\r'), maxLength: 5 }),
)
const message = fc
  .tuple(fc.constantFrom('', '', 'subject\n\n', 'Conflicts:\n'), fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([head, lines, ended]) => head + lines.join('\n') + (ended ? '\n' : ''))

const BATCH = 100

/** Holds what git reads of generated messages, many in one process, against what we read. */
function holdBatches(messages: fc.Arbitrary<string>, read: (batch: readonly string[]) => readonly string[]): void {
  fc.assert(
    fc.property(fc.array(messages, { minLength: BATCH, maxLength: BATCH, size: 'max' }), (batch) => {
      const ours = batch.map((one) => printed(readTrailers(one)))
      const theirs = read(batch)
      const differs = batch.findIndex((_, index) => ours[index] !== theirs[index])
      expect({ message: batch[differs], trailers: ours[differs] }).toEqual({
        message: batch[differs],
        trailers: theirs[differs],
      })
    }),
    { numRuns: Math.ceil(runs(20 * BATCH) / BATCH) },
  )
}

describe('over generated messages', () => {
  test('git log reads what we read', async () => {
    await withRepository((repository) => {
      holdBatches(message, (messages) => logReads(repository, messages))
    })
  })

  test('git interpret-trailers reads what we read', async () => {
    await withRepository((repository) => {
      holdBatches(message.map(asCommitted), (messages) => interpretedEach(repository, messages))
    })
  })

  test('an added trailer is read, all that were there still are, and no byte is lost', () => {
    const subjected = message.map((text) => asCommitted(`subject\n${text}`))
    const added = [
      { key: 'Rollback', value: 'revert' },
      { key: 'Tests-Run', value: 'npm test\n(1 passed)' },
    ]
    fc.assert(
      fc.property(subjected, (before) => {
        const after = addTrailers(before, added)
        const expected = `${printed(readTrailers(before))}Rollback: revert\nTests-Run: npm test (1 passed)\n`
        expect(printed(readTrailers(after))).toBe(expected)
        const [above = '', below] = after.split('Rollback: revert\nTests-Run: npm test\n (1 passed)\n')
        expect([above + below, above.slice(0, -1) + below]).toContain(before)
      }),
      { numRuns: runs(1500) },
    )
  })

  test('in a message without comments git adds trailers with the same effect', async () => {
    await withRepository((repository) => {
      const cleaned = message.map((text) => stripspace(`subject\n${text}`, { commentPrefix: '#' }))
      fc.assert(
        fc.property(cleaned, (before) => {
          const git = interpreted(repository, ['--trailer', 'Rollback: revert'], before)
          const ours = addTrailers(before, [{ key: 'Rollback', value: 'revert' }])
          expect(printed(readTrailers(ours))).toBe(printed(readTrailers(git)))
        }),
        { numRuns: runs(80, 20) },
      )
    })
  })

  test('a trailer that is set is the only one of its key, and the others stay', () => {
    fc.assert(
      fc.property(
        message.map((text) => asCommitted(`subject\n\n${text}`)),
        (before) => {
          const others = (text: string) => readTrailers(text).filter(({ key }) => key.toLowerCase() !== 'task-id')
          const after = setTrailer(before, { key: 'Task-Id', value: 'ABC-1' })
          const set = readTrailers(after).filter(({ key }) => key.toLowerCase() === 'task-id')
          expect(printed(set)).toBe('Task-Id: ABC-1\n')
          expect(printed(others(after))).toBe(printed(others(before)))
        },
      ),
      { numRuns: runs(1500) },
    )
  })
})

const A1: NewTrailer = { key: 'A', value: '1' }

describe('adding a trailer writes what git writes', () => {
  const cases: readonly (readonly [string, string, readonly NewTrailer[]])[] = [
    ['no message', '', [A1]],
    ['a subject alone', 'subject\n', [A1]],
    ['a subject that looks like a trailer', 'Fix: subject\n', [A1]],
    ['a body', 'subject\n\nbody\n', [A1]],
    ['prose beside trailers', 'subject\n\nbody\nB: 2\n', [A1]],
    ['a block', 'subject\n\nB: 2\n', [A1]],
    ['a block with a folded value', 'subject\n\nB: 2\n 3\n', [A1]],
    ['prose and Signed-off-by', 'subject\n\nprose\nSigned-off-by: x\n', [A1]],
    ['blank lines at the end', 'subject\n\nB: 2\n\n\n', [A1]],
    ['a line of blanks at the end', 'subject\n  \n', [A1]],
    ['comments at the end', 'subject\n\nB: 2\n\n# c\n', [A1]],
    ['a cut line', `subject\n\n${CUT}\ndiff\n`, [A1]],
    ['conflicts', 'subject\n\nConflicts:\n\tfile\n', [A1]],
    ['a divider in the body', 'subject\n\n---\nnotes\n', [A1]],
    ['two', 'subject\n', [A1, { key: 'B', value: '2' }]],
    ['the same as the last', 'subject\n\na: 1\n', [A1]],
    ['the same as an earlier one', 'subject\n\nA: 1\nB: 2\n', [A1]],
    ['another value', 'subject\n\nA: 2\n', [A1]],
    ['the same twice', 'subject\n', [A1, A1]],
    ['no value', 'subject\n', [{ key: 'A', value: '' }]],
    ['blanks around the value', 'subject\n', [{ key: 'A', value: ' \t1 ' }]],
  ]
  test.each(cases)('%s', async (_, before, added) => {
    await withRepository((repository) => {
      const args = added.flatMap(({ key, value }) => ['--trailer', `${key}: ${value}`])
      expect(addTrailers(before, added)).toBe(interpreted(repository, args, before))
    })
  })

  test('but a longer key is not taken for a shorter one, as git does', async () => {
    await withRepository((repository) => {
      const before = 'subject\n\nTask: 1\n'
      expect(interpreted(repository, ['--trailer', 'Task-Id: 1'], before)).toBe(before)
      expect(addTrailers(before, [{ key: 'Task-Id', value: '1' }])).toBe('subject\n\nTask: 1\nTask-Id: 1\n')
    })
  })

  test('but a last line that no line break ends is ended (git 2.39 puts the trailer into its paragraph)', () => {
    expect(addTrailers('subject', [A1])).toBe('subject\n\nA: 1\n')
    expect(addTrailers('subject\n\nbody', [A1])).toBe('subject\n\nbody\n\nA: 1\n')
  })

  test('but what stands in the block keeps its bytes', async () => {
    await withRepository((repository) => {
      const before = 'subject\n\nB:2\n# 12\nC : 3\n'
      expect(interpreted(repository, ['--trailer', 'A: 1'], before)).toBe('subject\n\nB: 2\nC: 3\nA: 1\n')
      expect(addTrailers(before, [A1])).toBe(`${before}A: 1\n`)
      expect(addTrailers('subject\n\nB: 2\n \n', [A1])).toBe('subject\n\nB: 2\nA: 1\n \n')
    })
  })

  test('a value cannot become another trailer or paragraph', () => {
    const after = addTrailers('subject\n', [{ key: 'A', value: '1\nSigned-off-by: x\n\n# c\r\n  2\n' }])
    expect(after).toBe('subject\n\nA: 1\n Signed-off-by: x\n # c\n 2\n')
    expect(readTrailers(after)).toEqual([{ key: 'A', value: '1 Signed-off-by: x # c 2', line: 3 }])
  })

  test('what could not be read back is a mistake of the caller', () => {
    expect(() => addTrailers('a\n', [{ key: 'Task Id', value: '1' }])).toThrow(RangeError)
    expect(() => addTrailers('a\n', [{ key: '', value: '1' }])).toThrow(RangeError)
    expect(() => addTrailers('a\n', [{ key: 'A\n', value: '1' }])).toThrow(RangeError)
    expect(() => setTrailer('a\n\nA: 2\n', { key: 'A', value: '1\0' })).toThrow(RangeError)
  })
})

describe('setting a trailer', () => {
  test.each([
    ['there is none', 'a\n', 'a\n\nA: 1\n'],
    ['a wrong value is replaced where it stands', 'a\n\nA: n/a\nB: 2\n', 'a\n\nA: 1\nB: 2\n'],
    ['folded lines go with their value', 'a\n\nA: x\n y\nB: 2\n', 'a\n\nA: 1\nB: 2\n'],
    ['several become one', 'a\n\na: x\nB: 2\nA: y\n', 'a\n\nA: 1\nB: 2\n'],
    ['in the last line without a break', 'a\n\nB: 2\nA: x', 'a\n\nB: 2\nA: 1\n'],
    ['in a body that is no block it stays', 'a\n\nA: x\nprose\n', 'a\n\nA: x\nprose\n\nA: 1\n'],
    ['comments below stay', 'a\n\nA: x\n\n# c\n', 'a\n\nA: 1\n\n# c\n'],
    ['one that git would pass over at the end', 'a\n\nA: x\nConflicts:\nA: y\n', 'a\n\nConflicts:\nA: 1\n'],
    [
      'too few are left beside prose: trailers get a paragraph of their own',
      `a\n\n${'p\n'.repeat(9)}Signed-off-by: x\nA: y\nA: z\n`,
      `a\n\n${'p\n'.repeat(9)}\nSigned-off-by: x\nA: 1\n`,
    ],
    [
      'the same in front of a last line without a break',
      `a\n\nA: x\n${'p\n'.repeat(9)}A: y\nA: z\nSigned-off-by: x`,
      `a\n\n${'p\n'.repeat(9)}\nSigned-off-by: x\nA: 1\n`,
    ],
  ])('%s', (_, before, after) => {
    expect(setTrailer(before, A1)).toBe(after)
  })
})

describe('removing lines', () => {
  test.each([
    ['within a paragraph', 'a\n\nb\nc\nd\n', 4, 1, 'a\n\nb\nd\n'],
    ['a paragraph at the end', 'a\n\nb\n', 3, 1, 'a\n'],
    ['a paragraph at the end, without a last line break', 'a\n\nb', 3, 1, 'a\n'],
    ['a paragraph between two', 'a\n\nb\nc\n\nd\n', 3, 2, 'a\n\nd\n'],
    ['the subject', 'a\n\nb\n', 1, 1, 'b\n'],
    ['everything', 'a\n', 1, 1, ''],
  ])('%s', (_, before, first, count, after) => {
    expect(removeLines(before, first, count)).toBe(after)
  })
})
