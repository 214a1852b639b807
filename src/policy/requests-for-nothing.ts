import type { Commit } from '../change.ts'
import { nearestWord } from './nearest.ts'
import type { Request } from './requests.ts'

/** For so many requests that name nothing, and among so many paths, it is looked for what they may have meant. */
const MOST_REQUESTS = 50
const MOST_PATHS = 1_000

/** Requests that name none of a commit's changed paths, with the one that each may mean. */
export const requestsForNothing = (
  requests: readonly Request[],
  changed: readonly string[],
): Commit['requestsForNothing'] =>
  requests.map(({ value, paths }, index) => ({
    value,
    nearest: index < MOST_REQUESTS ? nearestPath(paths.at(-1)!, changed) : null,
  }))

/**
 * The one of some changed paths that a path was most likely meant to be, or null when none is near: the same but for case
 * and what stands before it, a file in a folder that was named, the same name elsewhere, or with few slips.
 */
export function nearestPath(written: string, paths: readonly string[]): string | null {
  const meant = plain(written)
  const only = (found: readonly string[]): string | null => (found.length === 1 ? found[0]! : null)
  const isBelow = (path: string, other: string) => plain(path).endsWith(`/${other}`)
  return (
    only(paths.filter((path) => plain(path) === meant)) ??
    only(paths.filter((path) => isBelow(path, meant) || meant.endsWith(`/${plain(path)}`))) ??
    paths.find((path) => plain(path).startsWith(`${meant}/`)) ??
    only(paths.filter((path) => isBelow(`/${path}`, nameOf(meant)))) ??
    (paths.length <= MOST_PATHS ? nearestWord(written, paths) : null)
  )
}

/** As another system may open it, without a slash at either end or what stands for "here". */
const plain = (path: string): string =>
  path
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '')

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
