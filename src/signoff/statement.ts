import { unquotePath } from '../git/quoted-path.ts'
import { type Cover, coverFault, sortedCovers, statementLine } from './cover.ts'
import { madeAt } from './made.ts'
import { isAddress } from './signer-name.ts'

/** What a signature signs. */
export interface Statement {
  /** The policy's id of the repository; see `repository` in the policy. */
  readonly repository: string
  /** The signer's address, as the block writes it. The name beside it is not signed. */
  readonly signer: string
  readonly made: string
  readonly covers: readonly Cover[]
}

/**
 * Writes the text that a signature signs, in UTF-8; every line ends in LF:
 *
 *     precheck-signoff v1
 *     repository <id>
 *     signer jane@example.com
 *     made 2026-11-21T00:40:00Z
 *     covers <old mode> <old id> <new mode> <new id> <path as git quotes it>
 *
 * `covers` lines are sorted by their own bytes, each once. An absent state is mode `000000` and zeros.
 *
 * @throws {RangeError} for what could not be read back as it is.
 */
export function writeStatement(statement: Statement): string {
  const fault = statementFault(statement)
  if (fault !== null) throw new RangeError(`not a statement that can be signed: ${fault}`)
  return textOf(statement)
}

const textOf = ({ repository, signer, made, covers }: Statement): string =>
  [
    'precheck-signoff v1',
    `repository ${repository}`,
    `signer ${signer}`,
    `made ${made}`,
    ...sortedCovers(covers).map(statementLine),
    '',
  ].join('\n')

function statementFault({ repository, signer, made, covers }: Statement): string | null {
  if (!/^[!-~]+$/.test(repository)) return 'the id of the repository is not one word'
  if (!isAddress(signer)) return 'the signer has no address that a line can hold'
  if (madeAt(made) === null) return 'its date is not a moment in UTC like 2026-11-21T00:40:00Z'
  if (covers.length === 0) return 'it covers nothing'
  return covers.map(coverFault).find((fault) => fault !== null) ?? null
}

/** Reads such a text; null for one that `writeStatement` would not have written to the byte. */
export function readStatement(text: string): Statement | null {
  const lines = text.split('\n')
  const [, repository, signer, made] = lines.map((line) => line.slice(line.indexOf(' ') + 1))
  const covers = lines.slice(4, -1).map(readCover)
  if (repository === undefined || signer === undefined || made === undefined) return null
  if (!covers.every((cover) => cover !== null)) return null
  const statement = { repository, signer, made, covers }
  return statementFault(statement) === null && textOf(statement) === text ? statement : null
}

function readCover(line: string): Cover | null {
  const words = /^covers (\d{6}) ([0-9a-f]+) (\d{6}) ([0-9a-f]+) (.+)$/.exec(line)
  const path = unquotePath(words?.[5] ?? '')
  if (words === null || path === null) return null
  return { path, old: { mode: words[1]!, oid: words[2]! }, new: { mode: words[3]!, oid: words[4]! } }
}
