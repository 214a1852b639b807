/** What a CI may say: its variables, and the event that it wrote into a file, as parsed JSON (null: none). */
export interface CiFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly payload: unknown
}

/** Which commits a CI runs for. Nothing of it has been looked up in the clone yet. */
export interface CiRange {
  /** What set the CI off, in its own word: `pull_request`, `merge train`, `push`. */
  readonly event: string
  /** The branch that the commits are held against, at its tip as fetched here; null: the one that the remote calls HEAD. */
  readonly into: string | null
  /**
   * Set when a push brought the commits: the branch that it went to, and where that stood before (null: the CI does not
   * say, or the branch was not there). It counts only for a push to `into` itself.
   */
  readonly pushed: { readonly branch: string; readonly before: string | null } | null
  /** The commit that is judged, as a full id; null: what is checked out. */
  readonly head: string | null
  /** Where the CI says so, by the name of its variable or field. */
  readonly headIs: string
  /** The branch that the work is on; null where the CI does not say. Its name is the author's to choose. */
  readonly branch: string | null
}

/** A CI that precheck knows. */
export interface Ci {
  /** As people call it. */
  readonly name: string
  /** The variable by which it is known, and what it then holds; null: anything but nothing. */
  readonly sign: readonly [variable: string, value: string | null]
  /** The variable that names the file with the event; null: it writes none. */
  readonly eventFile: string | null
  /** Half a sentence: what to change there so that the clone has the whole history. */
  readonly wholeHistory: string
  /**
   * Reads what the CI says. Pure.
   * @throws {CouldNotCheck} when it does not say enough, or contradicts itself: what to do instead stands in the sentence.
   */
  readonly range: (facts: CiFacts) => CiRange
}
