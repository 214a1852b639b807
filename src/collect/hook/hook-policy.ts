import { DEFAULT_BRANCHES } from '../../default-branches.ts'
import type { PolicySource } from '../../finding.ts'
import type { Config } from '../../git/config.ts'
import type { ObjectStream } from '../../git/object-stream.ts'
import { entryIn, isFileMode } from '../../git/tree.ts'
import { POLICY_FILE, type Policy } from '../../policy/policy.ts'

/** A policy as git has it. */
export interface PolicyBlob {
  readonly oid: string
  readonly text: string
}

/**
 * The copy of the policy that judges in a hook, at the ref that decides: its text and blob id; null: there is none there.
 * `missing`: the ref has one, or may have one, and an object that it takes to read it is not here.
 */
export interface HookPolicyCopy {
  readonly commit: string
  readonly ref: string
  readonly why: string
  readonly blob: PolicyBlob | 'not-a-file' | 'missing' | null
}

/** The objects that the moment of a commit is read from. */
export interface ObjectsOfMoment {
  head: { readonly oid: string; readonly raw: Buffer } | null
  /** The blob's id. */
  headPolicy: string | null
  stagedPolicy: PolicyBlob | null
  policyCopy: HookPolicyCopy | null
}

/** Where the policy may stand. */
export interface PolicyPlaces {
  readonly candidates: readonly (readonly [ref: string, why: string])[]
  readonly objectFormat: 'sha1' | 'sha256'
}

/** The policy for the commit that is being made, and where it came from; null: there is none. */
export interface HookPolicy {
  readonly policy: Policy
  readonly source: PolicySource
  readonly adoption: boolean
  /** Why the base's own copy could not be read; then another judges. */
  readonly baseErrors: readonly string[]
}

/**
 * The refs whose tip may hold the policy for a hook, in order; the first that exists decides, whether it has a policy or
 * not. All are the clone owner's to move, so the wall trusts none of them. `branch` is the one checked out.
 */
export function candidateRefs(config: Config, branch: string | null): readonly (readonly [ref: string, why: string])[] {
  const section = branch === null ? null : `branch.${branch}`
  const remote = (section && config.get(`${section}.remote`)) || 'origin'
  const found: [string, string][] = []
  const set = config.get('precheck.base')
  if (set) found.push([set, 'precheck.base'])
  found.push([`refs/remotes/${remote}/HEAD`, `${remote}/HEAD`])
  const merge = section ? config.get(`${section}.merge`) : undefined
  const upstream = merge?.startsWith('refs/heads/') ? merge.slice('refs/heads/'.length) : undefined
  if (upstream !== undefined && upstream !== branch) {
    found.push([remote === '.' ? `refs/heads/${upstream}` : `refs/remotes/${remote}/${upstream}`, 'upstream branch'])
  }
  for (const name of DEFAULT_BRANCHES) found.push([`refs/remotes/origin/${name}`, `origin/${name}`])
  for (const name of DEFAULT_BRANCHES) found.push([`refs/heads/${name}`, `branch ${name}`])
  found.push(['HEAD', 'HEAD'])
  // A configured name is the user's own words, and one with a line break in it would be two questions to git.
  return found.filter(([ref]) => !/[\n\0]/.test(ref))
}

/**
 * Asks for the candidates' commits and policies; the answer is there once they are closed. The tree is asked for as well: a
 * blob does not say whether it is a file or a link, and the target of a link can be written like a policy.
 */
export function askForPolicy(
  objects: Pick<ObjectStream, 'ask'>,
  candidates: readonly (readonly [ref: string, why: string])[],
  objectFormat: 'sha1' | 'sha256',
): () => HookPolicyCopy | null {
  const copies: HookPolicyCopy[] = []
  for (const [ref, why] of candidates) {
    let commit: string | null = null
    let mode: string | 'no tree' | null = null
    objects.ask(`${ref}^{commit}`, (object) => {
      commit = object?.oid ?? null
    })
    objects.ask(`${ref}^{tree}`, (tree) => {
      if (commit === null || copies.length > 0) return
      mode = tree === null ? 'no tree' : (entryIn(tree.content, POLICY_FILE, objectFormat)?.mode ?? null)
    })
    objects.ask(`${ref}:${POLICY_FILE}`, (object) => {
      if (commit === null || copies.length > 0) return
      const file = object && { oid: object.oid, text: object.content.toString('utf8') }
      copies.push({ commit, ref, why, blob: standingThere(mode, file) })
    })
  }
  return () => copies[0] ?? null
}

/** An object that should be there and is not is never taken for no policy. */
function standingThere(mode: string | 'no tree' | null, file: PolicyBlob | null): HookPolicyCopy['blob'] {
  if (mode === null) return null
  if (mode === 'no tree') return 'missing'
  return isFileMode(mode) ? (file ?? 'missing') : 'not-a-file'
}
