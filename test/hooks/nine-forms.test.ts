import { describe, expect, test } from 'vitest'
import { judge } from '../support/example.ts'
import type { TestRepository } from '../support/repository.ts'
import { commit, FORMS, meant, stands, type Typed } from './forms.ts'
import { GOOD, storedTrailers, TRAILERS, withHooks } from './hooked.ts'
import { type Printed, readPrinted } from './printed.ts'

const POLICY = `${TRAILERS}
paths:
  - { name: deploy, match: ['deploy/'], action: sign-off }
  - { name: secrets, match: ['.env'], action: block }`

const BASE = {
  'src/a.txt': 'a\n',
  'src/other.txt': 'other\n',
  'package-lock.json': '{}\n',
  'deploy/run.sh': 'run\n',
  '.env': 'KEY=0\n',
}

/** One kind of finding: a message and a path that bring it about, both as a form of commit gets them. */
interface Kind {
  readonly name: string
  readonly message: string
  /** The path that is changed beside `src/a.txt`. */
  readonly path: string
  readonly finds: readonly string[]
  /** Whether a person has to be asked for the path: git must read that in the stored commit. */
  readonly asks?: true
}

const NO_TRAILERS: Kind = {
  name: 'no trailers',
  message: 'Add retry\n\nThe gateway drops calls.\n',
  path: 'src/b.txt',
  finds: ['required-trailers', 'required-trailers', 'required-trailers'],
}

const NOTHING_SAID: Kind = {
  name: 'a value that says nothing',
  message: `Add retry\n\n${GOOD.replace('npm test (3 passed)', 'yes')}\n`,
  path: 'src/b.txt',
  finds: ['tests-run'],
}

const NEAR_MISS: Kind = {
  name: 'a trailer that is missed by a letter',
  message: `Add retry\n\n${GOOD.replace('Task-Id', 'Task_Id')}\n`,
  path: 'src/b.txt',
  finds: [...Array(3).fill('required-trailers'), ...Array(3).fill('trailer-block')],
}

const LOCK_FILE: Kind = {
  name: 'a lock file that nobody signed off',
  message: `Add retry\n\n${GOOD}\n`,
  path: 'package-lock.json',
  finds: ['lockfiles'],
  asks: true,
}

const GUARDED: Kind = {
  name: 'a guarded path',
  message: `Add retry\n\n${GOOD}\n`,
  path: 'deploy/run.sh',
  finds: ['guarded-paths'],
  asks: true,
}

/** What one commit is refused for: its message is the first one's. */
type Refusal = readonly Kind[]

const ALONE: readonly Refusal[] = [[NO_TRAILERS], [NOTHING_SAID], [NEAR_MISS], [LOCK_FILE], [GUARDED]]

/** The same five in three commits: a hooked commit is what takes long here. */
const TOGETHER: readonly Refusal[] = [[NO_TRAILERS, LOCK_FILE], [NOTHING_SAID, GUARDED], [NEAR_MISS]]

const BLOCKED: Kind = {
  name: 'a blocked path',
  message: `Add retry\n\n${GOOD}\n`,
  path: '.env',
  finds: ['blocked-paths'],
}

/** Runs a command that must be refused and gives what it printed. */
function refused(repository: TestRepository, typed: Typed): Printed {
  const before = repository.head()
  const first = commit(repository, typed, [], '1700100000 +0000')
  expect(first.status).toBe(1)
  expect(repository.head()).toBe(before)
  return readPrinted(repository, first.stderr)
}

const VALID: Readonly<Record<string, RegExp>> = {
  'task-id': /^ABC-\d$/,
  'tests-run': /^npm test \(\d passed\)$/,
  rollback: /^revert$/,
}

async function expectStored(repository: TestRepository, requests: readonly string[]): Promise<void> {
  const trailers = storedTrailers(repository)
  for (const [key, valid] of Object.entries(VALID)) {
    const values = (trailers.get(key) ?? []).filter((value) => valid.test(value))
    expect({ key, values: values.length }).toEqual({ key, values: 1 })
  }
  expect(new Set(trailers.get('sign-off-requested') ?? [])).toEqual(new Set(requests))
  expect(trailers.get('sign-off-requested') ?? []).toHaveLength(requests.length)
  // The wall agrees, but that there the person is waited for.
  const { verdict, findings } = await judge(repository, 'main')
  const waits = findings.map(({ message, at }) => `${message} ${at.path}`)
  expect(new Set(waits)).toEqual(new Set(requests.map((path) => `requested ${path}`)))
  expect(verdict).toBe(requests.length > 0 ? 'block' : 'pass')
}

for (const form of FORMS) {
  describe(`a commit by ${form.name}`, () => {
    // Each kind alone once, and beside another in every other form.
    for (const kinds of form === FORMS[0] ? ALONE : TOGETHER) {
      const paths = [...new Set(['src/a.txt', ...kinds.map(({ path }) => path)])]
      const requests = kinds.filter(({ asks }) => asks).map(({ path }) => path)
      test(`refused for ${kinds.map(({ name }) => name).join(' and ')}: what is printed makes the commit that was meant`, () =>
        withHooks(
          POLICY,
          async (repository) => {
            form.prepare(repository, paths)
            const typed = form.type(repository, kinds[0]!.message, paths)
            const expected = meant(repository, form, typed)
            const printed = refused(repository, typed)
            const finds = kinds.flatMap((kind) => [...(form.ofMerge && kind.asks ? kind.finds : []), ...kind.finds])
            // Findings of several kinds come by path, too.
            if (kinds.length === 1) expect(printed.rules).toEqual(finds)
            else expect([...printed.rules].sort()).toEqual([...finds].sort())
            expect(printed.commands).toEqual([])
            expect(printed.repeat).not.toEqual([])
            const again = commit(repository, typed, printed.repeat!, '1700200000 +0100')
            expect(again.stderr).toMatch(requests.length > 0 ? /^precheck: passed with / : /^$/)
            expect(again).toMatchObject({ status: 0, stdout: '' })
            expect(stands(repository)).toEqual(expected)
            await expectStored(repository, requests)
          },
          { files: BASE },
        ))
    }

    test('refused for a blocked path: what is printed leaves it out, and nothing of it is lost', () =>
      withHooks(
        POLICY,
        async (repository) => {
          const paths = ['src/a.txt', '.env']
          form.prepare(repository, paths)
          const typed = form.type(repository, BLOCKED.message, paths)
          const printed = refused(repository, typed)
          expect(new Set(printed.rules)).toEqual(new Set(['blocked-paths']))
          for (const command of printed.commands) {
            expect(repository.run('sh', ['-c', command])).toMatchObject({ status: 0, stderr: '' })
          }
          // As the note says: without -a, and without naming the path.
          const isAll = typed.options.includes('-a')
          if (isAll) repository.git('add', '--', 'src/a.txt')
          const rest: Typed = {
            ...typed,
            options: typed.options.filter((option) => option !== '-a'),
            ...(typed.paths ? { paths: typed.paths.filter((path) => path !== '.env') } : {}),
          }
          const expected = meant(repository, form, rest)
          const again = commit(repository, rest, [], '1700200000 +0100')
          expect(again).toMatchObject({ status: 0, stdout: '', stderr: '' })
          expect(stands(repository)).toEqual(expected)
          expect(repository.git('diff', '--name-only')).toBe('.env')
          await expectStored(repository, [])
        },
        { files: BASE },
      ))
  })
}
