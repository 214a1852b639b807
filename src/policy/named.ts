import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { readObjects } from '../git/object-stream.ts'
import type { Repository } from '../git/repository.ts'
import { resolveCommit } from '../git/revision.ts'
import { ruleIds } from '../rules/index.ts'
import { decodePolicy } from './decode.ts'
import { digestOf, type LoadedPolicy } from './load.ts'

/**
 * Reads the policy that the user named with `--policy`: a file, or REV:PATH.
 * @throws {UsageError} when it cannot be read, or with every error in it and its place.
 */
export async function readPolicyNamed(repository: Repository, cwd: string, name: string): Promise<LoadedPolicy> {
  const text = readFile(resolve(cwd, name)) ?? (await readRevision(repository, name))
  if (text === null) throw new UsageError(`there is no policy at ${name}`)
  const decoded = decodePolicy(text, ruleIds)
  if ('errors' in decoded) {
    const said = decoded.errors.map((error) => `${name}:${error.line}:${error.column}: ${error.text}`)
    throw new UsageError(`the policy is wrong\n${said.join('\n')}`)
  }
  const source = { source: name, ref: null, why: '--policy', digest: digestOf(text) }
  return { policy: decoded.policy, source, adoption: false, baseErrors: [] }
}

function readFile(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return null
  if (!found.isFile()) throw new UsageError(`${file} is no file: a policy is one file`)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`the policy cannot be read: ${(error as Error).message}`)
  }
}

async function readRevision(repository: Repository, name: string): Promise<string | null> {
  const colon = name.indexOf(':')
  if (colon < 0 || name.includes('\n')) return null
  // The index has no name; any other is held to be one thing alone, as the ends of a range are.
  const tree = colon === 0 ? '' : await resolveCommit(repository, name.slice(0, colon))
  const [object] = await readObjects(repository.place, [`${tree}${name.slice(colon)}`])
  return object?.type === 'blob' ? object.content.toString('utf8') : null
}
