import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { tryGit } from './process.ts'
import type { Repository } from './repository.ts'

/** What it takes to look a ref up. */
export type RefPlace = Pick<Repository, 'place' | 'commonDir'>

/** Refs that each work tree has of its own. */
const OF_A_WORK_TREE = /^refs\/(?:bisect|worktree|rewritten)\//

/**
 * Whether a ref of this very name is there. Where there is none, git takes `refs/tags/refs/heads/main` for
 * `refs/heads/main`, and whoever pushes a tag of that name would choose what is meant by it.
 *
 * The files are those of gitrepository-layout(5); git is asked where refs are kept in another way.
 */
export async function isRef({ place, commonDir }: RefPlace, ref: string): Promise<boolean> {
  if (OF_A_WORK_TREE.test(ref) || existsSync(join(commonDir, 'reftable')))
    return (await tryGit(place, ['show-ref', '--verify', '--quiet', '--', ref])).status === 0
  return isFile(join(commonDir, ref)) || packedRefs(commonDir).includes(` ${ref}\n`)
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

function packedRefs(commonDir: string): Buffer {
  try {
    return readFileSync(join(commonDir, 'packed-refs'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}
