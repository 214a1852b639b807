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
