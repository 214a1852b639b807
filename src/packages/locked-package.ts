/** One package as a lock file pins it. All text is the lock's own word, and hostile. */
export interface LockedPackage {
  /** The name that the project's code asks for; `source` says when another package answers to it. */
  readonly name: string
  /** As the lock writes it; `1.0.0#<commit>` where a commit is what pins it; empty where the lock names none. */
  readonly version: string
  /**
   * Where it comes from: a host (with the scheme, if that is not https), host and path of a git repository, a path.
   * `other at host` when what is fetched there has another name, `other 1.2.3 at host` when it also has another version.
   * Null: the lock names no place, so that settings outside of it decide.
   */
  readonly source: string | null
  /** The hashes that its content is held to, sorted, parted by a space; null: none. */
  readonly integrity: string | null
}

/** Turns the text of one kind of lock file into packages, the same one perhaps more than once. Throws `Unreadable`. */
export type LockReader = (text: string) => readonly LockedPackage[]
