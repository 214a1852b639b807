import { describe, expect, test } from 'vitest'
import { type Guard, MODE_ABSENT, MODE_FILE, MODE_LINK, MODE_SUBMODULE } from '../../src/change.ts'
import { lockfiles } from '../../src/rules/lockfiles.ts'
import { aChange, aCommit, aFileChange, aGuard, aState, told } from '../support/change.ts'
import { changing, REQUEST, waitsForSignOff } from './waiting.ts'

waitsForSignOff(lockfiles, 'yarn.lock', 'lockfiles', 'is a lock file')

const lockfile = (more: Partial<Guard> = {}): Guard => aGuard({ entry: 'lockfiles', kind: 'lockfiles', ...more })

describe('guards on a lock file', () => {
  test.each<readonly [string, readonly Guard[], number]>([
    ['signed off as a lock file, and not for another entry', [lockfile({ standing: 'signed-off' }), aGuard()], 0],
    ['signed off for another entry alone', [aGuard({ standing: 'signed-off' }), lockfile()], 1],
    ['another rule’s', [aGuard(), aGuard({ entry: 'policy', kind: 'policy' })], 0],
    ['for two reasons: both rules say it', [lockfile(), aGuard()], 1],
  ])('%s', (_, guards, said) => {
    for (const change of changing('yarn.lock', ...guards)) {
      expect(told(lockfiles, change, REQUEST)).toHaveLength(said)
    }
  })
})

test.each([
  [MODE_ABSENT, MODE_LINK],
  [MODE_SUBMODULE, MODE_FILE],
])('what is or was a link or a submodule is not called a lock file: %s, then %s', (old, now) => {
  const file = aFileChange('nix', { old: aState(old), new: aState(now), guards: [lockfile()] })
  const [found] = lockfiles.check(aChange({ commits: [aCommit({ changes: [file] })] }), REQUEST)
  expect(found?.text).toBe('nix is a link or a submodule in the place of lock files and has no sign-off')
})
