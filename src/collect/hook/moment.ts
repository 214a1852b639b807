import { join } from 'node:path'
import { CouldNotCheck } from '../../errors.ts'
import { type Config, waitForConfig } from '../../git/config.ts'
import { findHookPlace, type HookPlace, mergeHeads } from '../../git/git-dir.ts'
import { objectBatch } from '../../git/object-stream.ts'
import { isPartial } from '../../git/partial.ts'
import { type Environment, type GitPlace, gitFailed, waitForGit } from '../../git/process.ts'
import { RAW_DIFF_OPTIONS, readRawDiff } from '../../git/raw-diff.ts'
import { isRef } from '../../git/ref-there.ts'
import { currentBranch } from '../../git/refs.ts'
import { READING_ENVIRONMENT, READING_OPTIONS } from '../../git/repository.ts'
import { isFileMode } from '../../git/tree.ts'
import { POLICY_FILE } from '../../policy/policy.ts'
import {
  askForPolicy,
  candidateRefs,
  type HookPolicyCopy,
  type ObjectsOfMoment,
  type PolicyBlob,
  type PolicyPlaces,
} from './hook-policy.ts'

/** What the repository says at the moment of a commit, before any policy is known. One read for all questions. */
export interface Moment {
  readonly where: HookPlace
  readonly place: GitPlace
  readonly env: Environment
  readonly config: Config
  readonly branch: string | null
  readonly objectFormat: 'sha1' | 'sha256'
  readonly head: { readonly oid: string; readonly raw: Buffer } | null
  /** Parents that the commit will have beside HEAD. */
  readonly mergeHeads: readonly string[]
  readonly policyCopy: HookPolicyCopy | null
  /** The policy as it is staged; null: there is none in the index. On an unborn branch a link passes for a file. */
  readonly stagedPolicy: (PolicyBlob & { readonly isFile: boolean }) | null
  /** Whether this commit is the one that stages it. */
  readonly policyIsStagedNow: boolean
  /** `git diff-index --cached` against HEAD, not read yet; null on an unborn branch. */
  readonly staged: Buffer | null
}

/**
 * Reads the moment of a commit by three git processes. git runs hooks with GIT_DIR and GIT_INDEX_FILE set for
 * `-a`, paths and linked work trees, so its environment is kept whole; only what could bend a read is pinned.
 */
export async function readMoment(cwd: string, env: Environment): Promise<Moment> {
  const place: GitPlace = { cwd, env: { ...env, ...READING_ENVIRONMENT }, options: READING_OPTIONS }
  const where = await findHookPlace(cwd, env, place)
  const config = waitForConfig(place)
  const branch = await currentBranch(where.gitDir, place)
  const objectFormat = config.get('extensions.objectformat') === 'sha256' ? 'sha256' : 'sha1'
  const { head, headPolicy, stagedPolicy, policyCopy } = await readObjectsOf(place, env, where, {
    candidates: candidateRefs(config, branch),
    objectFormat,
  })
  const staged = head === null ? null : stagedAgainstHead(place)
  const stagedMode = staged && modeOfStagedPolicy(staged, objectFormat)
  return {
    where,
    place,
    env,
    config,
    branch,
    objectFormat,
    head,
    mergeHeads: mergeHeads(where.gitDir),
    policyCopy,
    stagedPolicy: stagedPolicy && { ...stagedPolicy, isFile: stagedMode === null || isFileMode(stagedMode) },
    policyIsStagedNow: stagedMode !== null || stagedPolicy?.oid !== (headPolicy ?? undefined),
    staged,
  }
}

async function readObjectsOf(
  place: GitPlace,
  env: Environment,
  where: HookPlace,
  places: PolicyPlaces,
): Promise<ObjectsOfMoment> {
  const found = await objectsIn(place, env, where, places)
  const ref = found.policyCopy?.ref
  if (!ref?.startsWith('refs/') || (await isRef({ place, commonDir: where.commonDir }, ref))) return found
  // Another ref that git took for it, since it is not there.
  const candidates = places.candidates.filter(([name]) => name !== ref)
  return await readObjectsOf(place, env, where, { ...places, candidates })
}

async function objectsIn(
  place: GitPlace,
  env: Environment,
  where: HookPlace,
  places: PolicyPlaces,
): Promise<ObjectsOfMoment> {
  try {
    return objectsOfMoment(place, places)
  } catch (error) {
    if (!(error instanceof CouldNotCheck) || !isPartial({ objectsDir: join(where.commonDir, 'objects') })) throw error
    // Before 2.45 git dies of an object that it may not fetch, of whichever of these refs.
    return await (await import('./partial-moment.ts')).objectsOfPartialClone(place, env, places)
  }
}

function objectsOfMoment(place: GitPlace, { candidates, objectFormat }: PolicyPlaces): ObjectsOfMoment {
  const objects = objectBatch(place)
  const found: ObjectsOfMoment = { head: null, headPolicy: null, stagedPolicy: null, policyCopy: null }
  objects.ask('HEAD^{commit}', (object) => {
    found.head = object && { oid: object.oid, raw: Buffer.from(object.content) }
  })
  objects.ask(`HEAD:${POLICY_FILE}`, (object) => {
    found.headPolicy = object?.oid ?? null
  })
  objects.ask(`:0:${POLICY_FILE}`, (object) => {
    found.stagedPolicy = object && { oid: object.oid, text: object.content.toString('utf8') }
  })
  const policyCopy = askForPolicy(objects, candidates, objectFormat)
  objects.close()
  return { ...found, policyCopy: policyCopy() }
}

function stagedAgainstHead(place: GitPlace): Buffer {
  const args = ['diff-index', '--cached', ...RAW_DIFF_OPTIONS, 'HEAD']
  const diff = waitForGit(place, args)
  if (diff.status !== 0) throw gitFailed(args, diff)
  return diff.stdout
}

/** Null: it is as HEAD has it. */
function modeOfStagedPolicy(staged: Buffer, objectFormat: 'sha1' | 'sha256'): string | null {
  if (!staged.includes(`\0${POLICY_FILE}\0`)) return null
  const [change] = readRawDiff(staged, objectFormat, (path) => path === POLICY_FILE)
  return change?.new.mode ?? null
}
