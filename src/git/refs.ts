import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GitPlace, runGit, tryGit } from './process.ts'

/** A branch, tag or remote-tracking branch. Symbolic refs are left out: what they name is in the list itself. */
export interface Ref {
  /** Full name. */
  readonly name: string
  /** The object that it stands for; for an annotated tag the one that was tagged. */
  readonly oid: string
  /** The remote-tracking branch that shows where `git push` sends this branch; null: it is no branch, or goes nowhere. */
  readonly push: string | null
}

const FORMAT = '%(refname)%00%(objectname)%00%(*objectname)%00%(symref)%00%(push)'

/** All branches, tags and remote-tracking branches. */
export async function listRefs(place: GitPlace): Promise<readonly Ref[]> {
  const out = await runGit(place, ['for-each-ref', `--format=${FORMAT}`, 'refs/heads', 'refs/tags', 'refs/remotes'])
  const refs: Ref[] = []
  // One line a ref: no ref name has a control character in it.
  for (const line of out.toString('utf8').split('\n')) {
    const [name, oid, tagged, symbolic, push] = line.split('\0')
    if (name && oid && symbolic === '') refs.push({ name, oid: tagged || oid, push: push || null })
  }
  return refs
}

const HEADS = 'refs/heads/'

/** The branch of a full ref name; null when it is no branch. */
export const branchIn = (ref: string): string | null => (ref.startsWith(HEADS) ? ref.slice(HEADS.length) : null)

/** The full name of the ref that HEAD stands for; null when it is detached. */
export async function headRef(place: GitPlace, head = 'HEAD'): Promise<string | null> {
  const found = await tryGit(place, ['symbolic-ref', '--quiet', head])
  return found.status === 0 ? found.stdout.toString('utf8').trim() : null
}

/** The full name of the ref that is checked out, also one without commits; null when HEAD is detached. */
export async function checkedOut(gitDir: string, place: GitPlace): Promise<string | null> {
  const written = readFileSync(join(gitDir, 'HEAD'), 'utf8').trim()
  if (!written.startsWith('ref: ')) return null
  const ref = written.slice('ref: '.length)
  // Reftable repositories keep only a stand-in in the file; of any other git need not be asked.
  return ref === 'refs/heads/.invalid' ? await headRef(place) : ref
}

/** The branch that is checked out, also one without commits; null when HEAD is detached. */
export async function currentBranch(gitDir: string, place: GitPlace): Promise<string | null> {
  const ref = await checkedOut(gitDir, place)
  return ref === null ? null : branchIn(ref)
}
