import type { Facts } from './facts.ts'

/** A word as a POSIX shell takes it literally. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** How a user starts precheck here, as a shell takes it, without asking the network for it. */
export const program = ({ node, entry, roots, packageFolder }: Facts): string =>
  packageFolder !== null && entry.startsWith(`${roots.topLevel}/${packageFolder}node_modules/`)
    ? 'npx --no-install precheck'
    : `${shellWord(node)} ${shellWord(entry)}`
