import { appendFileSync, readFileSync, rmSync } from 'node:fs'
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

    for (const [name, row] of ROWS) {
      const fate = fateOf(row, place)
      test(`${name}: ${fate}`, () =>
        inStory(place, async (story) => {
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

const PASSES = { verdict: 'pass', findings: [], signOffs: ['valid'] }

const OPEN = expect.stringMatching(`^lockfiles/(needs-sign-off|requested) ${LOCK}$`)

const summary = ({ verdict, findings, signOffs }: Report) => ({
  verdict,
  findings: findings.map(({ text }) => text),
  signOffs: [...new Set(signOffs.map(({ state }) => state))],
})

const said = ({ findings }: Report): readonly string[] =>
  findings.map(({ rule, message, at }) => `${rule}/${message} ${at.path}`)

/** One more byte in the guarded file: refused as a commit of its own, and refused as part of all, with the old sign-off. */
async function diesOfOneByte({ repository }: Story, report: Report): Promise<void> {
  const base = report.base!
  const messages = repository.git('log', '--format=%B', `${base}..HEAD`)
  appendFileSync(join(repository.dir, LOCK), 'x')
  repository.git('commit', '-q', '--no-verify', '-m', 'One byte', LOCK)
  const own = await judge(repository, base)
  expect(own.verdict).toBe('block')
  expect(said(own)).toEqual([`lockfiles/needs-sign-off ${LOCK}`])

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
