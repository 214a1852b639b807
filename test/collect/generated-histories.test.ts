import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { writeBlock } from '../../src/signoff/block.ts'
import type { Cover } from '../../src/signoff/cover.ts'
import { writeMade } from '../../src/signoff/made.ts'
import { aSignOff, LATER } from '../signoff/given.ts'
import { seeds } from '../support/fuzz.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { type Judged, judged, judgeNamed } from '../support/judged.ts'
import { numbers } from '../support/numbers.ts'
import { changedPaths, mergesMadeAgain } from '../support/plain-git.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const POLICY =
  "version: 1\ntrailers: { Task-Id: { required: true } }\npaths:\n  - { name: deploy, match: ['deploy/'], action: sign-off }\n"
const AGENT = 'Co-authored-by: Claude <noreply@anthropic.com>'

/** Whatever is found of guarded paths, by the subject of the commit. */
function askedBySubject({ report }: Judged): readonly string[] {
  const subjects = new Map(report.commits.map(({ sha, subject }) => [sha, subject]))
  return report.findings
    .filter(({ rule }) => rule === 'guarded-paths')
    .map(({ at, text }) => `${subjects.get(at.commit)} ${at.path}${/against parent (\d)/.exec(text)?.[1] ?? ''}`)
    .sort()
}

/** A branch as it is worked on: steps that each change one file, some guarded, some mended or taken back later. */
interface Step {
  readonly subject: string
  readonly path: string
  readonly content: string | null
  readonly task: boolean
}

function stepsOf(branch: number, random: () => number): readonly Step[] {
  const steps: Step[] = []
  const pick = (limit: number) => Math.floor(random() * limit)
  for (let index = 0; index < 4; index += 1) {
    const path = `${random() < 0.4 ? 'deploy' : 'src'}/b${branch}-${index}`
    steps.push({ subject: `b${branch} step ${index}`, path, content: `${branch}.${index}`, task: random() < 0.7 })
  }
  const mended = steps[pick(4)]!
  steps.push({ ...mended, subject: `fixup! ${mended.subject}`, content: `${mended.content} mended` })
  const back = steps[pick(4)]!
  steps.push({ ...back, subject: `b${branch} take back`, content: null, task: true })
  return steps
}

const messageOf = ({ subject, task }: Step): string =>
  subject.startsWith('fixup!') ? `${subject}\n` : `${subject}\n\n${task ? 'Task-Id: A-1\n' : ''}${AGENT}\n`

const planOf = (steps: readonly Step[], name: string): Planned[] =>
  steps.map((step, index) => ({
    name: index === steps.length - 1 ? name : `${name}.${index}`,
    ...(index === 0 ? { on: ['root'] } : {}),
    files: { [step.path]: step.content },
    message: messageOf(step),
  }))

const guarded = ({ path }: Step) => path.startsWith('deploy/')

function makeBranches(repository: TestRepository, seed: number, count: number) {
  const random = numbers(seed)
  const branches = Array.from({ length: count }, (_, branch) => stepsOf(branch, random))
  const root: Planned = { name: 'root', files: { '.precheck.yml': POLICY } }
  const ids = makeHistory(repository, [root, ...branches.flatMap((steps, branch) => planOf(steps, `b${branch}`))])
  return { branches, ids }
}

const withHead = (repository: TestRepository, ids: Readonly<Record<string, string>>) =>
  judgeNamed(repository, { ...ids, base: ids['root']!, head: repository.git('rev-parse', 'HEAD') })

describe('a history that is rebased again and again', () => {
  test('is asked for each commit as it landed, fixups squashed', async () => {
    await withRepository(async (repository) => {
      const { branches, ids } = makeBranches(repository, 1, 8)
      repository.git('checkout', '-q', '--detach', 'root')
      for (const [branch] of branches.entries()) {
        const onto = repository.git('rev-parse', 'HEAD')
        repository.git('checkout', '-q', `b${branch}`)
        const done = repository.tryGit(['rebase', '-q', '-i', '--autosquash', onto], {
          env: { GIT_SEQUENCE_EDITOR: 'true' },
        })
        expect(done.status, done.stderr).toBe(0)
        // And once more, as for a review: new ids, the same commits.
        repository.git('rebase', '-q', '--force-rebase', onto)
        repository.git('checkout', '-q', '--detach')
      }
      const found = (await withHead(repository, ids))!
      const landed = branches.flatMap((steps) => steps.filter(({ subject }) => !subject.startsWith('fixup!')))
      expect(askedBySubject(found)).toEqual(
        landed
          .filter(guarded)
          .map(({ subject, path }) => `${subject} ${path}`)
          .sort(),
      )
      const lacking = found.report.findings.filter(({ message }) => message === 'missing')
      expect(lacking).toHaveLength(landed.filter(({ task }) => !task).length)
      expect(found.report.commits).toHaveLength(landed.length)
      expect(found.unknown).toEqual([])
    })
  })
})

describe('a history of squashed requests', () => {
  test('is asked for each request’s steps before, and for what came of them after', async () => {
    await withRepository(async (repository) => {
      const { branches, ids } = makeBranches(repository, 2, 8)
      repository.git('checkout', '-q', '--detach', 'root')
      const expected: string[] = []
      for (const [branch, steps] of branches.entries()) {
        const before = (await judgeNamed(repository, {
          ...ids,
          base: repository.git('rev-parse', 'HEAD'),
          head: ids[`b${branch}`]!,
        }))!
        expect(askedBySubject(before)).toEqual(
          steps
            .filter(guarded)
            .map(({ subject, path }) => `${subject} ${path}`)
            .sort(),
        )
        expect(before.said.filter((said) => said.includes('autosquash'))).toHaveLength(1)

        repository.git('merge', '-q', '--squash', `b${branch}`)
        const subject = `request ${branch}`
        repository.git('commit', '-q', '--allow-empty', '-m', subject, '-m', `Task-Id: A-1\n${AGENT}`)
        const net = new Map(steps.map((step) => [step.path, step]))
        expected.push(
          ...[...net.values()]
            .filter((step) => guarded(step) && step.content !== null)
            .map(({ path }) => `${subject} ${path}`),
        )
      }
      const found = (await withHead(repository, ids))!
      expect(askedBySubject(found)).toEqual(expected.sort())
      expect(found.report.findings.filter(({ rule }) => rule !== 'guarded-paths')).toEqual([])
      expect(found.report.commits).toHaveLength(8)
    })
  })
})

/** A commit that is planned, with its whole tree and what must be found in it. */
interface Node {
  readonly name: string
  readonly tree: ReadonlyMap<string, string>
  readonly asked: readonly string[]
}

/** Plans commits and keeps count of what a right check finds in each. */
class Queue {
  readonly plan: Planned[] = []
  readonly expected: string[] = []
  merges = 0

  /** `byHand`: paths of a merge that git would not have left so; for a plain commit all that it changes. */
  commit(
    name: string,
    parents: readonly Node[],
    files: Readonly<Record<string, string | null>>,
    byHand?: readonly string[],
  ): Node {
    const tree = new Map(parents[0]?.tree)
    for (const [path, content] of Object.entries(files)) {
      if (content === null) tree.delete(path)
      else tree.set(path, content)
    }
    const asked = parents.flatMap((parent, index) =>
      (byHand ?? Object.keys(files))
        .filter((path) => path.startsWith('deploy/') && parent.tree.get(path) !== tree.get(path))
        .map((path) => `${name} ${path}${parents.length > 1 ? index + 1 : ''}`),
    )
    this.plan.push({ name, on: parents.map((parent) => parent.name), files })
    this.expected.push(...asked)
    if (parents.length > 1) this.merges += 1
    return { name, tree, asked }
  }
}

/** What a clean merge brings into `ours`: all in which `theirs` differs from where the two parted. */
function brought(fork: Node, theirs: Node): Record<string, string | null> {
  const files: Record<string, string | null> = {}
  for (const path of new Set([...fork.tree.keys(), ...theirs.tree.keys()])) {
    if (fork.tree.get(path) !== theirs.tree.get(path)) files[path] = theirs.tree.get(path) ?? null
  }
  return files
}

const differing = (nodes: readonly Node[]): readonly string[] =>
  [...new Set(nodes.flatMap(({ tree }) => [...tree.keys()]))].filter(
    (path) => new Set(nodes.map(({ tree }) => tree.get(path))).size > 1,
  )

type Kind = (queue: Queue, main: Node, topic: Node, fork: Node, name: string) => Node

/** Ways to merge a topic, whose fork is a commit of the main line and whose files nobody else touches. */
const KINDS: Readonly<Record<string, Kind>> = {
  clean: (queue, main, topic, fork, name) => queue.commit(name, [main, topic], brought(fork, topic), []),
  'from the other side': (queue, main, topic, fork, name) => queue.commit(name, [topic, main], brought(fork, main), []),
  updated: (queue, main, topic, fork, name) => {
    const update = queue.commit(`${name}u`, [topic, main], brought(fork, main), [])
    const more = queue.commit(`${name}m`, [update], { [`src/${name}`]: name })
    return queue.commit(name, [main, more], brought(main, more), [])
  },
  crossed: (queue, main, topic, fork, name) => {
    const one = queue.commit(`${name}x`, [main, topic], brought(fork, topic), [])
    const other = queue.commit(`${name}y`, [topic, main], { ...brought(fork, main) }, [])
    const work = queue.commit(`${name}w`, [other], { [`deploy/${name}w`]: name })
    return queue.commit(name, [one, work], { [`deploy/${name}w`]: name }, [])
  },
  'with an addition': (queue, main, topic, fork, name) =>
    queue.commit(name, [main, topic], { ...brought(fork, topic), [`deploy/${name}`]: name }, [`deploy/${name}`]),
  'with a change': (queue, main, topic, fork, name) =>
    queue.commit(name, [main, topic], { ...brought(fork, topic), 'deploy/shared': name }, ['deploy/shared']),
  'with a deletion': (queue, main, topic, fork, name) => {
    const files = brought(fork, topic)
    const gone = [...main.tree.keys()].find((path) => /^deploy\/t/.test(path) && !(path in files)) ?? 'deploy/shared'
    return queue.commit(name, [main, topic], { ...files, [gone]: null }, [gone])
  },
  'that drops the topic': (queue, main, topic, fork, name) =>
    queue.commit(name, [main, topic], {}, Object.keys(brought(fork, topic))),
  'that drops the main line': (queue, main, topic, fork, name) => {
    const update = queue.commit(`${name}u`, [topic, main], {}, Object.keys(brought(fork, main)))
    return queue.commit(name, [main, update], { ...brought(main, update) }, [])
  },
  'with a conflict': (queue, main, topic, fork, name) => {
    const ours = queue.commit(`${name}o`, [main], { 'deploy/shared': `${name} ours` })
    const theirs = queue.commit(`${name}t`, [topic], { 'deploy/shared': `${name} theirs` })
    const files = { ...brought(fork, theirs), 'deploy/shared': `${name} both` }
    return queue.commit(name, [ours, theirs], files, ['deploy/shared'])
  },
  'with a conflict won by a side': (queue, main, topic, fork, name) => {
    const ours = queue.commit(`${name}o`, [main], { 'deploy/shared': `${name} ours` })
    const theirs = queue.commit(`${name}t`, [topic], { 'deploy/shared': `${name} theirs` })
    return queue.commit(name, [ours, theirs], brought(fork, theirs), ['deploy/shared'])
  },
  octopus: (queue, main, topic, fork, name) => {
    const other = queue.commit(`${name}o`, [fork], { [`src/${name}o`]: name })
    const parents = [main, topic, other]
    return queue.commit(name, parents, { ...brought(fork, topic), ...brought(fork, other) }, [...differing(parents)])
  },
}

function mergeQueue(seed: number, rounds: number): Queue {
  const random = numbers(seed)
  const queue = new Queue()
  const root = queue.commit('base', [], { '.precheck.yml': POLICY, 'deploy/shared': 'shared' })
  const line = [root]
  const kinds = Object.entries(KINDS)
  for (let round = 0; round < rounds; round += 1) {
    const fork = line[Math.max(0, line.length - 1 - Math.floor(random() * 4))]!
    const topic = queue.commit(`t${round}`, [fork], { [`${random() < 0.5 ? 'deploy' : 'src'}/t${round}`]: `${round}` })
    const [, merge] = kinds[round % kinds.length]!
    line.push(merge(queue, line.at(-1)!, topic, fork, `r${round}`))
  }
  queue.plan.push({ name: 'head', on: [line.at(-1)!.name] })
  return queue
}

describe('a queue of merges of all kinds', () => {
  test.each(seeds(3, 4))('is asked for what their makers did, and for nothing else (%i)', async (seed) => {
    const queue = mergeQueue(seed, 84)
    expect(queue.merges).toBeGreaterThan(100)
    const found = await judged(queue.plan)
    expect(askedBySubject(found)).toEqual([...queue.expected].sort())
    expect(found.unknown).toEqual([])
    expect(found.report.findings.filter(({ rule }) => rule !== 'guarded-paths')).toEqual([])
  })

  test.each(Object.keys(KINDS))('kind by kind: %s', async (kind) => {
    const queue = new Queue()
    const root = queue.commit('base', [], { '.precheck.yml': POLICY, 'deploy/shared': 'shared' })
    const topic = queue.commit('topic', [root], { 'deploy/topic': '1', 'src/topic': '1' })
    const main = queue.commit('main', [root], { 'deploy/t': '1', 'src/main': '1' })
    KINDS[kind]!(queue, main, topic, root, 'head')
    const found = await judged(queue.plan)
    expect(askedBySubject(found)).toEqual([...queue.expected].sort())
    expect(found.unknown).toEqual([])
  })
})

/** Commits on any of those before, with any of a few texts on any of a few paths: merges of every shape and result. */
function anyHistory(seed: number, length: number): readonly Planned[] {
  const random = numbers(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const names: string[] = ['c0']
  const plan: Planned[] = [{ name: 'c0', files: { '.precheck.yml': POLICY, 'deploy/a': '1', 'src/a': '1' } }]
  for (let index = 1; index < length; index += 1) {
    const parents = new Set([
      pick(names.slice(-6)),
      ...(random() < 0.45 ? [pick(names.slice(-8))] : []),
      ...(random() < 0.05 ? [pick(names)] : []),
    ])
    const files: Record<string, string | null> = {}
    for (let edits = Math.floor(random() * 3); edits > 0; edits -= 1) {
      files[`${pick(['deploy', 'deploy', 'src'])}/${pick(['a', 'b', 'c'])}`] = pick(['1', '2', '3', null])
    }
    names.push(`c${index}`)
    plan.push({ name: `c${index}`, on: [...parents], files, at: 1_700_000_000 + Math.floor(random() * 5000) })
  }
  return plan
}

describe('a history of any shape, with any clocks', () => {
  test.each(seeds(5, 6, 7, 8))('is asked for what plain git finds, commit by commit (%i)', async (seed) => {
    await withRepository(async (repository) => {
      const ids = makeHistory(repository, anyHistory(seed, 60))
      // With it plain git knows what a base reaches, whatever the clocks say.
      repository.git('commit-graph', 'write', '--reachable')
      for (const base of ['c0', 'c20', 'c40', 'c55']) {
        const range = [`${ids['c59']}`, `^${ids[base]}`]
        const found = (await judgeNamed(repository, { ...ids, base: ids[base]!, head: ids['c59']! }))!
        const merges = mergesMadeAgain(repository, range)
        const expected = [...changedPaths(repository, range), ...merges.flatMap(({ byHand }) => byHand)]
        const asked = found.report.findings
          .filter(({ rule }) => rule === 'guarded-paths')
          .map(
            ({ at, text }) =>
              `${at.commit} ${at.path}${/against parent (\d)/.exec(text)?.[1]?.replace(/.*/, ' [$&]') ?? ''}`,
          )
        expect([...asked].sort(), base).toEqual(expected.filter((where) => where.includes(' deploy/')).sort())
        expect(found.unknown, base).toEqual([])
      }
    })
  })
})

const TEXTS = ['1', '2', '3', null] as const
type Text = (typeof TEXTS)[number]

/** A file with this text, as git has it; null: there is none. */
const stateOf = (text: Text): Cover['old'] =>
  text === null
    ? { mode: '000000', oid: '0'.repeat(40) }
    : { mode: '100644', oid: createHash('sha1').update(`blob ${text.length}\0${text}`).digest('hex') }

/** The same history, with sign-offs of any steps in its messages: which steps each commit signs, by its name. */
function withSignOffs(plan: readonly Planned[], seed: number) {
  const random = numbers(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const signed = new Map<string, readonly Cover[]>()
  const signing = plan.map((commit, index): Planned => {
    const covers: Cover[] = []
    while (random() < 0.6) {
      const [old, now] = [pick(TEXTS), pick(TEXTS)]
      if (old !== now) covers.push({ path: `deploy/${pick(['a', 'b', 'c'])}`, old: stateOf(old), new: stateOf(now) })
    }
    signed.set(commit.name, covers)
    if (covers.length === 0) return commit
    // Each has a time of its own, so that none is taken for one that has landed.
    const block = writeBlock(aSignOff(covers, { made: writeMade(LATER + index) }))
    return { ...commit, message: `${commit.name}\n\n${block}` }
  })
  return { signing, signed }
}

/** The text of each file in each commit: files are taken from the first parent, and changed. */
function textsIn(plan: readonly Planned[]): ReadonlyMap<string, ReadonlyMap<string, Text>> {
  const texts = new Map<string, ReadonlyMap<string, Text>>()
  for (const { name, on = [], files = {} } of plan) {
    const own = new Map(texts.get(on[0] ?? ''))
    for (const [path, text] of Object.entries(files)) own.set(path, text as Text)
    texts.set(name, own)
  }
  return texts
}

/** Every way along the steps, without a state twice. */
const leads = (steps: readonly Cover[], from: string, to: string, been: readonly string[] = []): boolean =>
  from === to ||
  steps.some(
    ({ old, new: now }) => old.oid === from && !been.includes(now.oid) && leads(steps, now.oid, to, [...been, from]),
  )

describe('a history of any shape, with sign-offs of any steps', () => {
  test.each(seeds(21, 22, 23))(
    'is asked for all that no signed steps lead through, and for nothing else (%i)',
    async (seed) => {
      const plan = anyHistory(seed, 50)
      const { signing, signed } = withSignOffs(plan, seed + 1)
      const texts = textsIn(plan)
      let covered = 0
      for (const base of ['c0', 'c15', 'c30']) {
        const asked = { base, head: 'c49' }
        const [bare, found] = [await judged(plan, asked), await judged(signing, asked)]
        const inRange = new Set(found.report.commits.map(({ subject }) => subject))
        const steps = [...inRange].flatMap((name) => signed.get(name) ?? [])
        const isOpen = (line: string): boolean => {
          const [, name, path, parent] = /^(\w+): guarded-paths\/\S+ (\S+)(?: \[(\d)\])?$/.exec(line)!
          const before = plan.find((commit) => commit.name === name)!.on![Number(parent ?? 1) - 1]!
          const [old, now] = [before, name!].map((commit) => stateOf(texts.get(commit)!.get(path!) ?? null).oid)
          const onPath = steps.filter((step) => step.path === path)
          return !leads(onPath, old!, now!)
        }
        const guardedOnly = (of: Judged) => of.said.filter((line) => line.includes('guarded-paths'))
        expect(guardedOnly(found), base).toEqual(guardedOnly(bare).filter(isOpen))
        covered += guardedOnly(bare).length - guardedOnly(found).length
      }
      expect(covered).toBeGreaterThan(5)
    },
  )
})
