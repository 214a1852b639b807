import { openRepository } from '../../src/git/repository.ts'
import { carryOut, planRewrite, type RewritePlan, type RewriteRequest } from '../../src/git/rewrite.ts'
import type { Obstacle } from '../../src/git/rewrite-moves.ts'
import { begunBy, type TestRepository } from '../support/repository.ts'

export type Wish = Partial<Omit<RewriteRequest, 'messages'>> & { readonly in?: string }

/** Works out a rewrite of commits (message by id). */
export async function plan(
  repository: TestRepository,
  messages: Readonly<Record<string, string | Buffer>>,
  wish: Wish = {},
) {
  const opened = await openRepository(wish.in ?? repository.dir, repository.env)
  const bytes = Object.entries(messages).map(([oid, message]) => [oid, Buffer.from(message)] as const)
  const none = { protected: [], published: false, updateRefs: false, leaveOut: null }
  const request = { ...none, ...wish, messages: new Map(bytes) }
  return { opened, planned: await planRewrite(opened, repository.env, request) }
}

/** Why commits may not be rewritten; empty when they may. */
export async function obstacles(...asked: Parameters<typeof plan>): Promise<readonly Obstacle[]> {
  const { planned } = await plan(...asked)
  return 'obstacles' in planned ? planned.obstacles : []
}

/** Rewrites commits, and gives the plan with what was said on the side. */
export async function rewrite(
  ...asked: Parameters<typeof plan>
): Promise<RewritePlan & { readonly said: readonly string[] }> {
  const { opened, planned } = await plan(...asked)
  if ('obstacles' in planned) throw new Error(`refused: ${JSON.stringify(planned.obstacles)}`)
  return { ...planned, said: await carryOut(planned, opened, asked[0].env) }
}

export const rawOf = (repository: TestRepository, oid: string): string =>
  repository.tryGit(['cat-file', 'commit', oid]).bytes.toString('latin1')

/** Stores a commit as it is written, whatever fsck thinks of it. */
export function store(repository: TestRepository, raw: string): string {
  const input = Buffer.from(raw, 'latin1')
  return repository.tryGit(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], { input }).stdout.trim()
}

/** What must be the same before and after: trees, people, dates, and the shape of the history. */
export function shape(repository: TestRepository, ...revisions: readonly string[]): string {
  const lines = repository.git('log', '--topo-order', '--format=%H %P%x00%T %an %ae %ai %cn %ce %ci', ...revisions)
  const numbers = new Map<string, string>()
  const commits = lines.split('\n').map((line) => line.split('\0') as [string, string])
  commits.forEach(([ids], index) => {
    numbers.set(ids.split(' ')[0]!, String(index))
  })
  return commits.map(([ids, rest]) => `${ids.split(' ').map((oid) => numbers.get(oid) ?? oid)} ${rest}`).join('\n')
}

export const subjects = (repository: TestRepository, revision = 'HEAD'): string =>
  repository.git('log', '--topo-order', '--reverse', '--format=%s', revision).replaceAll('\n', ',')

export const oneTwoThree = (repository: TestRepository): readonly [string, string, string] => [
  repository.commit('one', { a: '1' }),
  repository.commit('two', { a: '2' }),
  repository.commit('three', { a: '3' }),
]

const begun = begunBy(oneTwoThree)

/** A repository with three commits, which are given. */
export const withThree = (
  body: (repository: TestRepository, commits: ReturnType<typeof oneTwoThree>) => Promise<void>,
): Promise<void> => begun(body, undefined)

/** Makes `main` a branch of so many commits, a merge every ten, and gives the id of its root. */
export function longBranch(repository: TestRepository, length: number): string {
  const lines = ['blob', 'mark :1', 'data 1', 'x']
  for (let index = 0; index < length; index += 1) {
    const mark = index + 2
    const date = `${1_700_000_000 + index} +0000`
    lines.push('commit refs/heads/main', `mark :${mark}`, `author A <a@b> ${date}`, `committer A <a@b> ${date}`)
    lines.push('data <<END', `commit ${index}`, 'END')
    if (index > 0) lines.push(`from :${mark - 1}`)
    if (index % 10 === 9) lines.push(`merge :${mark - 5}`)
    lines.push(`M 100644 :1 file${index}`, '')
  }
  const input = [...lines, 'done', ''].join('\n')
  const done = repository.tryGit(['fast-import', '--quiet', '--done'], { input })
  if (done.status !== 0) throw new Error(done.stderr)
  repository.git('reset', '-q', '--hard')
  return repository.git('rev-list', '--max-parents=0', 'HEAD')
}
