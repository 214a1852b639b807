import { visible } from '../visible.ts'

// `~` and `=` at a start expand in some shell; all else that is not listed here means something in one.
const BARE = /^[\w@%+:,./-][\w@%+:,./=-]*$/

const shown = (word: string): string => visible(word, Number.POSITIVE_INFINITY)

/** False: a terminal cannot be sent the word as it is, and what is printed of it, pasted, would say something else. */
export const isPrintable = (word: string): boolean => shown(word) === word

/**
 * A word in single quotes, as a POSIX shell takes it back: nothing in them expands, history neither. Two `#` are parted by
 * the end of one quote and the start of the next, so that no CI runner finds a command (`##vso[…]`) in what is printed.
 */
export const quoted = (word: string): string =>
  `'${shown(word)
    .replaceAll("'", "'\\''")
    .replaceAll(/#(?=#)/g, "#''")}'`

/** A command as one line to paste: quotes only where a shell needs them. */
export const shellLine = (argv: readonly string[]): string =>
  argv.map((word) => (BARE.test(word) ? word : quoted(word))).join(' ')
