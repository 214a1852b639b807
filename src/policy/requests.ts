import type { Trailer } from '../change.ts'
import { unquotePath } from '../git/quoted-path.ts'

/** The trailer by which a commit asks for a sign-off of a path. */
export const REQUEST = 'Sign-off-requested'

/** Whether a trailer's key is that one: git compares keys without case. */
export const isRequestKey = (key: string): boolean =>
  key.length === REQUEST.length && key.toLowerCase() === REQUEST.toLowerCase()

/** What a commit asks a sign-off for. */
export interface Request {
  /** As its line has it. */
  readonly value: string
  /** The paths that this may name: an odd path stands as git quotes it. */
  readonly paths: readonly string[]
}

/** The requests among a commit's trailers. */
export const requestsIn = (trailers: readonly Trailer[]): readonly Request[] =>
  trailers
    .filter(({ key }) => isRequestKey(key))
    .map(({ value }) => ({ value, paths: [...new Set([value, unquotePath(value) ?? value])] }))

/** The paths for which a commit's own trailers ask a sign-off. */
export const requestedPaths = (trailers: readonly Trailer[]): ReadonlySet<string> =>
  new Set(requestsIn(trailers).flatMap(({ paths }) => paths))
