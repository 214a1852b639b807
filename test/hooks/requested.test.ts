import { expect, test } from 'vitest'
import { judge } from '../support/example.ts'
import type { TestRepository } from '../support/repository.ts'
import { commitAsAgent, GOOD, stage, TRAILERS, withHooks } from './hooked.ts'

const SILENT = { status: 0, stdout: '', stderr: '' }
const REQUEST = 'Sign-off-requested: src/pay.ts'
const SAID = 'a sign-off of src/pay.ts is requested and not given yet'

const inRange = async (repository: TestRepository): Promise<readonly string[]> =>
  (await judge(repository, 'main')).findings.map(({ text, severity }) => `${severity}: ${text}`)

test('what no entry guards may be asked for: the commit goes on, and waits for a person at the wall', () =>
  withHooks(TRAILERS, async (repository) => {
    stage(repository, { 'src/pay.ts': 'pay\n' })
    const ran = commitAsAgent(repository, ['-m', `Pay twice\n\n${GOOD}\n${REQUEST}`])
    expect(ran.status).toBe(0)
    expect(ran.stderr).toContain('precheck: passed with 1 warning')
    expect(ran.stderr).toContain(SAID)
    expect(await inRange(repository)).toEqual([`block: ${SAID}`])
  }))

test('it goes on where guarded paths do not, for the policy does not ask for it', () =>
  withHooks(`${TRAILERS}\nguarded-at: commit`, (repository) => {
    stage(repository, { 'src/pay.ts': 'pay\n' })
    expect(commitAsAgent(repository, ['-m', `Pay twice\n\n${GOOD}\n${REQUEST}`]).status).toBe(0)
  }))

test('twin: without a request nothing is said', () =>
  withHooks(TRAILERS, async (repository) => {
    stage(repository, { 'src/pay.ts': 'pay\n' })
    expect(commitAsAgent(repository, ['-m', `Pay twice\n\n${GOOD}`])).toMatchObject(SILENT)
    expect(await inRange(repository)).toEqual([])
  }))

test('a request that names nothing in the commit is told with what may be meant', () =>
  withHooks(TRAILERS, (repository) => {
    stage(repository, { 'src/pay.ts': 'pay\n' })
    const ran = commitAsAgent(repository, ['-m', `Pay twice\n\n${GOOD}\nSign-off-requested: src/Pay.ts`])
    expect(ran.status).toBe(0)
    expect(ran.stderr).toContain(
      'a sign-off of src/Pay.ts is requested, and this commit does not change it; did you mean src/pay.ts?',
    )
  }))

test('an amend of a commit that asks is told nothing twice, and nothing false', () =>
  withHooks(TRAILERS, (repository) => {
    stage(repository, { 'src/pay.ts': 'pay\n' })
    expect(commitAsAgent(repository, ['-m', `Pay twice\n\n${GOOD}\n${REQUEST}`]).status).toBe(0)
    stage(repository, { 'src/other.ts': 'x\n' })
    expect(commitAsAgent(repository, ['--amend', '--no-edit'])).toMatchObject(SILENT)
    expect(
      commitAsAgent(repository, ['--amend', '--no-edit', '--trailer', 'Sign-off-requested: src/none.ts']).stderr,
    ).toContain('a sign-off of src/none.ts is requested, and this commit does not change it')
  }))
