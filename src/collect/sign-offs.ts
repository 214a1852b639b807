import {
  type AlmostSignOff,
  type Commit,
  type FileChange,
  type Guard,
  MODE_ABSENT,
  type SeenSignOff,
  type State,
} from '../change.ts'
import { compareTrees } from '../git/merge-tree.ts'
import type { Environment, GitPlace } from '../git/process.ts'
import type { RawChange } from '../git/raw-diff.ts'
import type { Repository } from '../git/repository.ts'
import { EMPTY_TREE, whichExist } from '../git/tree.ts'
import type { Policy } from '../policy/policy.ts'
import { type Arrow, type Arrows, arrowsOf, gatherArrows, type ValidSignOff } from '../signoff/arrows.ts'
import type { SignOffBlock } from '../signoff/block.ts'
import { type Cover, isFolder } from '../signoff/cover.ts'
import { madeAt } from '../signoff/made.ts'
import { readBlocks } from '../signoff/read-blocks.ts'
import { type Asked, answer, carriers, isSpent, OF_ANYBODY, weigh } from '../signoff/signed-off.ts'
import { knownSigner } from '../signoff/signer.ts'
import { lastTakenAway } from '../signoff/spent.ts'
import { type SignatureFact, stateOf, strengthOf } from '../signoff/state.ts'
import { writeStatement } from '../signoff/statement.ts'
import { type Claim, verifySignatures } from '../signoff/verify.ts'

/** Where sign-offs are held against the repository. `place` is an isolated one. */
export interface SignOffSource {
  readonly repository: Repository
  readonly place: GitPlace
  readonly env: Environment
  readonly policy: Policy
  /** Tip of the base, whose history uses sign-offs up; null: there is none. */
  readonly base: string | null
  /** The net change by path, as far as it is watched; it counts only where pull requests land squashed. */
  readonly net: ReadonlyMap<string, RawChange>
}

/** What the sign-offs of a change came to. */
export interface Settled {
  readonly commits: readonly Commit[]
  readonly signOffs: readonly SeenSignOff[]
  readonly almostSignOffs: readonly AlmostSignOff[]
}

/** A block with the commit that carries it, and what became of it before any arrow was drawn. */
interface Carried {
  readonly commit: Commit
  readonly block: SignOffBlock
  readonly signature: SignatureFact
  /** Null for one that cannot count: an unknown signer, or a bad signature. */
  readonly valid: ValidSignOff | null
  readonly knownSigner: boolean
}

/** Reads the sign-offs in the messages of some commits, and marks the guards that they satisfy. */
export async function settleSignOffs(source: SignOffSource, commits: readonly Commit[]): Promise<Settled> {
  const found = commits.map((commit) => ({ commit, ...readBlocks(commit.message) }))
  const almostSignOffs = found.flatMap(({ commit, nearMisses }) =>
    nearMisses.map(({ line, text }) => ({ commit: commit.sha, line, text })),
  )
  const blocks = found.flatMap(({ commit, blocks }) => blocks.map((block) => ({ commit, block })))
  if (blocks.length === 0) return { commits, signOffs: [], almostSignOffs }

  const carried = await examined(source, blocks)
  const all = await drawn(source, carried)
  const questions = questionsOf(source, commits)
  const spent = await spentArrows(source, all, questions)
  const fresh = gatherArrows(all.filter((arrow) => !spent.has(arrow)))
  const settled = commits.map((commit) => settle(source, fresh, commit))
  const objects = await knownObjects(source.place, carried)
  const known = { arrows: gatherArrows(all), spent, questions, open: openStates(settled), objects }
  return { commits: settled, signOffs: carried.map((each) => seen(each, known)), almostSignOffs }
}

/** Who made each block, and whether its signature is theirs. */
async function examined(
  { env, policy }: SignOffSource,
  blocks: readonly { readonly commit: Commit; readonly block: SignOffBlock }[],
): Promise<readonly Carried[]> {
  const { repository } = policy
  const signed = blocks.filter(({ block }) => block.signature !== null)
  const verified = await verifySignatures(
    env,
    // A statement that names no repository could be carried to any, so without an id nothing can be verified.
    repository === null ? [] : signed.map(({ block }) => claimOf(block, repository, policy)),
  )
  const found = new Map(signed.map(({ block }, index) => [block, verified[index] ?? 'unchecked']))
  return blocks.map(({ commit, block }) => {
    const signer = knownSigner(policy.signers, block.signer)
    const signature = found.get(block) ?? 'none'
    const valid =
      signer === null || signature === 'bad'
        ? null
        : { ...signer, strength: strengthOf(signature), made: madeAt(block.made)!, covers: block.covers }
    return { commit, block, signature, valid, knownSigner: signer !== null }
  })
}

function claimOf({ signer, made, covers, signature }: SignOffBlock, repository: string, policy: Policy): Claim {
  return {
    statement: writeStatement({ repository, signer: signer.email, made, covers }),
    signature: signature ?? '',
    keys: knownSigner(policy.signers, signer)?.keys ?? [],
  }
}

/** All arrows of the blocks that can count, with folders written out. */
async function drawn({ place, repository }: SignOffSource, carried: readonly Carried[]): Promise<readonly Arrow[]> {
  const valid = carried.flatMap((each) => each.valid ?? [])
  const folders = valid.flatMap(({ covers }) => covers.filter(isFolder))
  const here = await whichExist(place, [...new Set(folders.flatMap(({ old, new: now }) => [old.oid, now.oid]))])
  const emptyTree = EMPTY_TREE[repository.objectFormat]
  const pairs = folders.map(({ old, new: now }): [string, string] => [treeOr(old, emptyTree), treeOr(now, emptyTree)])
  const isHere = (oid: string) => oid === emptyTree || here.has(oid)
  const readable = pairs.map((pair): [string, string] => (pair.every(isHere) ? pair : [emptyTree, emptyTree]))
  const inside = await compareTrees(place, repository.objectFormat, readable, () => true)
  const expanded = new Map<Cover, readonly Cover[]>(
    folders.map((folder, index) => [
      folder,
      inside[index]!.map(({ path, ...states }) => ({ path: folder.path + path, ...states })),
    ]),
  )
  return arrowsOf(valid, (folder) => expanded.get(folder) ?? [])
}

const treeOr = ({ mode, oid }: State, emptyTree: string): string => (mode === MODE_ABSENT ? emptyTree : oid)

/** A transition that asks for sign-offs, with what one of its guards asks. */
interface Question {
  readonly transition: Cover
  readonly asked: Asked
}

/** Everything that is asked for on each path: by the commits, and by the net change where that is what lands. */
function questionsOf(
  { policy, net }: SignOffSource,
  commits: readonly Commit[],
): ReadonlyMap<string, readonly Question[]> {
  const questions = new Map<string, Question[]>()
  for (const { changes } of commits) {
    for (const change of changes) {
      const landing = policy.lands === 'squash' ? net.get(change.path) : undefined
      for (const guard of change.guards) {
        if (guard.action !== 'sign-off') continue
        const onPath = questions.get(change.path) ?? []
        for (const transition of landing ? [change, landing] : [change]) onPath.push({ transition, asked: guard })
        questions.set(change.path, onPath)
      }
    }
  }
  return questions
}

/** The arrows that carry something and were used up by the base's own history. Only for those is git asked. */
async function spentArrows(
  { repository, place, base }: SignOffSource,
  arrows: readonly Arrow[],
  questions: ReadonlyMap<string, readonly Question[]>,
): Promise<ReadonlySet<Arrow>> {
  if (base === null) return new Set()
  const gathered = gatherArrows(arrows)
  const carrying = new Set(
    [...questions.values()].flat().flatMap(({ transition, asked }) => carriers(gathered, transition, asked)),
  )
  const asked = [...carrying]
  const taken = await lastTakenAway(
    repository,
    place,
    base,
    asked.map(({ path, new: state }) => ({ path, state })),
  )
  return new Set(asked.filter((arrow, index) => isSpent(arrow, taken[index]!)))
}

/** The commit with its guards marked that arrows satisfy. */
function settle({ policy, net }: SignOffSource, arrows: Arrows, commit: Commit): Commit {
  const marked = (change: FileChange, guard: Guard): Guard => {
    if (guard.action !== 'sign-off') return guard
    const landing = policy.lands === 'squash' ? net.get(change.path) : undefined
    const signedOff =
      answer(arrows, change, guard).signedOff || (landing !== undefined && answer(arrows, landing, guard).signedOff)
    return signedOff ? { ...guard, standing: 'signed-off' } : guard
  }
  return {
    ...commit,
    changes: commit.changes.map((change) => ({
      ...change,
      guards: change.guards.map((guard) => marked(change, guard)),
    })),
  }
}

/** The state in which each path that still needs a sign-off is left. */
function openStates(commits: readonly Commit[]): ReadonlyMap<string, State> {
  const open = new Map<string, State>()
  for (const { changes } of commits) {
    for (const { path, new: state, guards } of changes) {
      if (guards.some(({ action, standing }) => action === 'sign-off' && standing !== 'signed-off'))
        open.set(path, state)
    }
  }
  return open
}

/** Which of the objects that badly signed blocks name are in this repository. */
async function knownObjects(place: GitPlace, carried: readonly Carried[]): Promise<ReadonlySet<string>> {
  const bad = carried.filter(({ signature }) => signature === 'bad')
  const named = bad.flatMap(({ block }) => block.covers.flatMap(({ old, new: now }) => [old.oid, now.oid]))
  return await whichExist(place, [...new Set(named)])
}

function seen(
  { commit, block, signature, valid, knownSigner }: Carried,
  known: {
    readonly arrows: Arrows
    readonly spent: ReadonlySet<Arrow>
    readonly questions: ReadonlyMap<string, readonly Question[]>
    readonly open: ReadonlyMap<string, State>
    readonly objects: ReadonlySet<string>
  },
): SeenSignOff {
  const paths = [...known.questions.keys()].filter((path) =>
    block.covers.some((cover) => cover.path === path || (isFolder(cover) && path.startsWith(cover.path))),
  )
  const facts = paths.flatMap((path) =>
    known.questions.get(path)!.flatMap(({ transition, asked }) =>
      carriers(known.arrows, transition, OF_ANYBODY)
        .filter((arrow) => valid !== null && arrow.signOffs.includes(valid))
        .map((arrow) => (known.spent.has(arrow) ? 'spent' : weigh(arrow, asked))),
    ),
  )
  const objectsKnown = block.covers.some(
    ({ old, new: now }) => known.objects.has(old.oid) || known.objects.has(now.oid),
  )
  return {
    signer: block.signer.email,
    strength: strengthOf(signature),
    state: stateOf({ knownSigner, signature, objectsKnown, arrows: facts }),
    covers: block.covers,
    commit: commit.sha,
    line: block.line,
    open: Object.fromEntries(paths.flatMap((path) => (known.open.has(path) ? [[path, known.open.get(path)!]] : []))),
  }
}
