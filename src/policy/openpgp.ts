/** How a key or a signature of OpenPGP begins in a policy or a block; base64 on one line follows. */
export const OPENPGP = 'openpgp:'

/** Kinds of packets (RFC 4880, section 4.3). */
export const SIGNATURE = 2
const SECRET_KEY = 5
const PUBLIC_KEY = 6
const SECRET_SUBKEY = 7
/** What may stand in a public key beside it: signatures, trust, user ids, subkeys, user attributes. */
const OF_A_KEY = [SIGNATURE, 12, 13, 14, 17]

/** The kinds of the packets that bytes (one for each character) are made of; null when they are not whole packets. */
export function packetsOf(bytes: string): readonly number[] | null {
  const kinds: number[] = []
  const at = (index: number): number => bytes.charCodeAt(index)
  const number = (from: number, length: number): number => {
    let value = 0
    for (let index = from; index < from + length; index += 1) value = value * 256 + at(index)
    return value
  }
  for (let start = 0; start < bytes.length; ) {
    const head = at(start)
    if ((head & 0x80) === 0) return null
    const isNew = (head & 0x40) !== 0
    kinds.push(isNew ? head & 0x3f : (head >> 2) & 0x0f)
    const first = at(start + 1)
    if (isNew && first < 192) start += 2 + first
    else if (isNew && first < 224) start += 3 + ((first - 192) << 8) + at(start + 2) + 192
    else if (isNew && first === 255) start += 6 + number(start + 2, 4)
    // Lengths that are told piece by piece or not at all are for streams; keys and signatures never need them.
    else if (isNew || (head & 3) === 3) return null
    else start += 1 + (1 << (head & 3)) + number(start + 1, 1 << (head & 3))
    if (!(start <= bytes.length)) return null
  }
  return kinds
}

/** Why bytes are no public key of one person, or null when they are. */
export function openpgpKeyFault(bytes: string): string | null {
  const kinds = packetsOf(bytes)
  if (kinds?.some((kind) => kind === SECRET_KEY || kind === SECRET_SUBKEY))
    return 'it is a private key; never write one here, and replace it now'
  if (kinds?.[0] !== PUBLIC_KEY) return 'it is not a whole OpenPGP public key, as "gpg --export" writes it'
  if (kinds.filter((kind) => kind === PUBLIC_KEY).length > 1)
    return 'it is more than one key: write each as one of its own'
  return kinds.slice(1).every((kind) => OF_A_KEY.includes(kind))
    ? null
    : 'it holds more than a public key: write what "gpg --export --export-options export-minimal" says'
}

/**
 * The base64 within an armored block of this kind (`PUBLIC KEY BLOCK`, `SIGNATURE`), on one line; null when the text is no
 * such block. Headers and the checksum, which proves nothing, are passed over.
 */
export function readOpenpgpArmor(armor: string, kind: string): string | null {
  const lines = armor.trim().split(/\r?\n/)
  if (lines[0]?.trimEnd() !== `-----BEGIN PGP ${kind}-----` || lines.at(-1) !== `-----END PGP ${kind}-----`) return null
  const gap = lines.findIndex((line) => line.trim() === '')
  const body = lines.slice(gap < 0 ? 1 : gap + 1, -1)
  return body.filter((line, index) => !(index === body.length - 1 && /^=[A-Za-z0-9+/]{4}$/.test(line))).join('')
}
