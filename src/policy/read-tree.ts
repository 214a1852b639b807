import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from 'yaml'
import { visible } from '../visible.ts'
import type { Pair, Position, Say, Tree } from './tree.ts'

/**
 * An alias is one shared Tree, so reading costs nothing however often it is named; but decoding walks it each time.
 * Decoders stop at the first wrong type, three lists deep at most, so this bounds them.
 */
const MOST_ALIASES = 20

/** Turns composed YAML nodes into a Tree, in the order of the text, so that an alias finds the anchor before it. */
export class TreeReader {
  readonly #at: (offset: number) => Position
  readonly #say: Say
  readonly #anchors = new Map<string, Tree>()
  #aliases = 0

  constructor(at: (offset: number) => Position, say: Say) {
    this.#at = at
    this.#say = say
  }

  /** `absent` is the place of what is not there: the value of `{ key }`. */
  read(node: ParsedNode | null, absent: Position): Tree {
    if (node === null) return { kind: 'scalar', value: null, at: absent }
    const at = this.#at(node.range[0])
    if (isAlias(node)) return this.#anchored(node.source, at)
    if (node.tag !== undefined)
      this.#say(at, `a policy has no use for tags (${visible(node.tag, 60)}): quote it if it is text`)
    const tree = this.#content(node, at)
    // Only now, so that an alias within its own anchor finds nothing: it would be a tree without end.
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, tree)
    return tree
  }

  #content(node: Exclude<ParsedNode, { anchor?: never }>, at: Position): Tree {
    if (isMap(node)) return { kind: 'map', pairs: this.#pairs(node), at }
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => this.read(item, at)), at }
    return { kind: 'scalar', value: scalar(node.value), at }
  }

  #pairs(map: YAMLMap.Parsed): readonly Pair[] {
    const first = new Map<string, Position>()
    const pairs: Pair[] = []
    for (const { key, value } of map.items) {
      const at = this.#at(key.range[0])
      const tree = this.read(value, at)
      if (!isScalar(key) || key.value === null || key.tag !== undefined) {
        this.#say(at, 'expected a key, one plain word')
        continue
      }
      const name = String(key.value)
      const before = first.get(name)
      if (before) this.#say(at, `the key "${visible(name, 60)}" stands twice here; first on line ${before.line}`)
      else first.set(name, at)
      pairs.push({ key: name, at, value: tree })
    }
    return pairs
  }

  #anchored(name: string, at: Position): Tree {
    this.#aliases += 1
    if (this.#aliases === MOST_ALIASES + 1) this.#say(at, `more than ${MOST_ALIASES} aliases (words that begin with *)`)
    const tree = this.#aliases > MOST_ALIASES ? undefined : this.#anchors.get(name)
    if (tree) return tree
    // What people mean by `- *.pem` is a pattern.
    if (this.#aliases <= MOST_ALIASES)
      this.#say(at, `a word that begins with * is an alias in YAML: write '*${visible(name, 60)}'`)
    return { kind: 'scalar', value: null, at }
  }
}

/** The core schema makes nothing else of a scalar; what it might one day, is text. */
function scalar(value: unknown): string | number | boolean | null {
  return value === null || typeof value === 'number' || typeof value === 'boolean' ? value : String(value)
}
