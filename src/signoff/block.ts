import { isAbsent, MODE_FILE, type State } from '../change.ts'
import { quotePath } from '../git/quoted-path.ts'
import { OPENPGP } from '../policy/openpgp.ts'
import { type Cover, coverFault, sortedCovers } from './cover.ts'
import { madeAt } from './made.ts'
import { isOpenpgpSignature } from './openpgp-signature.ts'
import { isAddress, isName, type SignerName, writeSignerName } from './signer-name.ts'
import { fromBase64, NAMESPACE, readSshSignature } from './ssh-signature.ts'

/** What a person says with a sign-off. */
export interface SignOff {
  readonly signer: SignerName
  /** UTC, in seconds: `2026-11-21T00:40:00Z`. */
  readonly made: string
  readonly covers: readonly Cover[]
  /**
   * A signature over the statement, on one line: an SSH signature's bytes as base64, or `openpgp:` and the base64 of a
   * detached OpenPGP one; null: unsigned.
   */
  readonly signature: string | null
}

/** A sign-off as it was read from a message. */
export interface SignOffBlock extends SignOff {
  /** Line of the message where it starts, from 1. */
  readonly line: number
}

/**
 * As wide as git's own convention has it. A forge that wraps longer lines of a message when it squashes (GitHub's page
 * does, at 72) would tear a sign-off apart, and commitlint refuses lines from 101 on.
 */
const COLUMNS = 72

/**
 * Writes a sign-off as the lines of trailers that carry it:
 *
 *     Signed-off-by: Jane Doe <jane@example.com>
 *     Sign-off-made: 2026-11-21T00:40:00Z
 *     Sign-off-covers: <side>..<side> <path>
 *     Sign-off-signature: ssh:<base64>   or   openpgp:<base64>
 *
 * A side is the full id of an object with its mode before it (`100755:<id>`, `120000:<id>`, `160000:<id>`,
 * `040000:<id>`), but that a plain file, `100644`, has no mode written, and an absent side is as many zeros as an id has
 * digits. There is one `covers` for each transition, in the order of their lines in the statement. The path stands as
 * git quotes it. Every line ends in LF; the signature's line is there only if there is a signature.
 *
 * A line may be folded, and goes on behind a line break and one blank. `covers` can be folded behind `..` (where the
 * blank is not part of the value) and instead of the blank before the path, and is, wherever it would pass 72 columns
 * with what comes next. Base64 is folded at 72 columns. Never behind the key: git moves the value up when it writes a
 * message's trailers anew. So an id of SHA-256 passes 72 columns behind the key, as a long path does by itself.
 *
 * @throws {RangeError} for what `signOffFault` tells of.
 */
export function writeBlock(signOff: SignOff): string {
  const fault = signOffFault(signOff)
  if (fault !== null) throw new RangeError(`not a sign-off that can be written: ${fault}`)
  const { signer, made, covers, signature } = signOff
  let block = `Signed-off-by: ${writeSignerName(signer)}\nSign-off-made: ${made}\n`
  for (const cover of sortedCovers(covers)) block += coversLines(cover)
  return signature === null ? block : `${block}${signatureLines(signature)}`
}

/** Why a sign-off cannot be written, as half a sentence about it; null when it can. */
export function signOffFault({ signer, made, covers, signature }: SignOff): string | null {
  if (!isName(signer.name)) return 'its signer has no name that a trailer can hold'
  if (!isAddress(signer.email)) return 'its signer has no address that a trailer can hold'
  if (madeAt(made) === null) return 'its date is not a moment in UTC like 2026-11-21T00:40:00Z'
  if (covers.length === 0) return 'it covers nothing'
  for (const cover of covers) {
    const fault = coverFault(cover)
    if (fault !== null) return fault
  }
  if (covers.some(({ old }) => old.oid.length !== covers[0]!.old.oid.length))
    return 'its object ids are not of one length'
  return signature === null ? null : signatureFault(signature)
}

function signatureFault(base64: string): string | null {
  if (base64.startsWith(OPENPGP))
    return isOpenpgpSignature(base64) ? null : 'its signature is not one whole OpenPGP signature'
  const bytes = fromBase64(base64)
  const signature = bytes && readSshSignature(bytes)
  if (!signature) return 'its signature is not a whole SSH signature'
  return signature.namespace === NAMESPACE ? null : 'its signature was made for something else than a sign-off'
}

function coversLines(cover: Cover): string {
  let lines = `Sign-off-covers: ${side(cover.old)}..`
  let used = lines.length
  const add = (word: string, gap: string) => {
    const fits = used + gap.length + word.length <= COLUMNS
    lines += fits ? gap + word : `\n ${word}`
    used = fits ? used + gap.length + word.length : 1 + word.length
  }
  add(side(cover.new), '')
  add(quotePath(cover.path), ' ')
  return `${lines}\n`
}

const side = (state: State): string =>
  isAbsent(state) || state.mode === MODE_FILE ? state.oid : `${state.mode}:${state.oid}`

function signatureLines(base64: string): string {
  const key = 'Sign-off-signature: '
  const value = base64.startsWith(OPENPGP) ? base64 : `ssh:${base64}`
  const room = COLUMNS - key.length
  const folded = value.slice(room).replace(new RegExp(`.{1,${COLUMNS - 1}}`, 'g'), '\n $&')
  return `${key}${value.slice(0, room)}${folded}\n`
}
