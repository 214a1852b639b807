import { readTrailers } from '../git/trailers.ts'
import { type SignOff, writeBlock } from './block.ts'
import { readBlocks } from './read-blocks.ts'

/** The message of a commit that carries a sign-off and nothing else. `changes` is how many transitions it covers. */
export function signOffMessage(signOff: SignOff): string {
  const { length } = signOff.covers
  return `${subject(length)}\n\n${writeBlock(signOff)}`
}

/** A message with the lines of a sign-off at its end, among its trailers if it has any. */
export function withBlock(message: string, block: string): string {
  // What `trimEnd` takes may be half a letter: a message is given byte by byte, too.
  let end = message.length
  while (end > 0 && ' \t\r\n'.includes(message.charAt(end - 1))) end -= 1
  if (end === 0) return block
  return `${message.slice(0, end)}${readTrailers(message).length > 0 ? '\n' : '\n\n'}${block}`
}

/** Whether a message is, to the byte, one that `signOffMessage` writes: only then is its commit asked nothing else. */
export function isSignOffMessage(message: string): boolean {
  if (!message.startsWith('chore: sign off ')) return false
  const [block, ...others] = readBlocks(message).blocks
  return block !== undefined && others.length === 0 && message === signOffMessage(block)
}

const subject = (changes: number): string => `chore: sign off ${changes} guarded change${changes === 1 ? '' : 's'}`
