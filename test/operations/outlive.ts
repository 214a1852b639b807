import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../../src/finding.ts'
import { signOffMessage } from '../../src/signoff/message.ts'
import { aSignOff } from '../signoff/given.ts'
import { judge } from '../support/example.ts'
import { PLAYS, type Range } from './plays.ts'
import { LOCK, type Story, tell } from './story.ts'
import { fateOf, type OperationName, type Place, type Row, TABLE } from './table.ts'

const ROWS = Object.entries(TABLE) as readonly (readonly [OperationName, Row])[]

/** Plays every operation on a sign-off at this place, and holds the range check to the table. */
export function holdToTable(place: Place): void {
  describe(`a sign-off ${place}`, () => {
    let told: ReturnType<typeof tell>
    beforeAll(() => {
      told = tell(place)
    })
    afterAll(() => told.forget())

    test('counts before anything happens to it', async () => {
      const { repository } = told.copy()
      expect(summary(await judge(repository, 'main', 'topic'))).toEqual(PASSES)
      expect(repository.git('log', '--format=%B', 'main..topic').match(/^Sign-off-covers:/gm)).toHaveLength(1)
    })

    for (const [name, row] of ROWS) {
      const fate = fateOf(row, place)
      test(`${name}: ${fate}`, async () => {
        const story = told.copy()
        const range = PLAYS[name](story)
        const report = await judge(story.repository, range.base, range.head)
        if (fate === 'survives') {
          expect(summary(report)).toEqual(PASSES)
          await diesOfOneByte(story, range)
        } else {
          expect(report).toMatchObject({ verdict: 'block' })
          expect(said(report)).toContainEqual(expect.stringMatching(`^lockfiles/(needs-sign-off|requested) ${LOCK}$`))
          await isSignedAgain(story, range, report)
        }
      })
    }
  })
}

const PASSES = { verdict: 'pass', findings: [], signOffs: ['valid'] }

const summary = ({ verdict, findings, signOffs }: Report) => ({
  verdict,
  findings: findings.map(({ text }) => text),
  signOffs: [...new Set(signOffs.map(({ state }) => state))],
})

const said = ({ findings }: Report): readonly string[] =>
  findings.map(({ rule, message, at }) => `${rule}/${message} ${at.path}`)

/** One more byte in the guarded file: refused as a commit of its own, and refused as part of all, with the old sign-off. */
async function diesOfOneByte({ repository }: Story, { base, head }: Range): Promise<void> {
  const messages = repository.git('log', '--format=%B', `${base}..${head}`)
  repository.git('checkout', '-q', head)
  const content = repository.git('show', `HEAD:${LOCK}`)
  repository.commit('One byte', { [LOCK]: `${content}x\n` })
  const own = await judge(repository, base)
  expect(own.verdict).toBe('block')
  expect(said(own)).toEqual([`lockfiles/needs-sign-off ${LOCK}`])

  const [tree, parent] = [repository.git('rev-parse', 'HEAD^{tree}'), repository.git('rev-parse', base)]
  const whole = repository.tryGit(['commit-tree', tree, '-p', parent], { input: messages }).stdout.trim()
  const joined = await judge(repository, base, whole)
  expect(joined.verdict).toBe('block')
  expect(said(joined)).toContain(`lockfiles/needs-sign-off ${LOCK}`)
  expect(said(joined)).toContain(`sign-offs/stale ${LOCK}`)
}

/** The way on: a person signs what is open, as a commit on top, and it passes. */
async function isSignedAgain({ repository }: Story, { base, head }: Range, report: Report): Promise<void> {
  const covers = report.findings.flatMap(({ at, transition }) =>
    at.path !== null && transition !== null ? [{ path: at.path, ...transition }] : [],
  )
  repository.git('checkout', '-q', head)
  repository.commit(signOffMessage(aSignOff(covers)))
  expect(await judge(repository, base)).toMatchObject({ verdict: 'pass' })
}
