import { expect, test } from 'vitest'
import { withRepository } from '../support/repository.ts'
import { adopt, POLICY } from './signoff-setting.ts'
import { onTerminal } from './terminal.ts'

test('whoever signs a policy off sees what it asks less, before its text', async () => {
  await withRepository(async (repository) => {
    adopt(repository, `${POLICY}lands: squash\n`, { 'deploy/run.sh': 'x\n' })
    repository.commit('Say less', { '.precheck.yml': 'version: 1\nmode: warn\n' })
    const { text } = await onTerminal(repository, ['signoff'], 'n\n')
    const words = text.replace(/\s+/g, ' ')
    expect(words).toMatch(/It asks less: "deploy" guards no longer 1 file \(deploy\/run\.sh\).*mode: block -> warn/)
    expect(words).toContain('It asks more: lands: squash -> commits')
    expect(text.indexOf('It asks less')).toBeLessThan(text.indexOf('  +| mode: warn'))
  })
})

test('a comment in it is no difference', async () => {
  await withRepository(async (repository) => {
    adopt(repository, POLICY)
    repository.commit('Explain the policy', { '.precheck.yml': `# why\n${POLICY}` })
    const { text } = await onTerminal(repository, ['signoff'], 'n\n')
    expect(text).toContain('  +| # why')
    expect(text).not.toMatch(/It asks (?:less|more)/)
  })
})
