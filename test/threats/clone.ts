import type { Examined } from '../../src/doctor/examine.ts'
import { precheck } from '../commands/in-process.ts'
import { TRAILERS, withHooks } from '../hooks/hooked.ts'
import type { Ran, TestRepository } from '../support/repository.ts'
import { type Answer, type Layer, type Play, playedAt, ranAs } from './threat.ts'

const POLICY = `${TRAILERS}\npaths: [{ name: deploy, match: ['/deploy/'], action: sign-off }]`

const FILES = {
  'deploy/run.sh': '1\n2\n3\n',
  'src/a.txt': 'a\n',
  'package-lock.json': '{}\n',
  '.github/workflows/precheck.yml': 'on: push\n',
}

const inClone = (at: Layer, act: (repository: TestRepository) => Answer | Promise<Answer>): Play =>
  playedAt(at, () => withHooks(POLICY, act, { files: FILES }))

/** Does something where the hooks are in place; what came of the last command is the answer. */
export const local = (at: 'hook' | 'push', act: (repository: TestRepository) => Ran): Play =>
  inClone(at, (repository) => ranAs(act(repository)))

type Environment = Readonly<Record<string, string>>

/** Does something to the clone, or to the environment, and gives what `precheck doctor` then finds broken. */
export const examined = (act: (repository: TestRepository) => Environment | undefined): Play =>
  inClone('doctor', async (repository) => {
    const { status, stdout } = await precheck(repository, ['doctor', '--format', 'json'], {
      env: act(repository) ?? {},
    })
    const { checks } = JSON.parse(stdout) as { checks: readonly Examined[] }
    const broken = checks.filter(({ state }) => state === 'broken')
    return { verdict: status === 1 ? 'block' : 'pass', said: broken.map(({ check, text }) => `${check}: ${text}`) }
  })
