import type { TestRepository } from '../support/repository.ts'
import { type Asked, type Guard, guardsOf, isBlocked, PEOPLE, TRAILERS, VALUES } from './policy.ts'

/**
 * What must be found in a range, counted by hand: plain git says what changed, and the rules of the design are gone
 * through one by one, in the simplest way there is. Knows nothing of how precheck does it, and shares no code with it.
 */

interface Commit {
  readonly sha: string
  readonly parents: readonly string[]
  readonly tree: string
  readonly at: number
  readonly message: string
  /** As git itself reads them. */
  readonly trailers: readonly (readonly [key: string, value: string])[]
}

/** Whether a commit's tree has what its message calls the way back. */
type Has = (commit: Commit, path: string) => boolean

/** One path that goes from one state to another; a state is `<mode> <id>`. */
interface Step {
  readonly path: string
  readonly old: string
  readonly new: string
}

interface Block {
  readonly commit: Commit
  readonly email: string
  readonly made: number
  readonly covers: readonly Step[]
}

interface Arrow extends Step {
  readonly person: string
  readonly blocks: readonly Block[]
}

/** A step that a commit made and that is asked about, against one of its parents. */
interface Question {
  readonly commit: Commit
  /** For merges from 1. */
  readonly parent: number | null
  readonly step: Step
  readonly guards: readonly Guard[]
  /** The commit asks for a sign-off of it. */
  readonly requested: boolean
}

const DAY = 24 * 60 * 60

/** What a range comes to. */
interface Counted {
  /** Every finding, a line each. */
  readonly findings: readonly string[]
  /**
   * Steps that nothing but the date of sign-offs decides, held against when the base took away what they lead to: those
   * that would be signed off if all were dated later, and those that would not be if all were dated earlier.
   */
  readonly byDate: { readonly refused: number; readonly passed: number }
}

export function countedByHand(
  repository: TestRepository,
  base: string,
  head: string,
  lands: 'commits' | 'squash',
): Counted {
  const commits = logOf(repository, [head, `^${base}`])
  const byHand = handsIn(repository, commits)
  const blocks = commits.flatMap(blocksOf)
  const byAgent = commits.some(({ message }) => /^(?:Co-authored-by: .*@anthropic\.com>|Assisted-by: )/m.test(message))
  const questions = questionsIn(commits, byHand)
  const net = lands === 'commits' ? [] : netOf(repository, base, head)
  const ways = (step: Step) => [step, ...net.filter(({ path }) => path === step.path)]
  const all = arrowsOf(blocks)
  const asked = questions.flatMap(({ step, guards }) =>
    ways(step).flatMap((way) => guards.map((guard) => ({ way, guard }))),
  )
  const uses = usesOf(all, asked)
  const spentBy = spentOf(repository, base, uses)
  const openWithout = (spent: ReadonlySet<Arrow>) => {
    const fresh = all.filter((arrow) => !spent.has(arrow))
    const unmet = ({ step, guards }: Question) =>
      guards.filter((guard) => !ways(step).some((way) => isSignedOff(fresh, way, guard)))
    return questions
      .map((question) => ({ ...question, guards: unmet(question) }))
      .filter(({ guards }) => guards.length > 0)
  }
  const spent = spentBy((made, away) => made <= away)
  const open = openWithout(spent)
  const openIf = (isBefore: boolean) => openWithout(spentBy(() => isBefore)).length
  const byDate = { refused: open.length - openIf(false), passed: openIf(true) - open.length }

  const has = runbooksIn(repository, commits)

  const findings = [
    ...open.flatMap(({ commit, parent, step, guards, requested }) => {
      const rules = new Set(guards.map(({ rule }) => rule))
      const message = requested ? 'requested' : 'needs-sign-off'
      return [...rules].map((rule) => line(commit.sha, `${rule}/${message}`, step.path, parent))
    }),
    ...commits.flatMap((commit) => {
      const paths = new Set(byHand.get(commit)!.steps.flatMap(({ step }) => (isBlocked(step.path) ? [step.path] : [])))
      return [...paths].map((path) => line(commit.sha, 'blocked-paths/blocked', path))
    }),
    ...commits.flatMap((commit) => requestsForNothing(commit, commits, byHand)),
    ...blocks.flatMap((block) => wordsOn(block, { uses, spent, open })),
    ...commits.flatMap((commit) => damagedIn(commit)),
    ...(byAgent ? commits.flatMap((commit) => trailersOf(commit, byHand.get(commit)!, has)) : []),
  ].sort()
  return { findings, byDate }
}

/** A finding in a line: what a list of them is compared by. */
export const line = (sha: string | null, what: string, path: string | null, parent: number | null = null) =>
  `${sha} ${what}${path === null ? '' : ` ${path}`}${parent === null ? '' : ` [${parent}]`}`

function run(repository: TestRepository, args: readonly string[], input = ''): string {
  const done = repository.tryGit(args, { input })
  if (done.status !== 0) throw new Error(`git ${args[0]}: ${done.stderr}`)
  return done.stdout
}

/** Oldest first. */
function logOf(repository: TestRepository, revisions: readonly string[]): readonly Commit[] {
  const format = '%H%x01%P%x01%T%x01%ct%x01%B%x01%(trailers:only,unfold)'
  const out = run(repository, ['log', '-z', '--reverse', '--topo-order', `--format=tformat:${format}`, ...revisions])
  return out
    .split('\0')
    .filter(Boolean)
    .map((entry) => {
      const [sha, parents, tree, at, message, trailers] = entry.split('\x01') as string[]
      return {
        sha: sha!,
        parents: parents!.split(' ').filter(Boolean),
        tree: tree!,
        at: Number(at),
        message: message!,
        trailers: trailers!
          .split('\n')
          .filter(Boolean)
          .map((each) => /^([^:]+): ?(.*)$/.exec(each)!)
          .map(([, key, value]) => [key!, value!] as const),
      }
    })
}

/** Differences, asked for as `<new> <old>` commits or `<old> <new>` trees, a line each; one list for each, in order. */
function diffs(repository: TestRepository, pairs: readonly string[]): readonly (readonly Step[])[] {
  const args = [
    'diff-tree',
    '--stdin',
    '--always',
    '--root',
    '-r',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    '--ignore-submodules=none',
  ]
  const out = run(repository, args, pairs.map((pair) => `${pair}\n`).join(''))
  return out
    .split(/^(?=[0-9a-f])/m)
    .filter(Boolean)
    .map((part) => part.trimEnd().split('\n').slice(1).map(stepOf))
}

function stepOf(raw: string): Step {
  const [, oldMode, mode, oldOid, oid, path] = /^:(\d+) (\d+) (\w+) (\w+) \w\t(.*)$/.exec(raw)!
  return { path: path!, old: `${oldMode} ${oldOid}`, new: `${mode} ${oid}` }
}

type Steps = readonly { readonly step: Step; readonly parent: number | null }[]

/** What whoever made a commit did. `clean`: it is a merge just as git makes it. */
interface Hand {
  readonly steps: Steps
  readonly clean: boolean
}

/** Of a merge only that counts which git's own merge of its parents does not explain. */
function handsIn(repository: TestRepository, commits: readonly Commit[]): ReadonlyMap<Commit, Hand> {
  const pairs = commits.flatMap(({ sha, parents }) =>
    parents.length === 0 ? [sha] : parents.map((each) => `${sha} ${each}`),
  )
  const found = [...diffs(repository, pairs)]
  if (found.length !== pairs.length) throw new Error('git did not compare all')
  const merges = commits.filter(({ parents }) => parents.length === 2)
  const added = notAsMerged(repository, merges)
  const hands = new Map<Commit, Hand>()
  for (const commit of commits) {
    const { parents } = commit
    const steps = found
      .splice(0, Math.max(1, parents.length))
      .flatMap((each, index) => each.map((step) => ({ step, parent: parents.length > 1 ? index + 1 : null })))
    const own = added.get(commit)
    const isOwn = ({ step }: Steps[number]) => own === undefined || own.has(step.path) || isCarriedOver(step, steps)
    hands.set(commit, { steps: steps.filter(isOwn), clean: own?.size === 0 })
  }
  return hands
}

/** git carried a change over to a path of another name: as neither parent has it, and one of them has no such path. */
const isCarriedOver = ({ path }: Step, steps: Steps): boolean => {
  const both = steps.filter(({ step }) => step.path === path)
  return both.length > 1 && both.some(({ step }) => step.old.startsWith('000000'))
}

/** For each merge of two the paths that are not as git merges them by itself. */
function notAsMerged(repository: TestRepository, merges: readonly Commit[]): ReadonlyMap<Commit, ReadonlySet<string>> {
  const options = ['--write-tree', '--stdin', '-z', '--name-only', '--no-messages', '--allow-unrelated-histories']
  const words = run(
    repository,
    ['merge-tree', ...options],
    merges.map(({ parents }) => `${parents.join(' ')}\n`).join(''),
  ).split('\0')
  const answers = merges.map(() => {
    const [, tree] = words.splice(0, 2) as [string, string]
    return { tree, conflicts: words.splice(0, words.indexOf('') + 1).slice(0, -1) }
  })
  const compared = diffs(
    repository,
    merges.map(({ tree }, index) => `${answers[index]!.tree} ${tree}`),
  )
  return new Map(
    merges.map((merge, index) => [
      merge,
      new Set([...answers[index]!.conflicts, ...compared[index]!.map(({ path }) => path)]),
    ]),
  )
}

function netOf(repository: TestRepository, base: string, head: string): readonly Step[] {
  const fork = run(repository, ['merge-base', base, head]).trim()
  return diffs(repository, [`${head} ${fork}`])[0]!
}

const requestsOf = ({ trailers }: Commit): readonly string[] =>
  trailers.filter(([key]) => key === 'Sign-off-requested').map(([, value]) => value)

const REQUEST: Guard = { rule: 'requested-sign-offs', people: 1, key: false }

/** Guarded paths, and what a commit asks for by itself, or if it leaves that alone, of all others. */
function questionsIn(commits: readonly Commit[], byHand: ReadonlyMap<Commit, Hand>): readonly Question[] {
  const changes = (commit: Commit, path: string) => byHand.get(commit)!.steps.some(({ step }) => step.path === path)
  const asking = commits.filter((commit) => requestsOf(commit).length > 0)
  const asksOf = (commit: Commit, path: string) =>
    asking.some((other) => requestsOf(other).includes(path) && (other === commit || !changes(other, path)))
  return commits.flatMap((commit) =>
    byHand.get(commit)!.steps.flatMap(({ step, parent }) => {
      const guards = guardsOf(step.path)
      const own = requestsOf(commit).includes(step.path)
      if (guards.length > 0) return [{ commit, parent, step, guards, requested: own }]
      const asked = !isBlocked(step.path) && asksOf(commit, step.path)
      return asked ? [{ commit, parent, step, guards: [REQUEST], requested: true }] : []
    }),
  )
}

function requestsForNothing(
  commit: Commit,
  commits: readonly Commit[],
  byHand: ReadonlyMap<Commit, Hand>,
): readonly string[] {
  const isChanged = (path: string) =>
    commits.some((other) => byHand.get(other)!.steps.some(({ step }) => step.path === path))
  return requestsOf(commit)
    .filter((path) => !isChanged(path))
    .map((path) => line(commit.sha, 'requested-sign-offs/for-nothing', path))
}

const BLOCK = /^Signed-off-by: .* <(.*)>\nSign-off-made: (\S+)\n((?:Sign-off-covers: .*\n(?: .*\n)*)+)/gm

/** Sign-offs wherever they stand in a message, and moved to the right as far as one likes. */
function blocksOf(commit: Commit): readonly Block[] {
  const flushed = `${commit.message}\n`.replace(/^ {4}/gm, '')
  return [...flushed.matchAll(BLOCK)].map(([, email, made, lines]) => ({
    commit,
    email: email!,
    made: Date.parse(made!) / 1000,
    covers: lines!
      .replaceAll('..\n ', '..')
      .replaceAll('\n ', ' ')
      .trimEnd()
      .split('\n')
      .map((each) => /^Sign-off-covers: (\S+?)\.\.(\S+) (.*)$/.exec(each)!)
      .map(([, old, now, path]) => ({ path: path!, old: state(old!), new: state(now!) })),
  }))
}

const state = (side: string): string =>
  /^0+$/.test(side) ? `000000 ${side}` : side.includes(':') ? side.replace(':', ' ') : `100644 ${side}`

const damagedIn = (commit: Commit): readonly string[] =>
  [...`${commit.message}\n`.matchAll(/^ *Sign-off-made: .*\n(?! *Sign-off-covers)/gm)].map(() =>
    line(commit.sha, 'sign-offs/damaged', null),
  )

/** Each step that a known person signed, with all the sign-offs that say it. */
function arrowsOf(blocks: readonly Block[]): readonly Arrow[] {
  const arrows = new Map<string, Arrow & { readonly blocks: Block[] }>()
  for (const block of blocks) {
    const person = PEOPLE.get(block.email)
    if (person === undefined) continue
    for (const step of block.covers) {
      const key = `${person} ${step.old} ${step.new} ${step.path}`
      const known = arrows.get(key) ?? { ...step, person, blocks: [] }
      known.blocks.push(block)
      arrows.set(key, known)
    }
  }
  return [...arrows.values()]
}

/** The states to which arrows of one path lead from a state on. */
function reachedFrom(arrows: readonly Arrow[], from: string): ReadonlySet<string> {
  const reached = new Set([from])
  for (const at of reached) for (const arrow of arrows) if (arrow.old === at) reached.add(arrow.new)
  return reached
}

function isSignedOff(arrows: readonly Arrow[], { path, old, new: now }: Step, { people, key }: Guard): boolean {
  // Nobody here has a key.
  if (key) return false
  const onPath = arrows.filter((arrow) => arrow.path === path)
  if (people === 1) return reachedFrom(onPath, old).has(now)
  const whole = (person: string) =>
    reachedFrom(
      onPath.filter((each) => each.person === person),
      old,
    ).has(now)
  return [...new Set(PEOPLE.values())].filter(whole).length >= people
}

interface AskedWay {
  readonly way: Step
  readonly guard: Guard
}

/** For each arrow what is asked where it lies on some way from the old to the new state. */
function usesOf(all: readonly Arrow[], asked: readonly AskedWay[]): ReadonlyMap<Arrow, readonly AskedWay[]> {
  const uses = new Map<Arrow, readonly AskedWay[]>()
  for (const path of new Set(all.map((arrow) => arrow.path))) {
    const onPath = all.filter((arrow) => arrow.path === path)
    const there = asked.filter(({ way }) => way.path === path)
    const from = new Map<string, ReadonlySet<string>>()
    for (const state of new Set([...onPath.map((arrow) => arrow.new), ...there.map(({ way }) => way.old)]))
      from.set(state, reachedFrom(onPath, state))
    for (const arrow of onPath) {
      const isOnWay = ({ way }: AskedWay) => from.get(way.old)!.has(arrow.old) && from.get(arrow.new)!.has(way.new)
      uses.set(arrow, there.filter(isOnWay))
    }
  }
  return uses
}

/** Whether a sign-off of that date is from before the base took its state away; in seconds since 1970. */
type IsBefore = (made: number, away: number) => boolean

/** Arrows that were used up: the base's own history has had their new state and taken it away since they were made. */
function spentOf(
  repository: TestRepository,
  base: string,
  uses: ReadonlyMap<Arrow, readonly AskedWay[]>,
): (isBefore: IsBefore) => ReadonlySet<Arrow> {
  const carrying = [...uses].filter(([, ways]) => ways.some(({ guard }) => !guard.key)).map(([arrow]) => arrow)
  if (carrying.length === 0) return () => new Set()
  const history = logOf(repository, [base])
  const own = new Set(run(repository, ['rev-list', '--first-parent', base]).split('\n'))
  const events = stepsInBase(repository, history, own)
  const taken = carrying.flatMap((arrow) => {
    const mine = events.filter(({ step }) => step.path === arrow.path)
    const last = mine.findLastIndex(({ step }) => step.old === arrow.new)
    if (last < 0) return []
    const touching = mine.slice(0, last + 1).filter(({ step }) => step.old === arrow.new || step.new === arrow.new)
    const away = Math.max(...touching.map(({ commit }) => commit.at))
    const before = ancestorsOf(history, mine[last]!.commit).flatMap(blocksOf)
    const isLanded = (block: Block) =>
      before.some(
        (other) =>
          other.email === block.email &&
          other.made === block.made &&
          other.covers.some((cover) => cover.path === arrow.path && cover.old === arrow.old && cover.new === arrow.new),
      )
    const isUsedUp = (block: Block) => block.made > block.commit.at + DAY || isLanded(block)
    return [{ arrow, away, open: arrow.blocks.filter((block) => !isUsedUp(block)) }]
  })
  return (isBefore) =>
    new Set(taken.filter(({ away, open }) => open.every(({ made }) => isBefore(made, away))).map(({ arrow }) => arrow))
}

/** The steps of the base's history, oldest first: a merge on its own line did what landed by it, any other what is only its own. */
function stepsInBase(repository: TestRepository, history: readonly Commit[], own: ReadonlySet<string>) {
  const pairs = history.flatMap(({ sha, parents }) =>
    parents.length === 0 ? [sha] : parents.map((each) => `${sha} ${each}`),
  )
  const found = [...diffs(repository, pairs)]
  return history.flatMap((commit) => {
    const { sha, parents } = commit
    const each = found.splice(0, Math.max(1, parents.length))
    const steps = each.flatMap((one, parent) =>
      one.filter(
        ({ path }) =>
          parents.length < 2 ||
          (own.has(sha) && parent === 0) ||
          each.every((other) => other.some((step) => step.path === path)),
      ),
    )
    return steps.map((step) => ({ commit, step }))
  })
}

function ancestorsOf(history: readonly Commit[], commit: Commit): readonly Commit[] {
  const bySha = new Map(history.map((each) => [each.sha, each]))
  const found = new Set([commit])
  for (const each of found) for (const parent of each.parents) found.add(bySha.get(parent)!)
  return [...found]
}

/** What is said of a sign-off that does not help where its paths still need one. */
function wordsOn(
  block: Block,
  held: {
    readonly uses: ReadonlyMap<Arrow, readonly AskedWay[]>
    readonly spent: ReadonlySet<Arrow>
    readonly open: readonly Question[]
  },
): readonly string[] {
  const { commit, email, covers } = block
  const { uses, spent, open } = held
  const waiting = covers.filter(({ path }) => open.some(({ step }) => step.path === path))
  if (waiting.length === 0) return []
  const person = PEOPLE.get(email)
  if (person === undefined) return [line(commit.sha, 'sign-offs/unknown-signer', null)]
  const mine = [...uses]
    .filter(([arrow]) => arrow.blocks.includes(block))
    .flatMap(([arrow, ways]) =>
      ways.map(({ guard }) => (spent.has(arrow) ? 'spent' : guard.key ? 'too-weak' : 'counts')),
    )
  if (mine.includes('counts')) return []
  if (mine.includes('too-weak')) return [line(commit.sha, 'sign-offs/too-weak', null)]
  if (mine.includes('spent')) return [line(commit.sha, 'sign-offs/spent', null)]
  return waiting.map(({ path, new: now }) => {
    const left = open.findLast(({ step }) => step.path === path)!.step.new
    return line(commit.sha, left === now ? 'sign-offs/other-steps' : 'sign-offs/stale', path)
  })
}

const SIGN_OFF_ALONE =
  /^chore: sign off \d+ guarded changes?\n\nSigned-off-by: .*\nSign-off-made: .*\n(?:Sign-off-covers: .*\n(?: .*\n)*)+$/

/** What is said of a commit's trailers in a range with an agent in it. */
function trailersOf(commit: Commit, { steps, clean }: Hand, has: Has): readonly string[] {
  const { message, parents, trailers } = commit
  if (/^(?:fixup|squash|amend)! /.test(message)) return [line(commit.sha, 'required-trailers/autosquash', null)]
  if (parents.length === 1 && steps.length === 0 && SIGN_OFF_ALONE.test(message)) return []
  if (clean) return []
  return TRAILERS.flatMap((key) => {
    const given = trailers.filter(([each]) => each.toLowerCase() === key.toLowerCase()).map(([, value]) => value)
    if (given.length === 0) return [line(commit.sha, 'required-trailers/missing', key), ...nearMissOf(commit, key)]
    const faultOf = (value: string) => {
      const named = /^runbook (.*)/.exec(value)?.[1]
      if (named !== undefined) return has(commit, named) ? null : 'rollback/no-such-path'
      const known = VALUES.find((each) => each.key === key && each.value === value)
      if (known === undefined) throw new Error(`nobody has said what "${key}: ${value}" is worth`)
      return known.fault
    }
    const valid = given.filter((value) => faultOf(value) === null)
    const said = valid.filter((value) => !value.startsWith('none:'))
    const answers = new Set(said.length > 0 ? said : valid)
    const fault = faultOf(given.at(-1)!)
    return [
      ...(answers.size > 1 ? [line(commit.sha, 'required-trailers/several', key)] : []),
      ...(answers.size === 0 && fault !== null ? [line(commit.sha, fault, key)] : []),
      ...(key === 'Rollback' && said.length === 0 && valid.length > 0
        ? [line(commit.sha, 'rollback-none/none', key)]
        : []),
    ]
  })
}

function runbooksIn(repository: TestRepository, commits: readonly Commit[]): Has {
  const named = commits.flatMap(({ sha, trailers }) =>
    trailers.flatMap(([key, value]) =>
      key === 'Rollback' && value.startsWith('runbook ') ? [`${sha}:${value.slice(8)}`] : [],
    ),
  )
  const out = run(repository, ['cat-file', '--batch-check'], named.map((each) => `${each}\n`).join(''))
  const answers = out.split('\n')
  const there = new Set(named.filter((_, at) => !answers[at]!.endsWith(' missing')))
  return ({ sha }, path) => there.has(`${sha}:${path}`)
}

/** A line that looks like a trailer that is missing: in another paragraph, or moved to the right with a value that counts. */
function nearMissOf(commit: Commit, key: Asked): readonly string[] {
  const lines = commit.message.split('\n').filter((each) => each.trimStart().startsWith(`${key}:`))
  const mayCount = VALUES.filter(({ fault }) => fault === null || fault === 'rollback/no-such-path')
  const isGood = (each: string) => mayCount.some(({ value }) => each.trim() === `${key}: ${value}`)
  const above = lines.filter((each) => each.startsWith(key))
  const indented = lines.filter((each) => /^ /.test(each) && isGood(each))
  if (above.some(isGood)) return [line(commit.sha, 'trailer-block/wrong-paragraph', key)]
  if (indented.length > 0) return [line(commit.sha, 'trailer-block/indented', key)]
  return above.length > 0 ? [line(commit.sha, 'trailer-block/wrong-paragraph', key)] : []
}
