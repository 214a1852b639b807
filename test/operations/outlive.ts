import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/finding.ts'
import { SIGN_OFF_REFS } from '../../src/ref-law.ts'
import { judge } from '../support/example.ts'
import { PLAYS } from './plays.ts'
import { inStory, LOCK, type Story } from './story.ts'
import { fateOf, type OperationName, type Place, type Row, TABLE } from './table.ts'

const ROWS = Object.entries(TABLE) as readonly (readonly [OperationName, Row])[]

/** Plays every operation on a sign-off at this place, and holds the range check to the table. */
export function holdToTable(place: Place): void {
  describe(`a sign-off ${place}`, () => {
    test('counts before anything happens to it', () =>
      inStory(place, async ({ repository }) => {
        const report = await judge(repository, 'main', 'topic')
        expect(summary(report)).toEqual(PASSES)
        const lines = repository.git('log', '--format=%B', 'main..topic').match(/^Sign-off-covers:/gm) ?? []
        expect(lines).toHaveLength(place === 'outside' ? 0 : 1)
        if (place !== 'outside') return
        expect(report.signOffs).toMatchObject([{ strength: 'signed', at: { commit: null } }])
        rmSync(join(repository.dir, '.git', SIGN_OFF_REFS), { recursive: true })
        expect(await judge(repository, 'main', 'topic')).toMatchObject({ verdict: 'block', signOffs: [] })
      }))

    test('does not count for one more byte in a commit of its own', () =>
      inStory(place, async (story) => {
        addOneByte(story)
        const report = await judge(story.repository, 'main', 'topic')
        expect([report.verdict, ...said(report)]).toEqual(['block', `lockfiles/needs-sign-off ${LOCK}`])
      }))

    if (place === 'waiting') {
      test('is the commit in whose message it was from the start', async () => {
        const bumped = (at: Place) =>
          inStory(at, async ({ repository, bump }) => repository.git('log', '-1', '--format=%T%n%B', bump))
        expect(await bumped('waiting')).toBe(await bumped('own'))
      })
    }

    for (const [name, row] of ROWS) {
      const fate = fateOf(row, place)
      // Of the hook there is nothing to see then, and for the rest it is the same commit.
      if (place === 'waiting' && CALLS_NO_HOOK.has(name)) continue
      test(`${name}: ${fate}`, () =>
        inStory(place, async (story) => {
          if (place === 'own' && CALLS_NO_HOOK.has(name)) refuseAll(story)
          const range = await PLAYS[name](story)
          expect(readFileSync(join(story.repository.dir, '.git/HEAD'), 'utf8')).toBe(`ref: refs/heads/${range.head}\n`)
          const report = await judge(story.repository, range.base, range.head)
          if (fate === 'survives') {
            expect(summary(report)).toEqual(PASSES)
            await diesOfOneByte(story, report)
          } else {
            expect(report).toMatchObject({ verdict: 'block' })
            expect(said(report)).toContainEqual(OPEN)
            await isSignedAgain(story, report)
          }
        }))
    }
  })
}

/** Operations that call no commit-msg hook, as is seen from one that would stop them. */
const CALLS_NO_HOOK: ReadonlySet<OperationName> = new Set([
  'mend',
  'rebase',
  'rebase-joined',
  'rebase-apply',
  'rebase-no-empty',
  'cherry-pick',
  'cherry-pick-empty',
  'revert',
  'mail',
  'mail-empty',
  'filter-message',
  'filter-author',
  'filter-prune',
  'forge-squash',
  'forge-squash-indented',
  'forge-squash-wrapped',
  'forge-squash-title',
])

function refuseAll({ repository }: Story): void {
  const hooks = join(repository.dir, '.git/hooks')
  mkdirSync(hooks)
  writeFileSync(join(hooks, 'commit-msg'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
}

const PASSES = { verdict: 'pass', findings: [], signOffs: ['valid'] }

const OPEN = expect.stringMatching(`^lockfiles/(needs-sign-off|requested) ${LOCK}$`)

const summary = ({ verdict, findings, signOffs }: Report) => ({
  verdict,
  findings: findings.map(({ text }) => text),
  signOffs: [...new Set(signOffs.map(({ state }) => state))],
})

const said = ({ findings }: Report): readonly string[] =>
  findings.map(({ rule, message, at }) => `${rule}/${message} ${at.path}`)

const addOneByte = ({ repository }: Story): void => {
  appendFileSync(join(repository.dir, LOCK), 'x')
  repository.git('commit', '-q', '--no-verify', '-m', 'One byte', LOCK)
}

/** One more byte in the guarded file, and the old sign-off: refused as part of all that was signed. */
async function diesOfOneByte(story: Story, report: Report): Promise<void> {
  const { repository } = story
  const base = report.base!
  const messages = repository.git('log', '--format=%B', `${base}..HEAD`)
  addOneByte(story)
  const whole = repository.tryGit(['commit-tree', 'HEAD^{tree}', '-p', base], { input: messages }).stdout.trim()
  const joined = await judge(repository, base, whole)
  expect(joined.verdict).toBe('block')
  expect(said(joined)).toContainEqual(OPEN)
  expect(said(joined)).toContain(`sign-offs/stale ${LOCK}`)
}

/** The way on: a person signs what is open, at the same place or as a commit on top, and it passes. */
async function isSignedAgain({ repository, sign }: Story, { base, findings }: Report): Promise<void> {
  const covers = findings.flatMap(({ at, transition }) =>
    at.path !== null && transition !== null ? [{ path: at.path, ...transition }] : [],
  )
  await sign(covers)
  expect(await judge(repository, base)).toMatchObject({ verdict: 'pass' })
}
