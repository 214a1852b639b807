import { describe, expect, test } from 'vitest'
import type { PacketCommit, PacketFacts } from '../../src/packet.ts'
import { firstScreen } from '../../src/report/packet-first-screen.ts'
import { waysBack } from '../../src/report/packet-revert.ts'
import { revertLine } from '../../src/report/packet-revert-line.ts'
import { stepsShown } from '../../src/report/packet-steps.ts'
import { commit, facts, file } from './packets.ts'
import { oid } from './reports.ts'

/** A change whose commits say so in turn, oldest first. */
const saying = (values: readonly string[], over: Partial<PacketFacts> = {}): PacketFacts => {
  const commits = values.map((value, at) =>
    commit('acdef'[at]!, `step ${at}`, {
      parents: [at === 0 ? oid('b') : oid('acdef'[at - 1]!)],
      trailers: [{ key: 'Rollback', value, line: 3 }],
    }),
  )
  return facts({ commits, head: commits.at(-1)!.sha, ...over })
}

const steps = (packet: PacketFacts, most = 100): readonly string[] => {
  const { shown, more } = stepsShown(packet, most, 30)
  const lines = shown.map(({ number, line }) => `${number}. ${line.markdown}`)
  return more === null ? lines : [...lines, more.markdown]
}

const REVERT = 'On the branch that it landed on, revert it, by how it landed:'

describe('the steps of a way back', () => {
  test('that is a revert alone are one', () => {
    expect(steps(saying(['revert']))).toEqual([`1. ${REVERT}`])
  })

  test('are in the order in which a person takes them, whatever the order of the commits', () => {
    const packet = saying(
      [
        'revert; restart the worker',
        'migration db/2_down.sql',
        'runbook ./docs/undo.md',
        'flag new-checkout',
        'none: the mails are sent',
      ],
      { wayBackPaths: ['docs/undo.md'], files: [file('db/2_up.sql', { classes: ['migrations'] })] },
    )
    expect(steps(packet)).toEqual([
      '1. **No way back**, for this reason: **`the mails are sent`** (in `ffffffffffff`) *(claimed)*',
      '2. Turn off the flag `new-checkout` (in `eeeeeeeeeeee`) *(claimed)*',
      '3. Follow the runbook `./docs/undo.md`, which exists in the tree (in `dddddddddddd`) *(claimed)*',
      '4. Run the migration `db/2_down.sql`, which **is not in the tree** (in `cccccccccccc`) *(claimed)*',
      `5. ${REVERT}`,
      '6. After the revert, as its author notes: `restart the worker` (in `aaaaaaaaaaaa`) *(claimed)*',
      '7. See to what a revert leaves, a migration that has run or a secret that was seen: `db/2_up.sql`',
    ])
  })

  test('of no known form are asked about', () => {
    expect(steps(saying(['just undo it']))).toEqual([
      '1. Ask what is meant by `just undo it`, which is none of the known ways back (in `aaaaaaaaaaaa`) *(claimed)*',
      `2. ${REVERT}`,
    ])
  })

  test('are there where no commit says anything, and where there is nothing to undo there are none', () => {
    expect(steps(facts({ commits: [commit('a', 'x', { trailers: [] })] }))).toEqual([
      `1. What the commits say of a way back is **NOT RECORDED**. ${REVERT}`,
    ])
    expect(steps(facts({ commits: [] }))).toEqual([])
    expect(steps(facts({ base: null, commits: [commit('a', 'x', { trailers: [] })] }))).toEqual([
      '1. What the commits say of a way back is **NOT RECORDED**. Take the commits back by hand: there is no base to go back to',
    ])
  })

  test('that are cut are counted, and the revert stays', () => {
    expect(steps(saying(['flag a', 'flag b', 'flag c']), 1)).toEqual([
      '1. Turn off the flag `c` (in `dddddddddddd`) *(claimed)*',
      `2. ${REVERT}`,
      '… and 2 more values',
    ])
  })

  test('are summed up on the first screen, with no way back first and bold', () => {
    const { rollback } = firstScreen(
      saying(['none: the mails are sent', 'migration db/2_down.sql', 'runbook a.md'], { wayBackPaths: ['a.md'] }),
    )
    expect(rollback.markdown).toBe(
      '**`none: the mails are sent`** in 1 of 3 commits of work; `runbook a.md` (exists) in 1 of 3 commits of work … and 1 more value *(claimed)*; 4 steps, below',
    )
    expect(firstScreen(saying(['migration x'])).rollback.markdown).toBe(
      '`migration x` (**is not in the tree**) *(claimed)*; 2 steps, below',
    )
  })
})

describe('landed as the commits that they are, a change goes back', () => {
  const made = (sha: string, ...parents: readonly string[]): PacketCommit =>
    commit(sha, sha, {
      parents: parents.map(oid),
      kind: parents.length > 1 ? 'merge' : 'work',
      paths: parents.length > 1 ? [] : ['x'],
    })
  const lineOf = (...commits: readonly PacketCommit[]) =>
    revertLine({ commits, head: commits.at(-1)!.sha, bases: [oid('b')] })
  const ids = (letters: string) => [...letters].map(oid)

  test('newest first', () => {
    expect(lineOf(made('1', 'b'), made('2', '1'))).toEqual({ commits: ids('21'), hasMerges: false, kept: [] })
  })

  test('without what changes nothing: to revert it would stop', () => {
    const nothing = commit('2', 'nothing', { parents: [oid('1')], paths: [] })
    const signed = commit('3', 'signed', { parents: [oid('2')], paths: [], kind: 'sign-off' })
    expect(lineOf(made('1', 'b'), nothing, signed)).toEqual({ commits: ids('1'), hasMerges: false, kept: ids('32') })
  })

  test('with a branch of its own by the merge that brought it in', () => {
    expect(lineOf(made('1', 'b'), made('2', 'b'), made('3', '1', '2'), made('4', '3'))).toEqual({
      ...{ commits: ids('431'), hasMerges: true, kept: [] },
    })
  })

  test('without what it merged of the base', () => {
    // The branch left the base before where they have been merged last.
    expect(lineOf(made('1', '0'), made('2', '1', 'b'), made('3', '2'))).toEqual({
      ...{ commits: ids('31'), hasMerges: false, kept: ids('2') },
    })
  })

  test('as no list where a merge brings in both', () => {
    expect(lineOf(made('1', '0'), made('2', 'b'), made('3', '1', '2'))).toBeNull()
    const many = { commits: [made('1', 'b'), made('2', 'b'), made('3', '1', '2')], head: oid('3') }
    expect(revertLine({ ...many, bases: [oid('b')] })).not.toBeNull()
    expect(revertLine({ ...many, bases: [oid('b'), oid('c')] })).toBeNull()
  })

  test('by a line that git fills in where there are many, unless some have to stay', () => {
    const many = Array.from({ length: 41 }, (_, at) => {
      const id = (number: number) => `${number}`.padStart(40, '0')
      return commit('a', `${at}`, { sha: id(at + 1), parents: [at === 0 ? oid('b') : id(at)] })
    })
    const head = many.at(-1)!.sha
    const direct = (commits: readonly PacketCommit[]) =>
      waysBack(facts({ commits, head })).find(({ landed }) => landed === 'commits')?.command
    expect(direct(many)).toBe(`git revert --no-edit $(git rev-list --first-parent -n 41 ${head})`)
    const more = commit('a', 'nothing', { sha: oid('e'), parents: [head], paths: [] })
    const { shown } = stepsShown(facts({ commits: [...many, more], head: more.sha }), 9, 9)
    expect(shown[0]!.details.at(-1)!.markdown).toBe(
      'as these commits, newest first: one by one, since there are too many for one line',
    )
  })
})
