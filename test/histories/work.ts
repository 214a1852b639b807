import { writeBlock } from '../../src/signoff/block.ts'
import { writeMade } from '../../src/signoff/made.ts'
import { signOffMessage } from '../../src/signoff/message.ts'
import type { Files, Grown, Kept, Node } from './grown.ts'
import { kept } from './grown.ts'
import { guardsOf, TRAILERS, VALUES } from './policy.ts'

/** What somebody changed on one path, as a sign-off names it. */
interface Change {
  readonly path: string
  readonly old: { readonly mode: string; readonly oid: string }
  readonly new: { readonly mode: string; readonly oid: string }
}

const ABSENT = { mode: '000000', oid: '0'.repeat(40) }
const JANE = { name: 'Jane Doe', email: 'jane@example.com' }
const ROBIN = { name: 'Robin Roe', email: 'robin@example.com' }
const MALLORY = { name: 'Mallory', email: 'mallory@example.com' }
const AGENT = 'Co-authored-by: Claude <noreply@anthropic.com>'

/** What is guarded and differs between a commit and the files that it is to have. */
export function guardedChanges(from: Files, to: Files): readonly Change[] {
  const changes: Change[] = []
  for (const path of new Set([...from.keys(), ...to.keys()])) {
    if (guardsOf(path).length === 0) continue
    const [old, now] = [from.get(path) ?? ABSENT, to.get(path) ?? ABSENT]
    if (old.oid !== now.oid || old.mode !== now.mode) changes.push({ path, old, new: now })
  }
  return changes
}

/** Files with some of them changed; null: it is gone. */
export function withFiles(files: Files, changes: Readonly<Record<string, Kept | string | null>>): Files {
  const changed = new Map(files)
  for (const [path, file] of Object.entries(changes)) {
    if (file === null) changed.delete(path)
    else changed.set(path, typeof file === 'string' ? kept(file, files.get(path)?.mode) : file)
  }
  return changed
}

/** How a commit is signed off, or not. */
type Signing = 'not' | 'jane' | 'robin' | 'both' | 'mallory' | 'stale' | 'damaged' | 'asked'
const SIGNINGS: readonly Signing[] = [
  ...(['not', 'not', 'not', 'jane', 'jane', 'jane', 'jane', 'both', 'both', 'robin'] as const),
  ...(['mallory', 'stale', 'damaged', 'asked', 'asked'] as const),
]

/** People and agents at work: they commit with sign-offs and trailers of all kinds, the same in every run. */
export class Work {
  readonly grown: Grown
  readonly random: () => number
  /** Whether agents are among them. */
  readonly agents: boolean
  #words = 0

  constructor(grown: Grown, random: () => number, agents: boolean) {
    this.grown = grown
    this.random = random
    this.agents = agents
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!
  }

  happens(share: number): boolean {
    return this.random() < share
  }

  /** A word that is nowhere else. */
  word(): string {
    this.#words += 1
    return `word${Math.floor(this.random() * 1e9).toString(36)}${this.#words}`
  }

  /** A file with one of its lines changed to something new. */
  edited({ files }: Node, path: string, place: number): Record<string, string> {
    const lines = (files.get(path)?.text ?? '').split('\n')
    lines[place % Math.max(1, lines.length - 1)] = this.word()
    return { [path]: lines.join('\n') }
  }

  /** Commits these files on top of these parents, in a message of some kind. */
  commit(subject: string, parents: readonly Node[], files: Files, signing = this.pick(SIGNINGS)): Node {
    const changes = parents.flatMap((parent) => guardedChanges(parent.files, files))
    return this.grown.commit(parents, files, this.#message(subject, changes, signing, files))
  }

  /** One commit that changes some files of the one before. */
  change(
    on: Node,
    changes: Readonly<Record<string, Kept | string | null>>,
    signing?: Signing,
    subject = 'Change',
  ): Node {
    return this.commit(`${subject} ${Object.keys(changes)[0]}`, [on], withFiles(on.files, changes), signing)
  }

  /** An empty commit in which a person signs off what a branch has changed since. */
  signOff(on: Node, since: Node, alone = true): Node {
    const covers = guardedChanges(since.files, on.files)
    if (covers.length === 0) return on
    const message = signOffMessage({ signer: JANE, made: writeMade(this.grown.now), covers, signature: null })
    return this.grown.commit([on], on.files, alone ? message : message.replace('\n\n', '\n\nAs we agreed.\n\n'))
  }

  /** A commit of these files that two people have signed off, each at a time of their own. */
  signedAt(made: () => number, on: Node, files: Files): Node {
    const covers = guardedChanges(on.files, files)
    const by = [JANE, ROBIN].map((signer) => writeBlock({ signer, made: writeMade(made()), covers, signature: null }))
    return this.grown.commit([on], files, `Land it again\n\n${by.join('')}`)
  }

  #message(subject: string, changes: readonly Change[], signing: Signing, files: Files): string {
    const blocks = changes.length === 0 ? '' : this.#blocks(changes, signing)
    const asked = signing === 'asked' ? changes.map(({ path }) => path) : []
    // And now and then for what no entry guards, or what is not there at all.
    const sources = ['src/gone.ts', ...[...files.keys()].filter((path) => path.startsWith('src/'))]
    const requests = [...new Set([...asked, ...(this.happens(0.04) ? [this.pick(sources)] : [])])]
    const trailers = [
      ...requests.map((path) => `Sign-off-requested: ${path}`),
      ...(this.agents ? this.#trailers() : []),
    ]
      .map((each) => `${each}\n`)
      .join('')
    const body = this.happens(0.3) ? 'So that it lasts.\n\n' : ''
    // A sign-off may stand among the trailers or in a paragraph above them.
    const gap = blocks !== '' && trailers !== '' && this.happens(0.5) ? '\n' : ''
    return `${subject}\n\n${body}${blocks}${gap}${trailers}`
  }

  #blocks(changes: readonly Change[], signing: Signing): string {
    const made = writeMade(this.grown.now)
    const by = (signer: typeof JANE, covers = changes) => writeBlock({ signer, made, covers, signature: null })
    const other = changes.map((change) => ({ ...change, new: { mode: '100644', oid: kept(this.word()).oid } }))
    const texts: Readonly<Record<Signing, () => string>> = {
      not: () => '',
      asked: () => '',
      jane: () => by(JANE),
      robin: () => by(ROBIN),
      both: () => by(JANE) + by(ROBIN),
      mallory: () => by(MALLORY),
      stale: () => by(JANE, other),
      damaged: () => by(JANE).split('\n').slice(0, 2).join('\n') + '\n',
    }
    return texts[signing]()
  }

  #trailers(): readonly string[] {
    if (this.happens(0.15)) return this.happens(0.5) ? [AGENT] : []
    const given = TRAILERS.flatMap((key) => {
      if (this.happens(0.08)) return []
      const all = VALUES.filter((each) => each.key === key)
      const good = all.filter(({ fault }) => fault === null)
      const values = [this.happens(0.15) ? this.pick(all) : good[0]!, ...(this.happens(0.08) ? [this.pick(all)] : [])]
      return values.map(({ value }) => `${key}: ${value}`)
    })
    return [...given, ...(this.happens(0.6) ? [AGENT] : [])]
  }
}
