import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { PacketFacts } from '../../src/packet.ts'
import { renderPacket } from '../../src/report/packet.ts'
import { commit, facts, trailers } from './packets.ts'

const template = readFileSync(new URL('../../templates/packet.md', import.meta.url), 'utf8')

const BODY = [
  'Task-Id: SHOP-12 is what the last one was for, and this is #7.',
  'Tests-Run: npm test (40 passed) should be said in each commit.',
  'Rollback: revert would not do: it needs no database migration.',
  '',
  'Not done: refunds.',
]

/** The same words as text, and as trailers. */
const mentioned = facts({ commits: [commit('a', 'Write down how we work', { body: BODY, trailers: [] })] })
const claimed = facts({
  commits: [commit('a', 'Write down how we work', { trailers: trailers('npm test (40 passed)') })],
})

/** All but the block in which the message itself is shown. */
const linesOf = (packet: PacketFacts): readonly string[] =>
  renderPacket(packet, { template })
    .replace(/^```text$[\s\S]*?^```$/gm, '')
    .split('\n')

const field = (packet: PacketFacts, name: string): string =>
  linesOf(packet)
    .find((line) => line.startsWith(`- **${name}:**`))!
    .replace(/^.*?:\*\* /, '')

test('what the text of a message only mentions is not shown as claimed', () => {
  expect(field(mentioned, 'Task')).toBe(
    '**NOT RECORDED**; the branch is `rounding`; the messages mention `SHOP-12`, `#7`',
  )
  expect(field(mentioned, 'Tests')).toMatch(/^what was run is \*\*NOT RECORDED\*\*; /)
  expect(field(mentioned, 'Rollback')).toBe(
    '**NOT RECORDED**; 1 step, below; 1 message mentions a migration, see below',
  )
  expect(linesOf(mentioned)).toContain(
    '- A message has the line `Not done: refunds.` (in `aaaaaaaaaaaa`) *(mentioned)*',
  )
  expect(linesOf(mentioned)).toContain(
    'Messages mention a migration; whether one has run is **NOT RECORDED**, and no revert takes it back: `aaaaaaaaaaaa`',
  )
  const saidToBeClaimed = linesOf(mentioned).filter((line) => line.endsWith('*(claimed)*'))
  expect(saidToBeClaimed).toEqual(['- **Done:** `Write down how we work` *(claimed)*'])
})

test('and what a trailer claims is', () => {
  expect(field(claimed, 'Task')).toBe('`SHOP-12` *(claimed)*')
  expect(field(claimed, 'Tests')).toMatch(/^`npm test \(40 passed\)` \*\(claimed\)\*; /)
  expect(field(claimed, 'Rollback')).toBe('`revert` *(claimed)*; 1 step, below')
})
