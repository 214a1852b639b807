import { visible } from '../visible.ts'
import { type Line, linesOf } from './lines.ts'
import type { LockedPackage } from './locked-package.ts'
import { fail } from './unreadable.ts'

/** Directives that name nothing which is fetched, or only what `require` names too. */
const OTHERS = new Set(['module', 'go', 'godebug', 'exclude', 'retract', 'tool', 'ignore', 'use'])

/** What stands in the place of a module, in all its versions or in one. */
interface Replacement {
  readonly name: string
  readonly version: string | null
  readonly by: string
  readonly byVersion: string
}

/**
 * `go.mod` and `go.work`. A replacement is told as the source of the module that it stands for, though nobody requires
 * it: no line of go.sum shows a folder that took a module's place.
 *
 *     require golang.org/x/mod v0.17.0 // indirect
 *     replace golang.org/x/mod v0.17.0 => example.com/fork/mod v0.17.1
 *     toolchain go1.22.1
 */
export function readGoMod(text: string): readonly LockedPackage[] {
  const required: LockedPackage[] = []
  const replaced: Replacement[] = []
  for (const { directive, words, line } of statements(text)) {
    if (directive === 'replace') replaced.push(replacement(words, line))
    else if (directive === 'toolchain' && words.length === 1)
      required.push({ name: 'toolchain', version: words[0]!, source: null, integrity: null })
    else if (directive === 'require' && words.length === 2)
      required.push({ name: words[0]!, version: words[1]!, source: null, integrity: null })
    else if (!OTHERS.has(directive)) refuse(line)
  }
  const gone = new Set(replaced.map(({ name, version }) => `${name} ${version ?? ''}`))
  return [
    ...required.filter(({ name, version }) => !gone.has(`${name} `) && !gone.has(`${name} ${version}`)),
    ...replaced.map(({ name, by, byVersion }) => ({ name, version: byVersion, source: by, integrity: null })),
  ]
}

interface Statement {
  readonly directive: string
  readonly words: readonly string[]
  readonly line: Line
}

/** Statements, one to a line; `require (` gives its directive to all lines before the closing one. */
function* statements(text: string): Generator<Statement> {
  let block: string | null = null
  for (const line of linesOf(text)) {
    const comment = line.text.indexOf('//')
    const words = (comment === -1 ? line.text : line.text.slice(0, comment))
      .split(/[ \t\r]/)
      .filter((word) => word !== '')
    if (words.length === 0) continue
    // Go allows quotes around any word, and writes none.
    if (words.some((word) => /["`]/.test(word))) refuse(line)
    if (block !== null && words[0] === ')' && words.length === 1) block = null
    else if (block !== null) yield { directive: block, words, line }
    else if (words[1] === '(' && words.length === 2) block = words[0]!
    else yield { directive: words[0]!, words: words.slice(1), line }
  }
  if (block !== null) fail('it ends within a block')
}

/** `name => folder`, `name v1.0.0 => other v1.0.1` and what lies between. */
function replacement(words: readonly string[], line: Line): Replacement {
  const arrow = words.indexOf('=>')
  const [name, version, tooMuch] = words.slice(0, Math.max(arrow, 0))
  const [by, byVersion, evenMore] = words.slice(arrow + 1)
  if (arrow < 1 || !name || !by || (tooMuch ?? evenMore) !== undefined) return refuse(line)
  return { name, version: version ?? null, by, byVersion: byVersion ?? '' }
}

const refuse = (line: Line): never => fail(`line ${line.number} is not as Go writes it: "${visible(line.text, 60)}"`)
