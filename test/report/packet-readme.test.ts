import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderPacket } from '../../src/report/packet.ts'
import { agentCommit, asks, commit, facts, file, needs, trailers } from './packets.ts'
import { oid, report } from './reports.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** The change of which the README shows a packet. */
const CARDS = facts({
  report: report({
    verdict: 'block',
    subject: { kind: 'range', ref: null },
    head: oid('a'),
    policy: { source: `8f1ee6e4b7a4${'0'.repeat(28)}:.precheck.yml`, ref: null, why: 'tip of the base', digest: null },
    commits: [agentCommit('a', 'feat: retry failed uploads')],
    findings: [needs('package-lock.json', 'requested', 'lockfiles', 'lockfiles')],
  }),
  named: 'main..uploads',
  branch: 'uploads',
  asks: [asks('lockfiles', { signers: [{ name: 'platform', members: ['Jane Doe', 'Max Mann'] }] })],
  commits: [commit('a', 'feat: retry failed uploads', { trailers: trailers('npm test (40 passed)') })],
  files: [
    file('package-lock.json', { classes: ['lockfiles'], guards: ['lockfiles'] }),
    file('src/upload.ts'),
    file('test/upload.test.ts', { classes: ['tests'], skips: ["test.skip('gives up', () => {"] }),
  ],
})

test('the README shows lines that a packet has, in their order', () => {
  const shown = read('README.md')
    .split('\n')
    .filter((line) => /^> +- /.test(line))
    .map((line) => line.slice(2))
  const lines = renderPacket(CARDS, { template: read('templates/packet.md') }).split('\n')
  expect(shown.length).toBeGreaterThan(8)
  expect(lines.filter((line) => shown.includes(line))).toEqual(shown)
})
