import { isCi } from '../ci/index.ts'
import type { Io } from './io.ts'

/** One line that somebody at a terminal sees while they wait, written over by the next and taken away in the end. */
export interface StatusLine {
  readonly show: (text: string) => void
  readonly clear: () => void
}

const NONE: StatusLine = { show: () => {}, clear: () => {} }

/** On stderr, so that no byte of stdout depends on who watches; nothing where nobody does: a pipe, a log, a CI. */
export function statusLine({ env, stderr }: Pick<Io, 'env' | 'stderr'>): StatusLine {
  if (stderr.isTTY !== true || env.TERM === 'dumb' || isCi(env)) return NONE
  let shown = false
  return {
    show: (text) => {
      // A line that wraps could not be written over.
      stderr.write(`\r${text.slice(0, (stderr.columns || 80) - 1)}\x1b[K`)
      shown = true
    },
    clear: () => {
      if (shown) stderr.write('\r\x1b[K')
      shown = false
    },
  }
}

/** Milliseconds of work before it is worth a word, and between two words. */
const WORTH_A_WORD = 1000
const BETWEEN = 100

/** Shows a count as it grows. No timer: the line moves with the work, and what is over keeps no process alive. */
export function showCount(
  line: StatusLine,
  inWords: (count: string) => string,
  now: () => number = Date.now,
): (count: number) => void {
  let next = now() + WORTH_A_WORD
  return (count) => {
    const time = now()
    if (time < next) return
    next = time + BETWEEN
    line.show(inWords(String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')))
  }
}
