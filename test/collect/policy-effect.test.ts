import { expect, test } from 'vitest'
import type { Report } from '../../src/finding.ts'
import { precheck } from '../commands/in-process.ts'
import { judge } from '../support/example.ts'
import { withRepository } from '../support/repository.ts'

const policy = (...lines: readonly string[]): string => ['version: 1', ...lines, ''].join('\n')
const DEPLOY = "paths: [{ name: deploy, match: ['deploy/'] }]"

const saidOf = ({ findings }: Pick<Report, 'findings'>) =>
  findings
    .filter(({ rule }) => rule === 'policy-change')
    .map(({ message, severity, text }) => [message, severity, text])

const LESS = [
  'weakened',
  'warn',
  '.precheck.yml would ask less: "deploy" guards no longer 1 file (deploy/run.sh) and what matches deploy/',
]

test('a branch is held against the policy that it began from, whatever the base has got since', () =>
  withRepository(async (repository) => {
    repository.commit('Adopt a policy', { '.precheck.yml': policy(DEPLOY), 'deploy/run.sh': 'x\n' })
    repository.git('checkout', '-q', '-b', 'work')
    repository.commit('Say less', { '.precheck.yml': policy() })
    repository.git('checkout', '-q', 'main')
    repository.commit('Guard more', { '.precheck.yml': policy(DEPLOY, 'trailers-for: everyone') })
    const report = await judge(repository, 'main', 'work')
    expect(saidOf(report)).toEqual([LESS])
    // The sign-off is what blocks it, once.
    expect(report.findings.filter(({ severity }) => severity === 'block').map(({ rule }) => rule)).toContain(
      'guarded-paths',
    )
  }))

test('the commit that is being made is held against the policy that judges it', () =>
  withRepository(async (repository) => {
    repository.commit('Adopt a policy', { '.precheck.yml': policy(DEPLOY), 'deploy/run.sh': 'x\n' })
    repository.git('checkout', '-q', '-b', 'work')
    const staged = async (text: string): Promise<Report> => {
      repository.write('.precheck.yml', text)
      repository.git('add', '.precheck.yml')
      return JSON.parse((await precheck(repository, ['check', '--staged', '--format', 'json'])).stdout) as Report
    }
    expect(saidOf(await staged(policy()))).toEqual([LESS])
    expect(saidOf(await staged(`# what is guarded\n${policy(DEPLOY)}`))).toEqual([])
  }))
