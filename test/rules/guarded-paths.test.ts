import { describe, expect, test } from 'vitest'
import type { Guard } from '../../src/change.ts'
import { guardedPaths } from '../../src/rules/guarded-paths.ts'
import { aGuard, type Told, told } from '../support/change.ts'
import { changing, REQUEST, waitsForSignOff } from './waiting.ts'

waitsForSignOff(guardedPaths, 'deploy/run.sh', 'paths', 'is guarded (deploy)')

const signed = aGuard({ standing: 'signed-off' })
const lock = aGuard({ entry: 'lockfiles', kind: 'lockfiles' })

const needs = (entries: string): Told => ({
  ...{ message: 'needs-sign-off', path: 'deploy/run.sh', data: { path: 'deploy/run.sh', entries, against: '' } },
  text: `deploy/run.sh is guarded (${entries}) and has no sign-off`,
})

describe('guards on one path', () => {
  test.each<readonly [string, readonly Guard[], readonly Told[]]>([
    ['two: both are named in one finding', [aGuard(), aGuard({ entry: 'ci' })], [needs('deploy, ci')]],
    ['two, one of them signed off', [signed, aGuard({ entry: 'ci' })], [needs('ci')]],
    ['two, both signed off', [signed, aGuard({ entry: 'ci', standing: 'signed-off' })], []],
    ['the policy’s own', [aGuard({ entry: 'policy', kind: 'policy' })], [needs('policy')]],
    ['a lock file’s is another rule’s', [lock], []],
    ['a lock file’s beside one of ours', [lock, aGuard()], [needs('deploy')]],
  ])('%s', (_, guards, expected) => {
    for (const change of changing('deploy/run.sh', ...guards)) {
      expect(told(guardedPaths, change, REQUEST)).toMatchObject(expected)
    }
  })
})
