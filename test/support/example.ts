import { judgeRange, type RangeJudging } from '../../src/collect/judge-range.ts'
import type { Report } from '../../src/finding.ts'
import { openRepository } from '../../src/git/repository.ts'
import type { Example } from '../../src/rules/rule.ts'
import { type TestRepository, withRepository } from './repository.ts'

/** Judges the range of a repository in this process, as `precheck check BASE..HEAD` does. */
export async function judge(
  repository: TestRepository,
  base: string | null,
  head = 'HEAD',
  judging: Partial<RangeJudging> = {},
): Promise<Report> {
  const found = await openRepository(repository.dir, repository.env)
  const ends = base === null ? [head] : [head, base]
  const ids = repository.git('rev-parse', ...ends.map((end) => `${end}^{commit}`)).split('\n')
  const report = await judgeRange(
    found,
    repository.env,
    {
      kind: 'range',
      at: 'wall',
      ref: null,
      base: ids[1] ?? null,
      head: ids[0]!,
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
  return await withRepository(async (repository) => {
    repository.commit('Adopt a policy', {
      '.precheck.yml': `version: 1\n${example.policy ?? ''}\n`,
      ...example.before,
    })
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
  })
}

/** A commit of what is staged with exactly this message: git itself cleans messages and stops at a NUL byte. */
export function rawCommit(repository: TestRepository, message: string | Buffer): string {
  const tree = repository.git('write-tree')
  const head = repository.git('rev-parse', 'HEAD')
  const person = 'Ann Author <ann@example.com> 1700009999 +0000'
  const raw = Buffer.concat([
    Buffer.from(`tree ${tree}\nparent ${head}\nauthor ${person}\ncommitter ${person}\n\n`),
    Buffer.from(message),
  ])
  const written = repository.run('git', ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], { input: raw })
  if (written.status !== 0) throw new Error(written.stderr)
  return written.stdout.trim()
}
