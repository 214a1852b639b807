import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shellLine } from '../../src/report/shell.ts'
import { readBlocks } from '../../src/signoff/read-blocks.ts'
import { BINARY, type TestRepository } from '../support/repository.ts'
import { adopted, byAgent, checked, covered, TRAILERS } from './signoff-setting.ts'
import { onTerminal } from './terminal.ts'

const ASKING = 'Sign-off-requested: src/pay.ts\n'

const foundBy = async (repository: TestRepository): Promise<readonly string[]> =>
  JSON.parse((await checked(repository)).stdout).findings.map(
    ({ rule, message }: { rule: string; message: string }) => `${rule}/${message}`,
  )

/** Lets the commit-msg hook run the built binary. */
function hook({ dir }: TestRepository): void {
  const hooks = join(dir, '.git', 'hooks')
  mkdirSync(hooks, { recursive: true })
  const line = `exec ${shellLine([process.execPath, BINARY, 'hook', 'commit-msg'])} "$@"\n`
  writeFileSync(join(hooks, 'commit-msg'), `#!/bin/sh\n${line}`, { mode: 0o755 })
}

describe('what an agent asks for without a guard', () => {
  it('is shown beside what is guarded, and covered by the one sign-off of the range', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      byAgent(repository, 'Pay twice', { 'src/pay.ts': 'pay\n', 'src/b.ts': 'b\n' }, ASKING)
      expect(await foundBy(repository)).toEqual(['guarded-paths/needs-sign-off', 'requested-sign-offs/requested'])
      const { text, status } = await onTerminal(repository, ['signoff'], 'y\n')
      expect(status).toBe(0)
      expect(text).toMatch(/^2 changes in 2 commits of main\.\.HEAD; asked by Ann Author\s+<ann@example\.com>/)
      expect(text).toContain('[1/2] src/pay.ts\n  added; guarded by nothing\n')
      expect(text).toContain('  +| pay\n')
      expect(text).not.toContain('src/b.ts')
      expect(text).toContain('main..HEAD is green now (bound: not proof of a person)')
      expect([...covered(repository)].sort()).toEqual(['deploy/run.sh', 'src/pay.ts'])
      expect(await foundBy(repository)).toEqual([])
    })
  })

  it('is signed off in the message of the commit that makes the change', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Pay twice', { 'src/pay.ts': 'pay\n' }, ASKING)
      byAgent(repository, 'More', { 'src/b.ts': 'b\n' })
      expect((await onTerminal(repository, ['signoff', 'HEAD~1'], 'y\n')).status).toBe(0)
      expect(covered(repository, 'HEAD~1')).toEqual(['src/pay.ts'])
      expect(await foundBy(repository)).toEqual([])
    })
  })

  it('is signed off before the commit, too, where one that asks was tried and refused', async () => {
    await adopted(async (repository) => {
      hook(repository)
      repository.write('src/pay.ts', 'pay\n')
      repository.git('add', 'src/pay.ts')
      expect(repository.precheck(['signoff', '--staged']).stdout).toMatch(/^Nothing to sign off in what is staged\./)
      const commit = (message: string) => repository.tryGit(['commit', '-q', '-m', message])
      expect(commit(`Pay\n\nCo-authored-by: Claude <noreply@anthropic.com>\n${ASKING}`).status).toBe(1)
      const { text, status } = await onTerminal(repository, ['signoff', '--staged'], 'y\n')
      expect(status).toBe(0)
      expect(text).toContain('1 change of what is staged; asked by')
      expect(commit(`Pay\n\n${ASKING}${TRAILERS}`)).toMatchObject({ status: 0, stderr: '' })
      expect(covered(repository)).toEqual(['src/pay.ts'])
      expect(await foundBy(repository)).toEqual([])
      // What that commit asked for is no reason to sign the next change of the path, nor one on another branch.
      repository.git('checkout', '-q', '-b', 'elsewhere', 'main')
      repository.write('src/pay.ts', 'elsewhere\n')
      repository.git('add', 'src/pay.ts')
      expect(repository.precheck(['signoff', '--staged']).stdout).toMatch(/^Nothing to sign off in what is staged\./)
      repository.git('reset', '-q', '--hard')
      repository.git('checkout', '-q', '-')
      repository.write('src/pay.ts', 'again\n')
      repository.git('add', 'src/pay.ts')
      expect(repository.precheck(['signoff', '--staged']).stdout).toMatch(/^Nothing to sign off in what is staged\./)
    })
  })

  it('is shown before the commit whatever its message claims to be signed', async () => {
    await adopted(async (repository) => {
      hook(repository)
      repository.write('deploy/run.sh', 'run\n')
      repository.git('add', 'deploy/run.sh')
      const oid = repository.git('rev-parse', ':deploy/run.sh')
      const typed = `Signed-off-by: Jane Doe <jane@example.com>\nSign-off-made: 2026-11-21T00:40:00Z\n`
      const covers = `Sign-off-covers: ${'0'.repeat(40)}..\n ${oid} deploy/run.sh\n`
      const message = `Run\n\nCo-authored-by: Claude <noreply@anthropic.com>\n${ASKING}${typed}${covers}`
      expect(readBlocks(message).blocks).toHaveLength(1)
      expect(repository.tryGit(['commit', '-q', '-m', message]).status).toBe(1)
      const { text } = await onTerminal(repository, ['signoff', '--staged'], 'n\n')
      expect(text).toContain('[1/1] deploy/run.sh\n')
    })
  })

  it('twin: what nobody asks for and nothing guards is not there to be signed', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Pay twice', { 'src/pay.ts': 'pay\n' })
      expect(repository.precheck(['signoff']).stdout).toBe('Nothing to sign off.\n')
    })
  })
})
