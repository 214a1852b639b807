import { judgeRange, type RangeJudging } from '../../src/collect/judge-range.ts'
import type { Report } from '../../src/finding.ts'
import { openRepository } from '../../src/git/repository.ts'
import type { Example } from '../../src/rules/rule.ts'
import { begunBy, type TestRepository } from './repository.ts'

/** Judges the range of a repository in this process, as `precheck check BASE..HEAD` does. */
export async function judge(
  repository: TestRepository,
  base: string | null,
  head = 'HEAD',
  judging: Partial<RangeJudging> = {},
): Promise<Report> {
  const ends = [head, ...(base === null ? [] : [base])].map((name) => `${name}^{commit}`)
  const [to, from = null] = repository.git('rev-parse', ...ends).split('\n')
  const report = await judgeRange(
    await openRepository(repository.dir, repository.env),
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

/** Plays a rule's example: a base with the policy, and one commit on it; gives what the range check finds. */
export async function playExample(example: Example): Promise<Report> {
  const { policy = '', before = {} } = example
  return await adopted(
    async (repository) => {
      if (example.landed) {
        repository.git('branch', '-f', 'landed', repository.commit('What has landed', example.landed))
        repository.git('reset', '-q', '--hard', 'main~1')
      }
      for (const path of example.deletes ?? []) repository.git('rm', '-q', '--', path)
      for (const [path, content] of Object.entries(example.files ?? {})) repository.write(path, content)
      repository.git('add', '-A')
      repository.git('update-ref', 'refs/heads/main', rawCommit(repository, example.message))
      const replaced = example.landed === undefined ? null : 'landed'
      return await judge(repository, replaced ?? 'main~1', 'main', { replacesBase: replaced !== null })
    },
    { policy, before },
  )
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
