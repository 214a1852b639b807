import { OPENPGP, packetsOf, SIGNATURE } from '../policy/openpgp.ts'
import { fromBase64 } from './ssh-signature.ts'

/** More than any key's signature needs. */
const MOST_BYTES = 16 * 1024

/**
 * The bytes of `openpgp:<base64>`; null when they are anything but one signature: a message that brings its own text, or
 * a second signature, is nothing that a sign-off or a commit can carry.
 */
export function openpgpSignature(written: string): Buffer | null {
  const bytes = written.startsWith(OPENPGP) ? fromBase64(written.slice(OPENPGP.length)) : null
  if (bytes === null || bytes.length > MOST_BYTES) return null
  const kinds = packetsOf(bytes.toString('latin1'))
  return kinds?.length === 1 && kinds[0] === SIGNATURE ? bytes : null
}

export const isOpenpgpSignature = (written: string): boolean => openpgpSignature(written) !== null
