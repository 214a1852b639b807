import { describe, expect, test } from 'vitest'
import type { Change, FileChange, Guard } from '../../src/change.ts'
import type { Rule } from '../../src/rules/rule.ts'
import { aChange, aCommit, aCommitBeingMade, aFileChange, aGuard, anOid, aPolicy, told } from '../support/change.ts'

export const REQUEST = aPolicy()
export const COMMIT = aPolicy('guarded-at: commit')

/** A path that changes under these guards, in a commit that is being made and in one that exists. */
export const changing = (path: string, ...guards: readonly Guard[]): readonly [being: Change, landed: Change] => {
  const changes = [aFileChange(path, { guards })]
  return [aCommitBeingMade({ changes }), aChange({ commits: [aCommit({ changes })] })]
}

/** Holds a rule to all that is the same of paths which wait for a sign-off. `words`: what it says of this path. */
export function waitsForSignOff(rule: Rule, path: string, kind: Guard['kind'], words: string): void {
  const guard = (more: Partial<Guard> = {}): Guard => aGuard({ kind, ...more })
  const open = guard()
  const requested = guard({ standing: 'requested' })
  const signed = guard({ standing: 'signed-off' })
  const of = (...guards: readonly Guard[]) => changing(path, ...guards)

  describe('what waits for a sign-off', () => {
    test('is said in its own words, with the place and the way to mend it, wherever it is judged', () => {
      for (const change of of(open)) {
        for (const policy of [REQUEST, COMMIT]) {
          const [said, ...others] = [...rule.check(change, policy)]
          expect(others).toEqual([])
          expect(said).toMatchObject({ message: 'needs-sign-off', remedy: { signOff: true }, data: { path } })
          expect(said!.text).toBe(`${path} ${words} and has no sign-off`)
          expect(said!.spot.change?.path).toBe(path)
          expect(said).not.toHaveProperty('atMost')
        }
      }
    })

    test.each<readonly [string, readonly Guard[]]>([
      ['is under no guard', []],
      ['is signed off', [signed]],
      ['is blocked: blocked-paths says so', [open, guard({ action: 'block' })]],
      ['is blocked, whatever is requested', [requested, aGuard({ action: 'block' })]],
    ])('is not what %s', (_, guards) => {
      for (const change of of(...guards)) expect(told(rule, change, REQUEST)).toEqual([])
    })

    test('is asked of every commit, whoever made it and whatever it is called, also of one that is taken back later', () => {
      const changes = [aFileChange(path, { guards: [open] })]
      const kinds = [{ byAgent: false }, { owesTrailers: false }, { autosquash: true }, { signOffOnly: true }]
      const commits = kinds.map((more, digit) => aCommit({ sha: anOid(`${digit}`), changes, ...more }))
      expect(told(rule, aChange({ commits }), REQUEST).map(({ commit }) => commit)).toEqual(
        commits.map(({ sha }) => sha),
      )
    })

    test('names who has signed where more people have to, and how many', () => {
      const approvedBy = [{ person: 'Jane Doe', strength: 'signed' as const }]
      const said = (...guards: readonly Guard[]) => told(rule, of(...guards)[1]!, REQUEST)[0]!.text
      const text = (...guards: readonly Guard[]) => said(...guards)!.split(' sign-off')[1]
      const some = guard({ approvals: 3, approvedBy })
      expect(text(some)).toBe('s: Jane Doe (signed) has signed, and 2 more people must')
      const two = [...approvedBy, { person: 'E\u202eve\n', strength: 'bound' as const }]
      expect(text(guard({ approvals: 3, approvedBy: two }))).toBe(
        's: Jane Doe (signed), E\\u{202E}ve\\x0A (bound) have signed, and 1 more person must',
      )
      expect(text(some, guard({ entry: 'other' }))).toMatch(/^s: for \S+ Jane Doe \(signed\) has signed, and 2 more/)
      const asking = { ...some, standing: 'requested' as const }
      expect(said(asking)).toBe(
        `${path} ${words}: a sign-off is requested, and too few are given so far: Jane Doe (signed) has signed, and 2 more people must`,
      )
    })

    test('is shown harmless, whatever its name', () => {
      const [being] = changing(`\u001b[2J\u202e\n/${path}`, open)
      expect(told(rule, being, REQUEST)[0]!.text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    })
  })

  describe('what is asked for and not given yet', () => {
    const [being, landed] = of(requested)
    test.each<readonly [string, Change, typeof REQUEST, boolean]>([
      ['goes on in a hook', being, REQUEST, true],
      ['goes on in a push', { ...landed, kind: 'push', at: 'hook' }, REQUEST, true],
      ['blocks at the wall', landed, REQUEST, false],
      ['blocks in a hook where the sign-off has to come with the commit', being, COMMIT, false],
      ['blocks at the wall there as well', landed, COMMIT, false],
    ])('%s', (_, change, policy, goesOn) => {
      const found = [...rule.check(change, policy)]
      const text = `${path} ${words}: a sign-off is requested and not given yet`
      expect(found).toMatchObject([{ message: 'requested', text, remedy: goesOn ? null : { signOff: true } }])
      expect(found[0]!.atMost).toBe(goesOn ? 'warn' : undefined)
    })

    test('is not enough for a path while another guard of it is open', () => {
      for (const change of of(requested, guard({ entry: 'other' }))) {
        expect(told(rule, change, REQUEST)).toMatchObject([{ message: 'needs-sign-off' }])
      }
    })

    test('does not help another path', () => {
      const changes = [aFileChange(`a/${path}`, { guards: [requested] }), aFileChange(path, { guards: [open] })]
      expect(told(rule, aCommitBeingMade({ changes }), REQUEST)).toMatchObject([
        { message: 'requested', path: `a/${path}` },
        { message: 'needs-sign-off', path },
      ])
    })
  })

  describe('a merge', () => {
    const parents = [anOid('1'), anOid('2')]
    const merged = (changes: readonly FileChange[]) =>
      told(rule, aChange({ commits: [aCommit({ parents, merge: 'edited', changes })] }), REQUEST)
    const against = (parent: number) =>
      `${path} ${words} and has no sign-off (as this merge leaves it, against parent ${parent})`

    test('needs a sign-off against each parent that differs', () => {
      const changes = [0, 1].map((parent) => aFileChange(path, { parent, guards: [open] }))
      expect(merged(changes).map(({ text }) => text)).toEqual([against(1), against(2)])
    })

    test('that has one against one of them still needs the other', () => {
      const changes = [aFileChange(path, { guards: [signed] }), aFileChange(path, { parent: 1, guards: [open] })]
      expect(merged(changes).map(({ text }) => text)).toEqual([against(2)])
    })

    test('that brings nothing of its own needs none', () => expect(merged([])).toEqual([]))
  })
}
