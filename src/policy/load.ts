import type { PolicyFileChange } from '../change.ts'
import { hexDigest } from '../digest.ts'
import { CouldNotCheck } from '../errors.ts'
import type { PolicySource } from '../finding.ts'
import { LOG_OPTIONS } from '../git/log-options.ts'
import { type GitObject, waitForObjects } from '../git/object-stream.ts'
import { type GitPlace, runGit } from '../git/process.ts'
import { entryIn, isFileMode, type TreeEntry } from '../git/tree.ts'
import { ruleIds } from '../rules/index.ts'
import { type DecodedPolicy, decodePolicy } from './decode.ts'
import { POLICY_FILE, type Policy } from './policy.ts'

/** The policy that judges, where it came from, and what is odd about that. */
export interface LoadedPolicy {
  /** Null: there is no policy on either side. */
  readonly policy: Policy | null
  readonly source: PolicySource
  /** The change itself brings in the first policy. */
  readonly adoption: boolean
  /** Why the base's own copy could not be read; then an older one judges. */
  readonly baseErrors: readonly string[]
}

/** Said of what stands in the place of the policy, where a link or a folder does. */
export const NO_FILE = `${POLICY_FILE} is no plain file`

/** What a commit has in the place of the policy. */
type Copy =
  | { readonly is: 'absent' }
  | { readonly is: 'not-a-file' }
  | { readonly is: 'file'; readonly text: string; readonly decoded: DecodedPolicy }

/**
 * Finds the policy for a range: the copy at the tip of the base. A change never brings its own judge, but for the one
 * that brings the first. A base copy that cannot be read is passed over for the newest one in the base's first-parent
 * history that can.
 * @throws {CouldNotCheck} when the base has a policy and no copy of it can be read.
 */
export async function policyOfRange(place: GitPlace, base: string | null, head: string): Promise<LoadedPolicy> {
  const tip = base ?? head
  const why = base === null ? 'the tip itself, since the range has no base' : 'tip of the base'
  // The head's is held against it later, and one question is sooner answered than two.
  const copy = copyOf(tip, placesOf(place, [tip, head])[0]!)
  if (copy.is === 'file' && 'policy' in copy.decoded) {
    return loaded(copy.decoded.policy, sourceOf(tip, copy.text, why), [])
  }
  if (copy.is === 'absent') return await policyAdopted(place, head)
  const baseErrors = copy.is === 'file' ? wordsOf(copy.decoded) : [NO_FILE]
  for (const commit of await commitsThatTouch(place, tip)) {
    const older = copyAt(place, commit)
    if (older.is === 'file' && 'policy' in older.decoded) {
      return loaded(
        older.decoded.policy,
        sourceOf(commit, older.text, 'newest copy on the base that can be read'),
        baseErrors,
      )
    }
  }
  throw new CouldNotCheck(
    `the policy on the base cannot be read (${baseErrors.join('; ')}), and no older copy can: a person mends it there`,
  )
}

const loaded = (policy: Policy, source: PolicySource, baseErrors: readonly string[]): LoadedPolicy => ({
  policy,
  source,
  adoption: false,
  baseErrors,
})

/** The policy for a change to which no base has one: what its head brings in, if anything. */
export async function policyAdopted(place: GitPlace, head: string): Promise<LoadedPolicy> {
  const copy = copyAt(place, head)
  if (copy.is === 'absent') {
    return {
      policy: null,
      source: { source: null, ref: null, why: 'no policy', digest: null },
      adoption: false,
      baseErrors: [],
    }
  }
  const text = copy.is === 'file' ? copy.text : ''
  const source = sourceOf(head, text, 'the change brings the first policy')
  // One that cannot be read adopts nothing; policy-change says why, and an empty policy judges the rest.
  const policy = copy.is === 'file' && 'policy' in copy.decoded ? copy.decoded.policy : smallestPolicy()
  return { policy, source, adoption: true, baseErrors: [] }
}

/** The policy that says nothing: what every policy guards and asks. */
export function smallestPolicy(): Policy {
  const decoded = decodePolicy('version: 1\n', ruleIds)
  if (!('policy' in decoded)) throw new Error('the smallest policy does not parse')
  return decoded.policy
}

/** Where a policy was read, and why there, as reports name it. */
const sourceOf = (commit: string, text: string, why: string): PolicySource => ({
  ...{ source: `${commit}:${POLICY_FILE}`, ref: null, why, digest: digestOf(text) },
})

/** `sha256:` and hex of a policy's text. */
export const digestOf = (text: string): string => `sha256:${hexDigest('sha256', text)}`

/** What a change leaves in the place of the policy, before it is held against a tree. */
export interface ChangedPolicy {
  readonly file: Omit<PolicyFileChange, 'idle' | 'effect'>
  /** The policy that it leaves, where it can be read. */
  readonly policy: Policy | null
  /** The one that the branch began from, where it can be read. */
  readonly before: Policy | null
}

/**
 * What a change leaves in the place of the policy; null: left alone. A branch leaves it alone if it has what it began
 * from, whatever the base has got since.
 */
export async function policyFileChange(
  place: GitPlace,
  base: string | null,
  mergeBases: readonly string[],
  head: string,
): Promise<ChangedPolicy | null> {
  const [after, onBase = null] = placesOf(place, base === null ? [head] : [head, base])
  const isLeft = (before: PolicyPlace): boolean => isSame(before, after!)
  if (onBase === null ? after!.entry === null : isLeft(onBase)) return null
  const begun = placesOf(place, mergeBases)
  if (begun.length > 0 && begun.every(isLeft)) return null
  const copy = copyOf(head, after!)
  const found = { path: POLICY_FILE, commit: head, errors: [] }
  if (copy.is === 'absent') return { file: { ...found, state: 'removed' }, policy: null, before: null }
  if (copy.is === 'not-a-file') return { file: { ...found, state: 'not-a-file' }, policy: null, before: null }
  const began = begun[0] ?? onBase
  const before = began === null ? null : policyIn(copyOf(mergeBases[0] ?? base ?? head, began))
  return 'policy' in copy.decoded
    ? { file: { ...found, state: 'readable' }, policy: copy.decoded.policy, before }
    : { file: { ...found, state: 'unreadable', errors: wordsOf(copy.decoded) }, policy: null, before }
}

const isSame = (one: PolicyPlace, other: PolicyPlace): boolean =>
  one.entry?.oid === other.entry?.oid && one.entry?.mode === other.entry?.mode

/** Whether two commits have the same in the place of the policy. */
export function haveSamePolicy(place: GitPlace, one: string, other: string): boolean {
  const [first, second] = placesOf(place, [one, other])
  return isSame(first!, second!)
}

const policyIn = (copy: Copy): Policy | null =>
  copy.is === 'file' && 'policy' in copy.decoded ? copy.decoded.policy : null

/** Errors of a policy as one sentence each, with their place. */
export const wordsOf = (decoded: DecodedPolicy): readonly string[] =>
  'errors' in decoded ? decoded.errors.map(({ line, column, text }) => `line ${line}, column ${column}: ${text}`) : []

/** What stands in the place of the policy in a commit's tree, read but not understood. */
interface PolicyPlace {
  readonly entry: TreeEntry | null
  readonly object: GitObject | null
}

// By commit. What a commit holds never changes, and a range asks about its two ends again and again.
const READ = new WeakMap<GitPlace, Map<string, PolicyPlace>>()

/** Reads the place of the policy in some commits, in one process for those that were not read before. */
function placesOf(place: GitPlace, commits: readonly string[]): readonly PolicyPlace[] {
  const read = READ.get(place) ?? new Map<string, PolicyPlace>()
  READ.set(place, read)
  const unread = [...new Set(commits)].filter((commit) => !read.has(commit))
  if (unread.length > 0) {
    const objects = waitForObjects(
      place,
      unread.flatMap((commit) => [`${commit}^{tree}`, `${commit}:${POLICY_FILE}`]),
    )
    for (const [index, commit] of unread.entries()) {
      const tree = objects[2 * index]
      if (tree?.type !== 'tree') throw new CouldNotCheck(`the tree of ${commit} cannot be read`)
      const objectFormat = tree.oid.length === 64 ? 'sha256' : 'sha1'
      const entry = entryIn(tree.content, POLICY_FILE, objectFormat)
      read.set(commit, { entry, object: objects[2 * index + 1] ?? null })
    }
  }
  return commits.map((commit) => read.get(commit)!)
}

/** The entry of the policy's name in some commits, in their order; null where one has none. */
export const policyEntries = (place: GitPlace, commits: readonly string[]): readonly (TreeEntry | null)[] =>
  placesOf(place, commits).map(({ entry }) => entry)

const copyAt = (place: GitPlace, commit: string): Copy => copyOf(commit, placesOf(place, [commit])[0]!)

function copyOf(commit: string, { entry, object }: PolicyPlace): Copy {
  if (entry === null) return { is: 'absent' }
  if (!isFileMode(entry.mode)) return { is: 'not-a-file' }
  if (object?.type !== 'blob' || object.oid !== entry.oid) {
    throw new CouldNotCheck(`the policy at ${commit} cannot be read`)
  }
  const text = object.content.toString('utf8')
  return { is: 'file', text, decoded: decodePolicy(text, ruleIds) }
}

async function commitsThatTouch(place: GitPlace, tip: string): Promise<readonly string[]> {
  const out = await runGit(place, [
    'log',
    ...LOG_OPTIONS,
    '--first-parent',
    '--diff-merges=first-parent',
    '--format=%H',
    tip,
    '--',
    POLICY_FILE,
  ])
  return out.toString('latin1').split('\n').filter(Boolean)
}
