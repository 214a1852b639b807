import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Commit } from '../../src/change.ts'
import { withMessageLint } from '../../src/collect/message-lint.ts'
import { aChange, aCommit, aCommitBeingMade, anOid, aPolicy } from '../support/change.ts'

const ON = aPolicy('message: { commitlint: on }')

/** Gives a folder with commitlint in it, which asks that a subject ends in a full stop. */
async function withCommitlint(body: (topLevel: string) => Promise<void>): Promise<void> {
  const topLevel = mkdtempSync(join(tmpdir(), 'precheck-test-'))
  try {
    symlinkSync(new URL('../../node_modules', import.meta.url).pathname, join(topLevel, 'node_modules'))
    writeFileSync(
      join(topLevel, '.commitlintrc.json'),
      JSON.stringify({ rules: { 'header-full-stop': [2, 'always', '.'] } }),
    )
    await body(topLevel)
  } finally {
    rmSync(topLevel, { recursive: true, force: true })
  }
}

/** Names of the rules that each message of a range breaks; null: it was not asked about. */
async function broken(topLevel: string, at: 'hook' | 'wall', commits: readonly Partial<Commit>[]) {
  const change = aChange({ at, commits: commits.map((commit) => aCommit({ message: 'Add retry', ...commit })) })
  const { messageLint } = await withMessageLint(change, ON, topLevel)
  return messageLint?.map((lint) => lint?.errors.map(({ name }) => name) ?? null)
}

const BROKEN = ['header-full-stop']
const FIXUP = { message: 'fixup! Add retry', autosquash: true, byAgent: false, owesTrailers: false }

test('what is meant to be squashed and comes to the wall is asked about as it stands, whoever made it', () =>
  withCommitlint(async (topLevel) => {
    expect(await broken(topLevel, 'wall', [FIXUP])).toEqual([BROKEN])
    expect(await broken(topLevel, 'wall', [{ ...FIXUP, message: 'fixup! Add retry.' }])).toEqual([[]])
  }))

test('twin: before it has come there, it is not', () =>
  withCommitlint(async (topLevel) => {
    expect(await broken(topLevel, 'hook', [FIXUP, {}])).toEqual([null, BROKEN])
    const { messageLint } = await withMessageLint(aCommitBeingMade(FIXUP), ON, topLevel)
    expect(messageLint).toBeNull()
  }))

test('what git wrote for a merge is nobody’s style; what was added to a merge has an author', () =>
  withCommitlint(async (topLevel) => {
    const merges = (['clean', 'unexamined', 'edited'] as const).map((merge) => ({
      merge,
      parents: [anOid('1'), anOid('2')],
    }))
    for (const at of ['hook', 'wall'] as const) {
      expect(await broken(topLevel, at, merges)).toEqual([null, null, BROKEN])
    }
  }))

test('where it is on, a configuration that is gone is not taken for a style that is kept', () =>
  withCommitlint(async (topLevel) => {
    rmSync(join(topLevel, '.commitlintrc.json'))
    await expect(broken(topLevel, 'wall', [{}])).rejects.toThrow(/"commitlint: on", and there is no configuration/)
  }))

test('twin: where nobody stands for the words, where the policy leaves it to hooks, and on a server, none is missed', () =>
  withCommitlint(async (topLevel) => {
    rmSync(join(topLevel, '.commitlintrc.json'))
    const change = aChange({ at: 'wall', commits: [aCommit({ message: 'Add retry' })] })
    expect(await broken(topLevel, 'wall', [{ merge: 'clean', parents: [anOid('1'), anOid('2')] }])).toBeUndefined()
    expect(await withMessageLint(change, aPolicy('message: { commitlint: auto }'), topLevel)).toEqual(change)
    expect(await withMessageLint(change, ON, null)).toEqual(change)
  }))
