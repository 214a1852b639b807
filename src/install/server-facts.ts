import { readFileSync } from 'node:fs'
import type { Environment } from '../git/process.ts'
import { headRef, listRefs } from '../git/refs.ts'
import { loadJournal, shellPath } from './facts.ts'
import type { HooksPath } from './hooks-path.ts'
import type { Journal } from './journal.ts'
import { type Existing, lookAt, type Roots } from './look.ts'
import { ownFile } from './own-files.ts'
import { openServer } from './place.ts'
import { readSettings } from './settings.ts'
import type { Location } from './step.ts'

/** All that install decides from in a repository that is pushed to. */
export interface ServerFacts {
  readonly roots: Roots
  readonly hooksPath: readonly HooksPath[]
  readonly existing: ReadonlyMap<Location, Existing>
  readonly journal: Journal | null
  /** The branch that HEAD names; null: it stands on a commit. */
  readonly head: string | null
  /** All branches by full name. */
  readonly branches: readonly string[]
  /** Absolute paths of node and of our program, as a shell takes them. */
  readonly node: string
  readonly entry: string
  readonly texts: { readonly hook: string; readonly chain: string }
}

/**
 * Gathers the facts of the bare repository that `cwd` is in.
 * @throws {UsageError} when there is none, it has a work tree, or our journal in it cannot be read.
 */
export async function gatherServerFacts(cwd: string, env: Environment): Promise<ServerFacts> {
  const { repository, roots } = await openServer(cwd, env)
  const own = (path: string): string => readFileSync(ownFile(path), 'utf8')
  const refs = await listRefs(repository.place)
  return {
    roots,
    hooksPath: (await readSettings(repository)).hooksPath,
    existing: lookAt(roots, [
      'common:precheck',
      'common:precheck/entry',
      'common:hooks',
      'common:hooks/pre-receive',
      'common:hooks/pre-receive.precheck',
      'common:hooks/pre-receive.precheck-orig',
      'common:hooks/pre-receive.d',
      'common:hooks/pre-receive.d/precheck',
    ]),
    journal: loadJournal(roots),
    head: await headRef(repository.place),
    branches: refs.map(({ name }) => name).filter((name) => name.startsWith('refs/heads/')),
    node: shellPath(process.execPath),
    entry: shellPath(ownFile('bin/precheck.js')),
    texts: { hook: own('hooks/pre-receive'), chain: own('hooks/chain') },
  }
}
