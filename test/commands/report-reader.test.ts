import { describe, expect, it } from 'vitest'
import { withRepository } from '../support/repository.ts'
import { precheck } from './in-process.ts'

const POLICY = 'version: 1\ntrailers-for: everyone\n'

describe('a command that somebody is to run', () => {
  it.each([
    ['here by its path', {}, '{}', /^ {2}\/\S+\/bin\/precheck\.js mend \w+ --trailer /m],
    [
      'by its name in what a CI says, which is read elsewhere and after a push',
      { CI: 'true' },
      '{}',
      /^ {2}precheck mend \w+ --published --trailer /m,
    ],
    [
      "by the repository's own copy, where package.json names it",
      { CI: 'true' },
      '{ "devDependencies": { "precheck": "0.1.0" } }',
      /^ {2}npx --no-install precheck mend \w+ --published --trailer /m,
    ],
  ])('is named %s', (_, env, packageJson, shown) =>
    withRepository(async (repository) => {
      repository.commit('adopt', { '.precheck.yml': POLICY, 'package.json': packageJson })
      repository.git('branch', 'base')
      repository.commit('feat: b', { b: '1' })
      const { stdout } = await precheck(repository, ['check', 'base..HEAD'], { env })
      expect(stdout).toMatch(shown)
    }),
  )

  it('is named in a packet as in what a CI says, wherever it is rendered', () =>
    withRepository(async (repository) => {
      const policy = 'version: 1\npaths:\n  - { name: deploy, match: [deploy/], action: sign-off }\n'
      repository.commit('adopt', { '.precheck.yml': policy })
      repository.git('branch', 'base')
      repository.commit('Deploy', { 'deploy/run.sh': '1' })
      const { stdout } = await precheck(repository, ['packet', 'base..HEAD'])
      expect(stdout).toContain('which is given with `precheck signoff base..HEAD`')
    }))
})
