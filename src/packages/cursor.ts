import { visible } from '../visible.ts'
import { lineAt } from './lines.ts'
import { fail } from './unreadable.ts'

const ESCAPED: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
  '"': '"',
  '\\': '\\',
  '/': '/',
}

/** A place in a text that is read from front to back, once, by readers of TOML, HCL and Elixir terms. */
export class Cursor {
  readonly #text: string
  readonly #firstLine: number
  #at = 0

  /** `firstLine`: the number of the text's first line, where the text is a part of a longer one. */
  constructor(text: string, firstLine = 1) {
    this.#text = text
    this.#firstLine = firstLine
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  /** Goes past `mark` if it stands here. */
  takes(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#at)) return false
    this.#at += mark.length
    return true
  }

  /** Goes past `mark`, which must stand here. */
  want(mark: string): void {
    if (this.takes(mark)) return
    const here = this.#text.slice(this.#at, this.#at + 30).split('\n', 1)[0]!
    this.fail(`expected ${mark === '\n' ? 'the end of the line' : mark}, found "${visible(here, 30)}"`)
  }

  /** Goes past all that `characters` allows and returns it. A sticky expression of one repeated class: no going back. */
  run(characters: RegExp): string {
    characters.lastIndex = this.#at
    const found = characters.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  /** Goes past blanks, line breaks and comments that begin with `#`. */
  blank(): void {
    for (;;) {
      this.run(/[ \t\r\n]*/y)
      if (!this.takes('#')) return
      this.run(/[^\n]*/y)
    }
  }

  /** Reads items up to `end`, parted by commas, perhaps with one behind the last, and goes past `end`. */
  items<Item>(end: string, item: () => Item): readonly Item[] {
    const found: Item[] = []
    for (this.blank(); !this.takes(end); this.blank()) {
      found.push(item())
      this.blank()
      if (this.takes(',')) continue
      this.want(end)
      break
    }
    return found
  }

  /** Text in double quotes, on one line, with backslash escapes. */
  quoted(): string {
    this.want('"')
    let held = ''
    for (;;) {
      held += this.run(/[^"\\\n]*/y)
      if (this.takes('"')) return held
      held += this.#escape()
    }
  }

  #escape(): string {
    this.want('\\')
    if (this.takes('u')) return this.#codePoint(4)
    if (this.takes('U')) return this.#codePoint(8)
    return ESCAPED[this.run(/[btnfre"\\/]?/y)] ?? this.fail('expected an escape')
  }

  #codePoint(length: number): string {
    const digits = this.#text.slice(this.#at, this.#at + length)
    const code = /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : -1
    if (digits.length < length || code < 0 || code > 0x10ffff) this.fail('expected the number of a character')
    this.#at += length
    return String.fromCodePoint(code)
  }

  /** Ends the reading, with the line that was come to. */
  fail(why: string): never {
    return fail(`line ${this.#firstLine - 1 + lineAt(this.#text, this.#at)}: ${why}`)
  }
}
