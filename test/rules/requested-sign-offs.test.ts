import { describe, expect, test } from 'vitest'
import type { Change, Guard } from '../../src/change.ts'
import { requestedSignOffs } from '../../src/rules/requested-sign-offs.ts'
import { aChange, aCommit, aCommitBeingMade, aFileChange, aGuard, anOid, told } from '../support/change.ts'
import { COMMIT, changing, REQUEST } from './waiting.ts'

const request = (more: Partial<Guard> = {}): Guard =>
  aGuard({ entry: 'requested', kind: 'request', standing: 'requested', ...more })

describe('a request for what no entry guards', () => {
  const [being, landed] = changing('src/pay.ts', request())

  test.each<readonly [string, Change, typeof REQUEST, boolean]>([
    ['goes on in a hook', being, REQUEST, true],
    ['goes on in a hook, too, where guarded paths do not', being, COMMIT, true],
    ['goes on in a push', { ...landed, kind: 'push', at: 'hook' }, REQUEST, true],
    ['blocks at the wall', landed, REQUEST, false],
  ])('%s', (_, change, policy, goesOn) => {
    const found = [...requestedSignOffs.check(change, policy)]
    const text = 'a sign-off of src/pay.ts is requested and not given yet'
    expect(found).toMatchObject([{ message: 'requested', text, remedy: goesOn ? null : { signOff: true } }])
    expect(found[0]!.atMost).toBe(goesOn ? 'warn' : undefined)
  })

  test('is silent once it is given, and where an entry guards the path', () => {
    for (const guard of [request({ standing: 'signed-off' }), aGuard(), aGuard({ standing: 'requested' })]) {
      for (const change of changing('src/pay.ts', guard)) expect(told(requestedSignOffs, change, REQUEST)).toEqual([])
    }
  })

  test('holds against each parent of a merge', () => {
    const changes = [0, 1].map((parent) => aFileChange('src/pay.ts', { parent, guards: [request()] }))
    const commits = [aCommit({ parents: [anOid('1'), anOid('2')], merge: 'edited', changes })]
    expect(told(requestedSignOffs, aChange({ commits }), REQUEST)).toMatchObject([
      { text: expect.stringContaining('against parent 1') },
      { text: expect.stringContaining('against parent 2') },
    ])
  })
})

describe('a request for what does not change', () => {
  const requestsForNothing = [{ value: 'pay.ts', nearest: 'src/pay.ts' }]

  test('is a warning wherever it is judged, with the path that is meant as the way to mend it', () => {
    const being = aCommitBeingMade({ requestsForNothing })
    const landed = aChange({ commits: [aCommit({ requestsForNothing })] })
    const text = (who: string) => `a sign-off of pay.ts is requested, and ${who} it; did you mean src/pay.ts?`
    for (const [change, who] of [
      [being, 'this commit does not change'],
      [landed, 'no commit here changes'],
    ] as const) {
      const [said, ...others] = [...requestedSignOffs.check(change, REQUEST)]
      expect(others).toEqual([])
      expect(said).toMatchObject({ message: 'for-nothing', atMost: 'warn', text: text(who) })
      expect(said!.remedy).toMatchObject({ keep: { key: 'Sign-off-requested', value: 'src/pay.ts' } })
    }
  })

  test('is to be taken back where no path is near', () => {
    const commits = [aCommit({ requestsForNothing: [{ value: 'x', nearest: null }] })]
    const [said] = [...requestedSignOffs.check(aChange({ commits }), REQUEST)]
    expect(said!.remedy).toMatchObject({
      keep: { key: 'Sign-off-requested', value: null },
      note: 'leave out "Sign-off-requested: x", or name the path that is meant',
    })
  })

  test('is shown harmless, whatever it names', () => {
    const evil = 'a\u001b[2J\u202e\nb'
    const commits = [aCommit({ requestsForNothing: [{ value: evil, nearest: evil }] })]
    const [said] = told(requestedSignOffs, aChange({ commits }), REQUEST)
    expect(said!.text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})
