import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rules } from '../../src/rules/index.ts'
import { playExamples } from '../support/example.ts'

const here = (path: string): URL => new URL(`../../${path}`, import.meta.url)

/** Files of `src/rules/` that hold no rule. */
const NO_RULE = new Set(['index.ts', 'rule.ts'])

const playExample = playExamples(rules.flatMap(({ docs }) => [...docs.good, ...docs.bad]))

describe('the catalogue of rules', () => {
  it('lists every rule file, and nothing else', () => {
    const files = readdirSync(here('src/rules')).filter((name) => !NO_RULE.has(name))
    expect(files.sort()).toEqual(rules.map(({ id }) => `${id}.ts`).sort())
  })

  it('has no id twice', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  })

  for (const rule of rules) {
    describe(rule.id, () => {
      it('says what it asks, why, and how to mend it', () => {
        expect(rule.docs.summary).toMatch(/\.$/)
        expect(rule.docs.why).toMatch(/\.$/)
        expect(rule.docs.fix).toMatch(/\.$/)
        expect(rule.docs.good.length).toBeGreaterThan(0)
        expect(rule.docs.bad.length).toBeGreaterThan(0)
      })

      it('has a test of its own', () => {
        expect(existsSync(here(`test/rules/${rule.id}.test.ts`))).toBe(true)
      })

      it('shows or tests every message that it has', () => {
        const shown = new Set(rule.docs.bad.map(({ finds }) => finds))
        const tests = readFileSync(here(`test/rules/${rule.id}.test.ts`), 'utf8')
        const untested = rule.messages.filter((message) => !shown.has(message) && !tests.includes(`'${message}'`))
        expect(untested).toEqual([])
      })

      for (const example of rule.docs.good) {
        it(`lets pass: ${example.name}`, async () => {
          const report = await playExample(example)
          expect(report.verdict).not.toBe('incomplete')
          expect(report.findings.filter((finding) => finding.rule === rule.id)).toEqual([])
        })
      }

      for (const example of rule.docs.bad) {
        it(`finds ${example.finds}: ${example.name}`, async () => {
          const report = await playExample(example)
          const said = report.findings.filter((finding) => finding.rule === rule.id).map(({ message }) => message)
          expect(said).toContain(example.finds)
        })
      }
    })
  }
})
