/** A lock file that is not what its name says, or that its own tool would not have written. The message says why. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/** Ends the reading of a lock file. `why` is half a sentence, its hostile parts already made visible. */
export function fail(why: string): never {
  throw new Unreadable(why)
}
