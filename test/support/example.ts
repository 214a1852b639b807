import { judgeRange, type RangeJudging } from '../../src/collect/range/judge-range.ts'
import type { Report } from '../../src/finding.ts'
import { openRepository, type Repository } from '../../src/git/repository.ts'
import type { Example } from '../../src/rules/rule.ts'
import { makeHistory, type Planned } from './history.ts'
import { begunBy, type TestRepository } from './repository.ts'
import { sharedBy } from './shared.ts'

const opened = new WeakMap<TestRepository, Promise<Repository>>()

/** Opens a repository once for all that is asked of it: nothing of it may become another meanwhile but its objects and refs. */
export function openedOnce(repository: TestRepository): Promise<Repository> {
  const opening = opened.get(repository) ?? openRepository(repository.dir, repository.env)
  opened.set(repository, opening)
  return opening
}

const isId = (name: string): boolean => /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(name)

/** Judges the range of a repository in this process, as `precheck check BASE..HEAD` does. */
export async function judge(
  repository: TestRepository,
  base: string | null,
  head = 'HEAD',
  judging: Partial<RangeJudging> = {},
): Promise<Report> {
  const ends = [head, ...(base === null ? [] : [base])]
  const ids = ends.every(isId)
    ? ends
    : repository.git('rev-parse', ...ends.map((name) => `${name}^{commit}`)).split('\n')
  const [to, from = null] = ids
  const report = await judgeRange(
    await openedOnce(repository),
    repository.env,
    {
      kind: 'range',
      at: 'wall',
      ref: null,
      base: from,
      head: to!,
      branch: null,
      named: null,
    },
    { command: ['precheck'], policy: null, ...judging },
  )
  if (report === null) throw new Error('there is no policy on either side')
  return report
}

/**
 * Plays rules' examples: for each a base with the policy, and one commit on it, all made at once. Gives what the range
 * check finds in one of them.
 */
export function playExamples(examples: readonly Example[]): (example: Example) => Promise<Report> {
  const shared = sharedBy((repository) => makeHistory(repository, examples.flatMap(planned)))
  return (example) =>
    shared(async (repository, ids) => {
      const name = (part: string) => ids[`${examples.indexOf(example)}-${part}`]!
      const replacesBase = example.landed !== undefined
      return await judge(repository, name(replacesBase ? 'landed' : 'base'), name('head'), { replacesBase })
    })
}

function planned(
  { policy = '', before = {}, landed, deletes = [], files = {}, message }: Example,
  at: number,
): Planned[] {
  const base = `${at}-base`
  return [
    { name: base, on: [], files: { '.precheck.yml': `version: 1\n${policy}\n`, ...before } },
    ...(landed === undefined ? [] : [{ name: `${at}-landed`, on: [base], files: landed }]),
    {
      name: `${at}-head`,
      on: [base],
      files: { ...Object.fromEntries(deletes.map((path) => [path, null])), ...files },
      message,
    },
  ]
}

/** A base with the policy. */
export const adopted = begunBy((repository, { policy, before }: Required<Pick<Example, 'policy' | 'before'>>) => {
  repository.commit('Adopt a policy', { '.precheck.yml': `version: 1\n${policy}\n`, ...before })
})

/** A commit of what is staged with exactly this message: git itself cleans messages and stops at a NUL byte. */
export function rawCommit(repository: TestRepository, message: string | Buffer): string {
  const tree = repository.git('write-tree')
  const head = repository.head()
  const person = 'Ann Author <ann@example.com> 1700009999 +0000'
  const raw = Buffer.concat([
    Buffer.from(`tree ${tree}\nparent ${head}\nauthor ${person}\ncommitter ${person}\n\n`),
    Buffer.from(message),
  ])
  const written = repository.run('git', ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], { input: raw })
  if (written.status !== 0) throw new Error(written.stderr)
  return written.stdout.trim()
}
