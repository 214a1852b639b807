import { MODE_LINK, MODE_SUBMODULE } from '../change.ts'
import { foldText, lowerAscii } from './fold.ts'

/** A path in the forms in which tables of patterns are asked about it. Make it once for each path. */
export interface PathKey {
  /** As git has it: what exceptions are compared with. */
  readonly exact: Spelling
  /** What guards are compared with: every spelling of a file that some system may open for this path. */
  readonly folded: readonly Spelling[]
  /** A symbolic link or a submodule: it stands where a folder may stand, with anything in it. */
  readonly isFolder: boolean
}

/** A path, and what stands between its slashes: many tables look the same parts up. */
export interface Spelling {
  readonly text: string
  readonly parts: readonly string[]
}

const spelling = (text: string): Spelling => ({ text, parts: text.split('/') })

/** Whatever makes a path more than its lower case: other characters than ASCII, `:`, `\`, a dot or blank at the end. */
const ODD = /[^\x20-\x7e]|[:\\]|[. ](?:\/|$)/

/** The key of a path with a mode of six octal digits. */
export function pathKey(path: string, mode: string): PathKey {
  const exact = spelling(path)
  const isFolder = mode === MODE_LINK || mode === MODE_SUBMODULE
  // Three spellings, so that folding can only add to what a pattern matches: with `?` or `*` beside a letter and its
  // accent, the folded form alone would miss what the plain one has.
  const texts = ODD.test(path)
    ? [...new Set([lowerAscii(path), foldText(path), foldText(openedAs(path))])]
    : [path.toLowerCase()]
  return { exact, folded: texts.map((text) => (text === path ? exact : spelling(text))), isFolder }
}

/**
 * The path that Windows opens: `.github./workflows/x.yml ` is `.github/workflows/x.yml`, `.env::$DATA` is `.env`. What
 * would leave a name empty is not cut.
 */
function openedAs(path: string): string {
  return path
    .split(/[/\\]/)
    .map((name) => withoutTail(name.split(':', 1)[0]!) || name)
    .join('/')
}

/** A name without the dots and blanks at its end, as Windows opens it. (A regular expression for this takes quadratic time on a long run of dots.) */
export function withoutTail(name: string): string {
  let end = name.length
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end -= 1
  return name.slice(0, end)
}
