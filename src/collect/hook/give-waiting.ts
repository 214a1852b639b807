import type { Change } from '../../change.ts'
import { writeBlock } from '../../signoff/block.ts'
import { withBlock } from '../../signoff/message.ts'
import { pendingIn } from '../../signoff/pending.ts'
import { clearWaiting, giveWaiting, isUsedUp, readWaiting, writeWaiting } from '../../signoff/waiting.ts'
import { withAdded } from './commit-being-made.ts'
import type { Moment } from './moment.ts'

/** A message that has been given what waited for it. */
export interface GivenSignOff {
  readonly message: Buffer
  /** Notes that it was given; to be called once the message is really used. */
  readonly used: () => void
}

/**
 * The message with what a waiting sign-off says about the open transitions of a commit; null when nothing waits for them.
 * The message goes in as git will store it, so what is added stands under no comment and no diff.
 */
export function giveWaitingSignOff(moment: Moment, change: Change, raw: Buffer): GivenSignOff | null {
  const { commonDir, gitDir } = moment.where
  const waiting = readWaiting(commonDir)
  if (waiting === null) return null
  const now = { gitDir, head: moment.head?.oid ?? null }
  if (isUsedUp(waiting, now)) {
    clearWaiting(commonDir)
    return null
  }
  const found = giveWaiting(waiting, pendingIn(change), now)
  if (found === null) return null
  const message = withAdded(moment, raw, writeBlock(found.give), withBlock)
  return message && { message, used: () => writeWaiting(commonDir, waiting.block, found.given) }
}
