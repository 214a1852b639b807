import { isolate } from '../../git/isolated.ts'
import { objectBatch, waitForObjects } from '../../git/object-stream.ts'
import { type Environment, type GitPlace, runGit } from '../../git/process.ts'
import { openRepository } from '../../git/repository.ts'
import { POLICY_FILE } from '../../policy/policy.ts'
import { askForPolicy, type ObjectsOfMoment, type PolicyPlaces } from './hook-policy.ts'

/**
 * The objects of a moment in a clone that lacks some: trees and blobs are read where there is no remote to fetch them from,
 * so that git says which are missing. Every commit is in a partial clone.
 */
export async function objectsOfPartialClone(
  place: GitPlace,
  env: Environment,
  { candidates, objectFormat }: PolicyPlaces,
): Promise<ObjectsOfMoment> {
  const [head, ...commits] = waitForObjects(
    place,
    ['HEAD', ...candidates.map(([ref]) => ref)].map((name) => `${name}^{commit}`),
  )
  const deciding = commits.findIndex((commit) => commit !== null)
  const staged = await stagedBlob(place)
  const room = isolate(await openRepository(place.cwd, env), env)
  try {
    const objects = objectBatch(room.place)
    const found: ObjectsOfMoment = {
      head: head ? { oid: head.oid, raw: head.content } : null,
      headPolicy: null,
      stagedPolicy: null,
      policyCopy: null,
    }
    if (head) {
      objects.ask(`${head.oid}:${POLICY_FILE}`, (object) => {
        found.headPolicy = object?.oid ?? null
      })
    }
    if (staged !== null) {
      objects.ask(staged, (object) => {
        found.stagedPolicy = object && { oid: object.oid, text: object.content.toString('utf8') }
      })
    }
    const [ref, why] = candidates[deciding] ?? ['', '']
    const copy = deciding < 0 ? () => null : askForPolicy(objects, [[commits[deciding]!.oid, why]], objectFormat)
    objects.close()
    const policyCopy = copy()
    return { ...found, policyCopy: policyCopy && { ...policyCopy, ref } }
  } finally {
    room.close()
  }
}

/** The id of the policy in the index; null: there is none. */
async function stagedBlob(place: GitPlace): Promise<string | null> {
  const listed = await runGit(place, ['ls-files', '-z', '--stage', '--full-name', '--', POLICY_FILE])
  // <mode> SP <object id> SP <stage> TAB <path> NUL
  return /^\d+ ([0-9a-f]+) 0\t/.exec(listed.toString('latin1'))?.[1] ?? null
}
