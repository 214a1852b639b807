import type { Location } from './step.ts'

/** Where the journal is. It is written before the first change, so that uninstall knows of each that was begun. */
export const JOURNAL: Location = 'common:precheck/install.json'

/** How hooks are put in place here. */
export type Backend = 'husky' | 'hooks-directory'

/** One thing that install brought in, with what is needed to take exactly it back. */
export type Trace =
  /** A file of ours. `digest` is sha256 in hex of what we wrote: edited since, it is the user's. */
  | { readonly kind: 'file'; readonly at: Location; readonly digest: string }
  /** A folder that was not there. */
  | { readonly kind: 'folder'; readonly at: Location }
  /** A marked block in a file. `made`: the file was not there. `joined`: its last line had no end, and we ended it. */
  | { readonly kind: 'block'; readonly at: Location; readonly made: boolean; readonly joined: boolean }
  /** A hook that was there; it waits at `<at>.precheck-orig`. */
  | { readonly kind: 'aside'; readonly at: Location }
  | { readonly kind: 'config'; readonly key: string; readonly value: string }
  /** core.hooksPath, which was not set in the repository. */
  | { readonly kind: 'hooks-path'; readonly value: string }
  /** husky's folder of wrappers, which was not there. */
  | { readonly kind: 'wrappers'; readonly at: Location }
  /** A string in package.json. `before` null: it was not there. `made`: nor was the object that it stands in. */
  | {
      readonly kind: 'member'
      readonly at: Location
      readonly in: string
      readonly name: string
      readonly value: string
      readonly before: string | null
      readonly made: boolean
    }
  /** What we added to the index although it is ignored. */
  | { readonly kind: 'staged'; readonly path: string }

export interface Journal {
  readonly version: 1
  readonly backend: Backend
  /** In the order of making; uninstall goes backwards. */
  readonly traces: readonly Trace[]
}

/**
 * The journal of a run that goes on from an earlier one. A trace of the same thing is replaced where it stands: what
 * this run found is what is there now. The others are of changes that were made, and stay.
 */
export function continueJournal(earlier: Journal | null, backend: Backend, traces: readonly Trace[]): Journal {
  const all = new Map<string, Trace>()
  for (const trace of [...(earlier?.traces ?? []), ...traces]) all.set(identity(trace), trace)
  return { version: 1, backend, traces: [...all.values()] }
}

function identity(trace: Trace): string {
  switch (trace.kind) {
    case 'config':
      return `config ${trace.key}`
    case 'hooks-path':
      return trace.kind
    case 'member':
      return `member ${trace.at} ${trace.in} ${trace.name}`
    case 'staged':
      return `staged ${trace.path}`
    default:
      return `${trace.kind} ${trace.at}`
  }
}

/** The journal's text; the same journal gives the same bytes. */
export const writeJournal = (journal: Journal): string => `${JSON.stringify(journal, null, 2)}\n`

/** Reads a journal back; null when the text is not one (of this version). Only install writes it, all at once. */
export function readJournal(text: string): Journal | null {
  try {
    const journal = JSON.parse(text) as Partial<Journal> | null
    return journal?.version === 1 && journal.backend !== undefined && Array.isArray(journal.traces)
      ? (journal as Journal)
      : null
  } catch {
    return null
  }
}
