import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { PacketCommit } from '../../src/packet.ts'
import { renderPacket } from '../../src/report/packet.ts'
import { commitsInWords, shareOfWork, valuesOfWork } from '../../src/report/packet-of-work.ts'
import { saidIn } from '../../src/report/packet-said.ts'
import { commit, facts, PACKETS } from './packets.ts'
import { oid } from './reports.ts'

const bare = (digit: string, over: Partial<PacketCommit> = {}) => commit(digit, 'x', { trailers: [], ...over })
const taskOf = (digit: string, value: string, over: Partial<PacketCommit> = {}) =>
  commit(digit, 'x', { trailers: [{ key: 'Task-Id', value, line: 3 }], ...over })

const task = (...commits: readonly PacketCommit[]): string =>
  valuesOfWork({ commits }, saidIn({ commits }, 'Task-Id')).markdown

describe('commits are counted against those of work', () => {
  test('and of one there is nothing to count', () => {
    expect(task(taskOf('a', 'X-1'))).toBe('`X-1` *(claimed)*')
  })

  test('all, some, and those that say nothing', () => {
    expect(task(taskOf('a', 'X-1'), taskOf('c', 'X-1'))).toBe('`X-1` in all 2 commits of work *(claimed)*')
    expect(task(taskOf('a', 'X-1'), taskOf('c', 'X-2'), bare('d'))).toBe(
      '`X-2` in 1 of 3 commits of work; `X-1` in 1 of 3 commits of work *(claimed)*; **NOT RECORDED** in 1 of 3 commits of work',
    )
  })

  test('neither a merge nor a sign-off nor a fixup is one, whatever it says', () => {
    const merge = { kind: 'merge' } as const
    expect(task(taskOf('a', 'X-1'), bare('c'), taskOf('d', 'X-1', merge), bare('e', { kind: 'sign-off' }))).toBe(
      '`X-1` in 1 of 2 commits of work and 1 merge, sign-off or fixup *(claimed)*; **NOT RECORDED** in 1 of 2 commits of work',
    )
    expect(task(bare('a'), taskOf('d', 'X-1', merge))).toBe(
      '`X-1` in 1 merge, sign-off or fixup *(claimed)*; **NOT RECORDED** in the commit of work',
    )
    expect(task(taskOf('a', 'X-1'), bare('d', merge))).toBe('`X-1` *(claimed)*')
    expect(task(taskOf('a', 'X-1'), taskOf('d', 'X-1', merge))).toBe(
      '`X-1` in the commit of work and 1 merge, sign-off or fixup *(claimed)*',
    )
  })

  test('each once, however often it says so', () => {
    expect(shareOfWork({ commits: [bare('a'), bare('c')] }, [oid('a'), oid('a')])).toBe('in 1 of 2 commits of work')
  })

  test('which the packet says where it counts all of them', () => {
    expect(commitsInWords([bare('a'), bare('c')])).toBe('2 commits')
    expect(
      commitsInWords([
        ...[bare('a'), bare('c', { kind: 'merge' }), bare('d', { kind: 'merge' })],
        ...[bare('e', { kind: 'sign-off' }), bare('f', { kind: 'autosquash' })],
      ]),
    ).toBe('5 commits (1 of work, 2 merges, 1 sign-off, 1 to be squashed)')
    expect(commitsInWords([])).toBe('0 commits')
  })
})

test('a packet has no other "of N commits"', () => {
  const template = readFileSync(new URL('../../templates/packet.md', import.meta.url), 'utf8')
  const packets = [...Object.values(PACKETS), facts({ commits: [taskOf('a', 'X-1'), bare('c'), bare('d')] })]
  const counted = packets.flatMap(
    (packet) => renderPacket(packet, { template }).match(/\b(?:of|all) \d+ commits?\b.{0,8}/g) ?? [],
  )
  expect(counted.filter((each) => !/^(?:of|all) \d+ commits? of work/.test(each))).toEqual([])
  expect(counted.length).toBeGreaterThanOrEqual(packets.length)
})
