import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SignOff, type SignOffBlock, writeBlock } from './block.ts'
import { type Cover, statementLine } from './cover.ts'
import { readBlocks } from './read-blocks.ts'
import { waitingFile } from './waiting-file.ts'

/**
 * A sign-off that was made before the commit that it is for. It waits in the common git directory; each of its lines goes
 * to the first commit that contains its transition, whoever makes it, and is then spent.
 */
export interface Waiting {
  readonly block: SignOffBlock
  /** By the line of the statement: the git directory and HEAD at which it was given to a commit. */
  readonly given: Readonly<Record<string, { readonly gitDir: string; readonly head: string | null }>>
}

/** The sign-off that waits; null: none, or one that is damaged, which counts for nothing. */
export function readWaiting(commonDir: string): Waiting | null {
  try {
    const { block: text, given } = JSON.parse(readFileSync(waitingFile(commonDir), 'utf8')) as Record<string, unknown>
    const [block] = typeof text === 'string' ? readBlocks(text).blocks : []
    return block && isGiven(given) ? { block, given } : null
  } catch {
    return null
  }
}

const isGiven = (given: unknown): given is Waiting['given'] =>
  typeof given === 'object' &&
  given !== null &&
  Object.values(given).every((at) => typeof at?.gitDir === 'string' && 'head' in at)

/** Lets a sign-off wait, in place of the one before. Written whole or not at all. */
export function writeWaiting(commonDir: string, signOff: SignOff, given: Waiting['given'] = {}): void {
  mkdirSync(join(commonDir, 'precheck'), { recursive: true })
  const draft = `${waitingFile(commonDir)}.${process.pid}.tmp`
  writeFileSync(draft, `${JSON.stringify({ block: writeBlock(signOff), given }, null, 2)}\n`)
  renameSync(draft, waitingFile(commonDir))
}

/** Takes the waiting sign-off away. */
export function clearWaiting(commonDir: string): void {
  rmSync(waitingFile(commonDir), { force: true })
}

/**
 * What of a waiting sign-off a commit with these open transitions gets, and how it waits on. A line that was given at
 * another HEAD of the same work tree has gone into a commit; one given at this HEAD was not, since that commit did not
 * come about. A signature covers all lines at once, so a signed block is given whole.
 */
export function giveWaiting(
  waiting: Waiting,
  open: readonly Cover[],
  now: { readonly gitDir: string; readonly head: string | null },
): { readonly give: SignOff; readonly given: Waiting['given'] } | null {
  const wanted = new Set(open.map(statementLine))
  const free = waiting.block.covers.filter((cover) => {
    const before = waiting.given[statementLine(cover)]
    return before === undefined || (before.gitDir === now.gitDir && before.head === now.head)
  })
  const covers = free.filter((cover) => wanted.has(statementLine(cover)))
  if (covers.length === 0) return null
  const { signer, made, signature } = waiting.block
  return {
    give: { signer, made, signature, covers: signature === null ? covers : waiting.block.covers },
    given: { ...waiting.given, ...Object.fromEntries(covers.map((cover) => [statementLine(cover), now])) },
  }
}

/** Whether every line of a waiting sign-off has gone into a commit. */
export const isUsedUp = (
  { block, given }: Waiting,
  now: { readonly gitDir: string; readonly head: string | null },
): boolean =>
  block.covers.every((cover) => {
    const before = given[statementLine(cover)]
    return before !== undefined && !(before.gitDir === now.gitDir && before.head === now.head)
  })
