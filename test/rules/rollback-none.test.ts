import { describe, expect, test } from 'vitest'
import { rollbackNone } from '../../src/rules/rollback-none.ts'
import { aChange, aCommit, aCommitBeingMade, aMessage, anOid, aPolicy, type Told, told } from '../support/change.ts'

const PLAIN = aPolicy('trailers:\n  Rollback: {}')

const inTrailers = (lines: readonly string[], has: Readonly<Record<string, boolean>> = {}, policy = PLAIN) =>
  told(rollbackNone, aCommitBeingMade({ message: aMessage(...lines), has }), policy)

const none = (reason: string, line = 3): Told => ({ message: 'none', trailer: 'Rollback', line, data: { reason } })

describe('a commit that says it cannot be undone', () => {
  test.each<readonly [string, readonly string[], readonly Told[]]>([
    ['with a reason', ['Rollback: none: the data is gone'], [none('the data is gone')]],
    ['in other case', ['ROLLBACK: NONE: gone'], [none('gone')]],
    ['with a full-width colon', ['Rollback: none\uff1agone'], [none('gone')]],
    ['with a letter that is not seen', ['Rollback: no\u200bne: gone'], [none('gone')]],
    ['in full-width letters', ['Rollback: \uff4e\uff4f\uff4e\uff45: gone'], [none('gone')]],
    ['with an empty reason: rollback says so as well', ['Rollback: none: n/a'], [none('n/a')]],
    ['without a reason: rollback says so', ['Rollback: none'], []],
    ['twice: the first is said', ['Rollback: none: a', 'Rollback: none: b'], [none('a')]],
    ['not at all', ['Rollback: revert'], []],
    ['not in a note', ['Rollback: revert; none: of it is lost'], []],
    ['under another key', ['Rollback-Plan: none: gone', 'Undo: none: gone'], []],
  ])('%s', (_, lines, expected) => {
    expect(inTrailers(lines)).toMatchObject(expected)
  })
})

describe('a second value that would hide it', () => {
  test.each<readonly [string, string, readonly Told[]]>([
    ['a way back is the answer', 'revert', []],
    ['a flag', 'flag new-checkout', []],
    ['a blank is none', 'flag <name>', [none('gone')]],
    ['a placeholder is none', 'flag n/a', [none('gone')]],
    ['prose is none', 'just undo it', [none('gone')]],
    ['a blank note is none', 'revert; <note>', [none('gone')]],
    ['a path that is not there is none', 'runbook nowhere.md', [none('gone')]],
    ['a path that is there is one', 'runbook docs/undo.md', []],
    ['another "none" is none', 'none: <reason>', [none('gone')]],
    ['a value that is too long is none', `revert; ${'x'.repeat(1024)}`, [none('gone')]],
  ])('%s', (_, value, expected) => {
    expect(inTrailers(['Rollback: none: gone', `Rollback: ${value}`], { 'docs/undo.md': true })).toMatchObject(expected)
  })

  test('one that the policy’s own pattern refuses is none', () => {
    const strict = aPolicy("trailers: { Rollback: { pattern: 'revert' } }")
    const lines = (value: string) => ['Rollback: none: gone', `Rollback: ${value}`]
    expect(inTrailers(lines('flag x1'), {}, strict)).toMatchObject([none('gone')])
    expect(inTrailers(lines('revert'), {}, strict)).toEqual([])
  })

  test('the path that it names is asked for, even where the other rule is off', () => {
    const commit = aCommit({ message: aMessage('Rollback: none: gone', 'Rollback: runbook docs/undo.md') })
    expect(rollbackNone.reads!(PLAIN)(commit)).toEqual(['docs/undo.md'])
  })
})

test('where the policy asks for no way back, one that is said to be missing is still shown', () => {
  const nothing = aPolicy('trailers: {}')
  expect(inTrailers(['Rollback: none: gone'], {}, nothing)).toMatchObject([none('gone')])
  expect(inTrailers(['Rollback: none: gone', 'Rollback: revert'], {}, nothing)).toEqual([])
})

test('where one for the change is enough, the newest counts', () => {
  const once = aPolicy('trailers: { Rollback: { per: change } }')
  const rangeOf = (...values: readonly string[]) =>
    aChange({
      commits: values.map((value, index) =>
        aCommit({ sha: anOid(String(index + 1)), message: aMessage(`Rollback: ${value}`) }),
      ),
    })
  expect(told(rollbackNone, rangeOf('none: gone', 'revert'), once)).toEqual([])
  expect(told(rollbackNone, rangeOf('revert', 'none: gone'), once)).toMatchObject([{ commit: anOid('2') }])
  expect(told(rollbackNone, rangeOf('none: gone', 'revert'), PLAIN)).toMatchObject([{ commit: anOid('1') }])
})

test('only warns unless the policy says otherwise, and a commit that owes no trailers is left alone', () => {
  expect(rollbackNone.severity).toBe('warn')
  const exempt = aCommitBeingMade({ message: aMessage('Rollback: none: gone'), owesTrailers: false })
  expect(told(rollbackNone, exempt, PLAIN)).toEqual([])
})

test('a hostile reason is shown harmless and cut', () => {
  const [found] = inTrailers([`Rollback: none: \u001b[2J\u202e${'a'.repeat(900)}`])
  expect(found!.text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(found!.text!.length).toBeLessThan(250)
})
