import { hexDigest } from '../../digest.ts'
import { SIGN_OFF_REFS } from '../../ref-law.ts'
import { type SignOffBlock, writeBlock } from '../../signoff/block.ts'
import { readBlocks } from '../../signoff/read-blocks.ts'

/** The ref of a sign-off of these bytes. */
export const signOffRef = (bytes: Buffer): string => SIGN_OFF_REFS + hexDigest('sha256', bytes)

/** The sign-off that a blob is, to the byte; null when it is anything else or more. */
export function signOffIn(content: Buffer): SignOffBlock | null {
  const [block, ...others] = readBlocks(content.toString('utf8')).blocks
  const isWhole = block !== undefined && others.length === 0 && Buffer.from(writeBlock(block)).equals(content)
  return isWhole ? block : null
}
