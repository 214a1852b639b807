import { describe, expect, it } from 'vitest'
import type { Change, SeenSignOff } from '../../src/change.ts'
import type { Arrows } from '../../src/signoff/arrows.ts'
import { arrowsBy, pendingFor, pendingIn, strongestGuard } from '../../src/signoff/pending.ts'
import { aChange, aCommit, aFileChange, aGuard } from '../support/change.ts'
import { absent, file } from './sign-offs.ts'

const JANE = { person: 'Jane', called: ['Jane', 'platform'], keys: [] }
const MAX = { person: 'Max', called: ['Max'], keys: [] }
const NONE: Arrows = new Map()

const made = { old: absent, new: file('a') }
const run = aFileChange('deploy/run.sh', { ...made, guards: [aGuard()] })

const changeOf = (...commits: Change['commits']): Change => aChange({ commits })

describe('what is pending', () => {
  it('is each transition once, whichever commits make it', () => {
    const [one, two] = [aCommit({ changes: [run] }), aCommit({ changes: [run] })]
    expect(pendingIn(changeOf(one, two))).toMatchObject([{ path: 'deploy/run.sh', commits: [one, two], askedBy: [] }])
  })

  it('begins with what is asked for', () => {
    const asked = aFileChange('z', { ...made, guards: [aGuard({ standing: 'requested' })] })
    const found = pendingIn(changeOf(aCommit({ changes: [run] }), aCommit({ changes: [asked] })))
    expect(found.map(({ path }) => path)).toEqual(['z', 'deploy/run.sh'])
  })

  it('is not what is signed off, blocked or guarded by nothing', () => {
    const others = [
      aFileChange('a', { ...made, guards: [aGuard({ standing: 'signed-off' })] }),
      aFileChange('b', { ...made, guards: [aGuard(), aGuard({ action: 'block' })] }),
      aFileChange('c', made),
    ]
    expect(pendingIn(changeOf(aCommit({ changes: others })))).toEqual([])
  })
})

describe('what is pending for one signer', () => {
  it('is what they may sign; the rest is named with its reason', () => {
    const changes = [
      aFileChange('theirs', { ...made, guards: [aGuard({ signers: ['platform'] })] }),
      aFileChange('both', { ...made, guards: [aGuard({ signers: ['platform'] }), aGuard({ entry: 'ci' })] }),
      aFileChange('secret', { ...made, guards: [aGuard({ entry: 'secrets', action: 'block' })] }),
      aFileChange('bell\x07', { ...made, guards: [aGuard()] }),
    ]
    const change = changeOf(aCommit({ changes }))
    const jane = pendingFor(change, JANE, NONE)
    expect(jane.own.map(({ path, guards }) => [path, guards.length])).toEqual([
      ['theirs', 1],
      ['both', 2],
    ])
    const max = pendingFor(change, MAX, NONE)
    expect(max.own.map(({ path, guards }) => [path, guards.map(({ entry }) => entry)])).toEqual([['both', ['ci']]])
    expect(max.others).toEqual([
      { path: 'secret', why: 'is blocked by the policy (secrets): no sign-off lets it through' },
      { path: 'theirs', why: 'is for platform to sign off (deploy)' },
      { path: 'bell\x07', why: expect.stringContaining('control character') },
    ])
  })

  it('is not what they have signed while others are still asked', () => {
    const twice = aFileChange('deploy/run.sh', { ...made, guards: [aGuard({ approvals: 2 })] })
    const seen: SeenSignOff = {
      ...{ signer: 'jane@example.com', strength: 'bound', state: 'valid', covers: [{ path: twice.path, ...made }] },
      ...{ commit: null, line: 1, open: {} },
    }
    const change = { ...changeOf(aCommit({ changes: [twice] })), signOffs: [seen] }
    const signed = (counts: boolean) =>
      arrowsBy(
        change,
        JANE,
        (email) => email === 'jane@example.com',
        () => counts,
      )
    expect(pendingFor(change, JANE, signed(true))).toEqual({
      own: [],
      others: [{ path: 'deploy/run.sh', why: 'has your sign-off, and deploy asks 2 people' }],
    })
    expect(pendingFor(change, JANE, signed(false)).own).toHaveLength(1)
  })

  it('asks as much of the signature as the guard that asks most', () => {
    const guards = [aGuard(), aGuard({ entry: 'ci', strength: 'present' }), aGuard({ strength: 'signed' })]
    const pending = pendingIn(changeOf(aCommit({ changes: [aFileChange('a', { ...made, guards })] })))
    expect(strongestGuard(pending)?.entry).toBe('ci')
    expect(strongestGuard([])).toBeNull()
  })
})
