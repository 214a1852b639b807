import { isAbsent, isZeroId, MODE_ABSENT, MODE_FILE, MODE_LINK, MODE_SUBMODULE, type State } from '../change.ts'
import { quotePath, unquotePath } from '../git/quoted-path.ts'

export const MODE_FOLDER = '040000'

/**
 * One transition that a sign-off names: a path and its two states. A whole folder may stand as one: then the path ends
 * in `/`, and each state is mode `040000` with the id of a tree, or absent.
 */
export interface Cover {
  readonly path: string
  readonly old: State
  readonly new: State
}

export const isFolder = (cover: Cover): boolean => cover.path.endsWith('/')

/** Whether it covers the path, as it is or in a folder. */
export const coversPath = (cover: Cover, path: string): boolean =>
  cover.path === path || (isFolder(cover) && path.startsWith(cover.path))

export const sameState = (one: State, other: State): boolean => one.mode === other.mode && one.oid === other.oid

/** What git can say of a path, in the modes that it writes today. */
const MODES = [MODE_FILE, '100755', MODE_LINK, MODE_SUBMODULE, MODE_FOLDER]

/** Length of a full id: SHA-1 or SHA-256. */
const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * Why a transition cannot stand in a sign-off, as half a sentence about it; null when it can.
 *
 * A control character could make a reader see another path than the one that is signed. A blank at the end would be
 * stripped by git from the line that it ends, and leave the name of another file.
 */
export function coverFault(cover: Cover): string | null {
  if (cover.path === '') return 'it has no path'
  if (/\p{Cc}/u.test(cover.path)) return 'its path has a control character, and such a path cannot be signed'
  if (cover.path.endsWith(' ')) return 'its path ends in a blank, and such a path cannot be signed'
  if (unquotePath(quotePath(cover.path)) !== cover.path) return 'its path is not as git gives it'
  const states = [cover.old, cover.new]
  for (const state of states) {
    const fault = stateFault(state)
    if (fault !== null) return fault
  }
  if (cover.old.oid.length !== cover.new.oid.length) return 'its two object ids are not of one length'
  if (sameState(cover.old, cover.new)) return 'its two states are the same'
  const folders = states.filter(({ mode }) => mode === MODE_FOLDER).length
  if (folders === 0) return isFolder(cover) ? 'its path ends in "/", and it names no tree' : null
  if (!isFolder(cover)) return 'it names a tree, and its path does not end in "/"'
  return states.every((state) => state.mode === MODE_FOLDER || isAbsent(state)) ? null : 'a tree can be no file as well'
}

function stateFault({ mode, oid }: State): string | null {
  if (!FULL_ID.test(oid)) return 'an object id is not full, or not written in small hexadecimal digits'
  if (isZeroId(oid)) return mode === MODE_ABSENT ? null : 'an absent state has no mode'
  return MODES.includes(mode) ? null : 'a mode is none of 100644, 100755, 120000, 160000 and 040000'
}

/** The line that stands for a transition in the statement that is signed; also what its place among others is by. */
export const statementLine = ({ path, old, new: now }: Cover): string =>
  `covers ${old.mode} ${old.oid} ${now.mode} ${now.oid} ${quotePath(path)}`

/** In the order of their statement lines by bytes, each once. The lines are ASCII, so that JavaScript's order is that of bytes. */
export function sortedCovers<C extends Cover>(covers: readonly C[]): readonly C[] {
  const byLine = new Map(covers.map((cover) => [statementLine(cover), cover]))
  return [...byLine.keys()].sort().map((line) => byLine.get(line)!)
}
