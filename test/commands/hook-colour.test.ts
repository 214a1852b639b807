import { expect, it } from 'vitest'
import { withRepository } from '../support/repository.ts'

it('is coloured in a hook where colour is wanted, also as V8 compiled the program before', async () => {
  await withRepository((repository) => {
    repository.commit('Adopt', { '.precheck.yml': 'version: 1\ntrailers-for: everyone\n' })
    repository.write('.git/COMMIT_EDITMSG', 'Say nothing\n')
    for (const _start of ['first', 'second']) {
      const ran = repository.precheck(['hook', 'commit-msg', '.git/COMMIT_EDITMSG'], {
        env: { FORCE_COLOR: '1', GIT_EDITOR: ':' },
      })
      expect(ran.stderr).toContain('\u001b[31m')
      expect(ran.stderr).toContain('Task-Id')
      expect(ran.stderr).not.toContain('Warning')
      expect(ran.status).toBe(1)
    }
  })
})
