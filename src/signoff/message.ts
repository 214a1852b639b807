import { type SignOff, writeBlock } from './block.ts'
import { readBlocks } from './read-blocks.ts'

/** The message of a commit that carries a sign-off and nothing else. `changes` is how many transitions it covers. */
export function signOffMessage(signOff: SignOff): string {
  const { length } = signOff.covers
  return `${subject(length)}\n\n${writeBlock(signOff)}`
}

/** Whether a message is, to the byte, one that `signOffMessage` writes: only then is its commit asked nothing else. */
export function isSignOffMessage(message: string): boolean {
  if (!message.startsWith('chore: sign off ')) return false
  const [block, ...others] = readBlocks(message).blocks
  return block !== undefined && others.length === 0 && message === signOffMessage(block)
}

const subject = (changes: number): string => `chore: sign off ${changes} guarded change${changes === 1 ? '' : 's'}`
