import { foldText, isAscii, lowerAscii } from './fold.ts'
import { type Part, type Piece, type Reading, readPattern } from './pattern-syntax.ts'

export { patternFault } from './pattern-syntax.ts'

/**
 * Patterns made ready for `matcher`: plain data, kept as JSON between commits. Most patterns are answered by looking a
 * name up; only `globs` need the glob library. A name or path that ends in `/` means only what is below it.
 */
export interface PathTable {
  /**
   * A guard: compared with every spelling of a path, and taken widely: `deploy/**` holds for a file, a link or a
   * submodule that is itself called `deploy`. Else an exception: compared exactly and taken narrowly: `*.md` excepts
   * files of that name, not what lies in a folder `x.md`.
   */
  readonly fold: boolean
  /** Every path there is. */
  readonly all: boolean
  /** Names, of a file or of a folder above it, at any depth: `package-lock.json`, `deploy`. */
  readonly names: readonly string[]
  /** Beginning and end of names, at any depth: `*.pem` is `['', '.pem']`. */
  readonly affixes: readonly (readonly [string, string])[]
  /** Paths from the top. */
  readonly paths: readonly string[]
  /** Ends of paths: `config/master.key`. */
  readonly tails: readonly string[]
  /** Folders that patterns go through. Only links and submodules are compared with them: see `stand-ins.ts`. */
  readonly above: readonly Above[]
  readonly globs: readonly Glob[]
}

/** The folders, outermost first, that a pattern goes through before the name at its end, or before its first `**`. */
export interface Above {
  /** From the top; else at any depth. */
  readonly anchored: boolean
  readonly folders: readonly (string | { readonly glob: string })[]
  /** Compared with the path as git has it: see `Glob`. */
  readonly exact?: true
}

/** Makes a test of paths from a glob pattern. The one there is stands in `globs.ts`. */
export type GlobOf = (pattern: string) => (path: string) => boolean

/** What only the glob library can tell. */
export interface Glob {
  /** For the library: braces written out, literal characters escaped with a backslash. */
  readonly pattern: string
  /** Text that every path it matches has. */
  readonly needle: string
  /** Compared with the path as git has it, in a table that else folds: `[!A-Z]` has another meaning without case. */
  readonly exact?: true
}

/** Compiles patterns in which `patternFault` finds nothing wrong. They are read in gitignore's sense. */
export function compilePatterns(patterns: readonly string[], options: { readonly fold: boolean }): PathTable {
  const table = new Tables(options.fold)
  for (const pattern of patterns) for (const reading of readPattern(pattern)) table.add(reading)
  return table.done()
}

class Tables {
  readonly #fold: boolean
  #all = false
  readonly #names = new Set<string>()
  readonly #affixes = new Map<string, readonly [string, string]>()
  readonly #paths = new Set<string>()
  readonly #tails = new Set<string>()
  readonly #above = new Map<string, Above>()
  readonly #globs = new Map<string, Glob>()

  constructor(fold: boolean) {
    this.#fold = fold
  }

  add(reading: Reading): void {
    const { anchored, parts, below } = settled(reading)
    if (parts.length === 0) this.#all = true
    else if (!this.#fold) this.#file(anchored, parts, below, false)
    else {
      // Plainly lowered too, where that is not the folded form itself: see `pathKey`.
      for (const change of parts.every(isAsciiPart) ? [lowerAscii] : [lowerAscii, foldText])
        this.#file(
          anchored,
          parts.map((part) => changed(part, change)),
          below,
          false,
        )
      if (parts.some(hasClass)) this.#file(anchored, parts, below, true)
    }
  }

  /** Puts one pattern in the table that answers it fastest. */
  #file(anchored: boolean, parts: readonly Part[], below: boolean, exact: boolean): void {
    const literal = parts.map(literalOf)
    // Nothing but unseen characters folds to nothing.
    if (literal.includes('')) return
    const last = literal.at(-1)
    // A file that is called as a guarded folder has taken its place. `test-*/` means the folders, and no file.
    const itself = !below || (this.#fold && typeof last === 'string')
    const slash = itself ? '' : '/'
    if (literal.every((text) => text !== null)) {
      const path = literal.join('/') + slash
      if (anchored) this.#paths.add(path)
      else if (parts.length === 1) this.#names.add(path)
      else this.#tails.add(path)
    } else if (!anchored && parts.length === 1 && affixOf(parts[0]!) !== null) {
      const [start, end] = affixOf(parts[0]!)!
      this.#affixes.set(`${start}*${end}${slash}`, [start, end + slash])
    } else {
      const whole = (anchored ? '' : '**/') + parts.map(written).join('/')
      const deeper = below || this.#fold || typeof last === 'string'
      for (const pattern of [...(itself ? [whole] : []), ...(deeper ? [`${whole}/**`] : [])])
        this.#globs.set(`${exact}${pattern}`, { pattern, needle: needleOf(parts), ...(exact ? { exact } : {}) })
    }
    if (this.#fold) this.#through(anchored, parts.slice(0, -1), exact)
  }

  #through(anchored: boolean, parts: readonly Part[], exact: boolean): void {
    const end = parts.indexOf('**')
    const folders = parts
      .slice(0, end === -1 ? parts.length : end)
      .map((part) => literalOf(part) ?? { glob: written(part) })
    if (folders.length === 0) return
    const above = { anchored, folders, ...(exact ? { exact } : {}) }
    this.#above.set(JSON.stringify(above), above)
  }

  done(): PathTable {
    return {
      fold: this.#fold,
      all: this.#all,
      names: [...this.#names],
      affixes: [...this.#affixes.values()],
      paths: [...this.#paths],
      tails: [...this.#tails],
      above: [...this.#above.values()],
      globs: [...this.#globs.values()],
    }
  }
}

/**
 * Says the same in fewer words. `x/**` and `x/*` are both all that is below `x`, since what is below something that
 * matches is matched; a leading `**` takes the anchor away; `**` before `**` adds nothing.
 */
function settled({ anchored, parts, folder }: Reading): { anchored: boolean; parts: readonly Part[]; below: boolean } {
  const kept = parts.filter((part, index) => part !== '**' || parts[index + 1] !== '**')
  // Of folders below: `x/**/` says the same as `x/*/`.
  if (folder && kept.at(-1) === '**') kept[kept.length - 1] = [{ kind: 'any' }]
  let below = folder
  if (!folder && isAny(kept.at(-1)!)) {
    kept.pop()
    if (kept.at(-1) === '**') kept.pop()
    below = true
  }
  if (kept[0] !== '**') return { anchored, parts: kept, below }
  return { anchored: false, parts: kept.slice(1), below }
}

const isAny = (part: Part): boolean => part === '**' || (part.length === 1 && part[0]!.kind === 'any')

const hasClass = (part: Part): boolean => part !== '**' && part.some(({ kind }) => kind === 'class')

const isAsciiPart = (part: Part): boolean =>
  part === '**' || part.every((piece) => piece.kind !== 'text' || isAscii(piece.text))

/** The text of a part without wildcards; else null. */
function literalOf(part: Part): string | null {
  if (part === '**') return null
  const [first] = part
  return part.length === 1 && first!.kind === 'text' ? first!.text : null
}

/** Beginning and end of a part with one `*` and no other wildcard; else null. */
function affixOf(part: Part): readonly [string, string] | null {
  if (part === '**' || part.filter(({ kind }) => kind === 'any').length !== 1) return null
  if (part.some(({ kind }) => kind === 'one' || kind === 'class')) return null
  const text = (piece: Piece | undefined) => (piece?.kind === 'text' ? piece.text : '')
  return [text(part[0]), text(part.at(-1))]
}

/** A part with its text changed. In a class `[:upper:]` has to hold for what has been lowered. */
function changed(part: Part, change: (text: string) => string): Part {
  if (part === '**') return part
  return part.map((piece): Piece => {
    if (piece.kind === 'text') return { kind: 'text', text: change(piece.text) }
    if (piece.kind === 'class')
      return { kind: 'class', text: piece.text.toLowerCase().replaceAll('[:upper:]', '[:alpha:]') }
    return piece
  })
}

/** A part for the glob library. */
function written(part: Part): string {
  if (part === '**') return part
  return part
    .map((piece) => {
      if (piece.kind === 'text') return piece.text.replace(/[\\*?[\]]/g, '\\$&')
      if (piece.kind === 'class') return piece.text
      return piece.kind === 'any' ? '*' : '?'
    })
    .join('')
}

/** The longest text, slashes with it, that stands between two wildcards. */
function needleOf(parts: readonly Part[]): string {
  const runs = ['']
  parts.forEach((part, index) => {
    if (part === '**') runs.push('')
    else {
      if (index > 0 && parts[index - 1] !== '**') runs.push(`${runs.pop()}/`)
      for (const piece of part) runs.push(piece.kind === 'text' ? runs.pop() + piece.text : '')
    }
  })
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest))
}
