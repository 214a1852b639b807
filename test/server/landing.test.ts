import { describe, expect, test } from 'vitest'
import { signOffMessage } from '../../src/signoff/message.ts'
import { GOOD } from '../hooks/hooked.ts'
import { aSignOff, coversBetween } from '../signoff/given.ts'
import type { TestRepository } from '../support/repository.ts'
import { good, POLICY, SILENT, said, withServer } from './served.ts'

/** A branch of two steps on a guarded path, signed off as a whole on top. */
function signedBranch(clone: TestRepository): void {
  good(clone, 'deploy/run.sh', 'one\n')
  good(clone, 'deploy/run.sh', 'two\n')
  clone.commit(signOffMessage(aSignOff(coversBetween(clone, 'main', 'HEAD'))))
}

/** Every message of the branch, as a forge puts them together when it squashes. */
const listed = (clone: TestRepository): string =>
  clone
    .git('log', '--reverse', '--format=%B%x00', 'main..work')
    .split('\0')
    .map((message) => `* ${message.trim()}\n`)
    .join('\n')

/** The branch as one commit on `main`, as the button of a forge makes it. */
function squash(clone: TestRepository, message: string): void {
  clone.git('checkout', '-q', '-B', 'landing', 'main')
  clone.git('merge', '-q', '--squash', 'work')
  clone.commit(message)
}

describe('a pull request that a forge squashes', () => {
  const SQUASH = `${POLICY}\nlands: squash`

  test('lands with the sign-off in its message, and is refused when that is left out', () =>
    withServer(SQUASH, ({ clone, push }) => {
      signedBranch(clone)
      // The branch has no sign-off for each of its steps, but one for what lands.
      expect(push('work')).toMatchObject(SILENT)
      squash(clone, `Deploy in two steps (#7)\n\n${GOOD}`)
      const without = push('landing:main')
      expect(without.status).toBe(1)
      expect(said(without)).toContain('deploy/run.sh is guarded (deploy) and has no sign-off')
      squash(clone, `Deploy in two steps (#7)\n\n${listed(clone)}\n${GOOD}\nCo-authored-by: Robin <robin@example.com>`)
      expect(push('landing:main')).toMatchObject(SILENT)
    }))

  test('lands with no more than was signed', () =>
    withServer(SQUASH, async ({ clone, offer }) => {
      signedBranch(clone)
      squash(clone, `Deploy (#7)\n\n${listed(clone)}\n${GOOD}`)
      clone.write('deploy/run.sh', 'three\n')
      clone.git('commit', '-qa', '--amend', '--no-edit')
      expect((await offer('landing:main')).status).toBe(1)
    }))
})

describe('a merge queue', () => {
  const QUEUE = 'gh-readonly-queue/main/pr-7'

  test('has its branch told, and is refused what it made besides when that lands', () =>
    withServer(POLICY, async ({ clone, has, offer }) => {
      good(clone, 'src/a.txt')
      clone.git('checkout', '-q', '-b', 'queue', 'main')
      clone.git('merge', '-q', '--no-ff', '--no-commit', 'work')
      clone.write('deploy/run.sh', 'smuggled\n')
      clone.git('add', '-A')
      clone.git('commit', '-qm', 'Merge pull request #7')
      const queued = await offer(`queue:${QUEUE}`)
      expect(queued.status).toBe(0)
      expect(said(queued)).toContain('deploy/run.sh is guarded (deploy)')
      const ran = await offer('queue:main')
      expect(ran.status).toBe(1)
      expect(said(ran)).toContain('deploy/run.sh is guarded (deploy)')
      clone.git('reset', '-q', '--hard', 'main')
      clone.git('merge', '-q', '--no-ff', '-m', 'Merge pull request #7', 'work')
      expect(await offer('--force', `queue:${QUEUE}`, 'queue:main')).toMatchObject(SILENT)
      expect(has('refs/heads/main')).toBe(clone.git('rev-parse', 'queue'))
    }))

  test('is refused at once where the policy lets its branches block', () =>
    withServer(`${POLICY}\nrefs: { block: ['gh-readonly-queue/*'] }`, async ({ clone, offer }) => {
      clone.commit('Deploy', { 'deploy/run.sh': 'x\n' })
      expect((await offer(`work:${QUEUE}`)).status).toBe(1)
    }))
})
