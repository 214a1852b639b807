import { Composer, type CST, isMap, isScalar, isSeq, Lexer, type ParsedNode, Parser, type YAMLMap } from 'yaml'
import { visible } from '../visible.ts'
import { emptyTable } from './fields.ts'
import { lineAt } from './lines.ts'
import { fail } from './unreadable.ts'

/** The library takes a third of a microsecond for a character of a lock, and ten times that for hostile ones. */
const LONGEST_TEXT = 4 * 1024 * 1024
const DEEPEST = 32

/**
 * Reads the YAML documents of a lock file; every scalar is text as written. Refuses what its tools never write, and
 * what could show a person one thing and a tool another: anchors, aliases, tags, merge keys, keys that stand twice.
 */
export function readYaml(text: string): readonly unknown[] {
  if (text.length > LONGEST_TEXT) fail(`it is YAML of more than ${LONGEST_TEXT / 1024 / 1024} MiB`)
  const tokens = parse(text)
  // Key comparison by the library takes the square of a map's keys.
  const options = { uniqueKeys: false, schema: 'failsafe', prettyErrors: false, logLevel: 'silent' } as const
  return [...new Composer(options).compose(tokens, true, text.length)].map((document) => {
    const error = document.errors[0]
    if (error) fail(`line ${lineAt(text, error.pos[0])}: ${visible(error.message, 200)}`)
    return read(document.contents, text)
  })
}

/** Composing recurses, and Node was seen to abort where its stack runs out; so depth is bounded before it. */
function parse(text: string): readonly CST.Token[] {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === 'directive') fail(`line ${lineAt(text, token.offset)}: a YAML directive`)
      tokens.push(token)
    }
    if (parser.stack.length > DEEPEST) fail(`it is nested more than ${DEEPEST} levels deep`)
  }
  return [...tokens, ...parser.end()]
}

function read(node: ParsedNode | null, text: string): unknown {
  if (node === null) return null
  const plain = (isMap(node) || isSeq(node) || isScalar(node)) && node.anchor === undefined && node.tag === undefined
  if (!plain) return fail(`line ${lineAt(text, node.range[0])}: an anchor, an alias or a tag`)
  if (isMap(node)) return readMap(node, text)
  if (isSeq(node)) return node.items.map((item) => read(item, text))
  // `dependencies:` with nothing behind it.
  return node.value === '' && node.type === 'PLAIN' ? null : String(node.value ?? '')
}

function readMap(map: YAMLMap.Parsed, text: string): Record<string, unknown> {
  const table = emptyTable()
  for (const { key, value } of map.items) {
    const name = read(key, text)
    const place = (): string => `line ${lineAt(text, key.range[0])}`
    if (typeof name !== 'string' || name === '<<') return fail(`${place()}: expected a key, one plain word`)
    if (Object.hasOwn(table, name)) fail(`${place()}: the key "${visible(name, 100)}" stands twice`)
    table[name] = read(value, text)
  }
  return table
}
