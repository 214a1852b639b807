import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestRepository } from '../support/repository.ts'

/** A file as a commit has it. */
export interface Kept {
  readonly mode: string
  readonly oid: string
  readonly text: string
}

export type Files = ReadonlyMap<string, Kept>

export interface Node {
  readonly parents: readonly Node[]
  readonly files: Files
  readonly message: string
  readonly by: string
  readonly at: number
  /** Known once git has it. */
  id: string | null
}

/** What git itself makes of two commits: all files as it leaves them, and those that it could not merge. */
export interface Merged {
  readonly files: Files
  readonly conflicts: ReadonlySet<string>
}

type Pair = readonly [Node, Node]

/** A line of work that asks git for merges on its way, and ends with its last commit. */
export type Line<Last = Node> = Generator<Pair, Last, Merged>

const START = 1_700_000_000

export const kept = (text: string, mode = '100644'): Kept => ({
  mode,
  oid: createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex'),
  text,
})

/**
 * Commits that are planned in memory and made by `git fast-import`, all at once whenever git is asked to merge some of
 * them. Merges are git's own, many in one `git merge-tree`.
 */
export class Grown {
  readonly #repository: TestRepository
  readonly #pending: Node[] = []
  #commits = 0

  constructor(repository: TestRepository) {
    this.#repository = repository
    repository.git('config', 'core.fsync', 'none')
    repository.git('config', 'fastimport.unpackLimit', '1')
  }

  /** Seconds since 1970 of the next commit: each is a minute after the one before. */
  get now(): number {
    return START + this.#commits * 60
  }

  commit(parents: readonly Node[], files: Files, message: string, by = 'Ann Author <ann@example.com>'): Node {
    const node: Node = { parents, files, message, by, at: this.now, id: null }
    this.#commits += 1
    this.#pending.push(node)
    return node
  }

  /** Goes on with all lines side by side, so that one process of git answers each of them once. */
  grow<Last>(lines: readonly Line<Last>[]): readonly Last[] {
    const last: Last[] = []
    let asking = lines.map((line, at) => ({ line, at, step: line.next() }))
    for (;;) {
      for (const { at, step } of asking) if (step.done) last[at] = step.value
      asking = asking.filter(({ step }) => !step.done)
      if (asking.length === 0) break
      const merged = this.#merge(asking.map(({ step }) => step.value as Pair))
      asking = asking.map(({ line, at }, index) => ({ line, at, step: line.next(merged[index]!) }))
    }
    this.make()
    return last
  }

  /** Has git make all that is planned. */
  make(): void {
    if (this.#pending.length === 0) return
    const marks = join(this.#repository.dir, '.git/marks')
    const nodes = this.#pending.splice(0)
    const numbers = new Map(nodes.map((node, index) => [node, index + 1]))
    const input = nodes.map((node, index) => this.#written(node, index + 1, numbers)).join('')
    this.#run(['fast-import', '--quiet', '--force', '--date-format=raw-permissive', `--export-marks=${marks}`], input)
    for (const line of readFileSync(marks, 'utf8').trimEnd().split('\n')) {
      const [mark, id] = line.slice(1).split(' ') as [string, string]
      nodes[Number(mark) - 1]!.id = id
    }
  }

  #written({ parents, files, message, by, at }: Node, mark: number, numbers: ReadonlyMap<Node, number>): string {
    const named = (node: Node) => node.id ?? `:${numbers.get(node)}`
    const [first, ...others] = parents
    const before: Files = first?.files ?? new Map()
    const who = `${by} ${at} +0000`
    return [
      'reset refs/heads/grown\n',
      `commit refs/heads/grown\nmark :${mark}\nauthor ${who}\ncommitter ${who}\n`,
      `data ${Buffer.byteLength(message)}\n${message}\n`,
      first === undefined ? '' : `from ${named(first)}\n`,
      ...others.map((other) => `merge ${named(other)}\n`),
      ...[...before.keys()].filter((path) => !files.has(path)).map((path) => `D ${path}\n`),
      ...[...files]
        .filter(([path, { oid, mode }]) => before.get(path)?.oid !== oid || before.get(path)?.mode !== mode)
        .map(([path, { mode, text }]) => `M ${mode} inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`),
      '\n',
    ].join('')
  }

  #merge(pairs: readonly Pair[]): readonly Merged[] {
    this.make()
    const asked = pairs.map(([one, other]) => `${one.id} ${other.id}\n`).join('')
    const options = ['--write-tree', '--stdin', '-z', '--name-only', '--no-messages', '--allow-unrelated-histories']
    const words = this.#run(['merge-tree', ...options], asked).split('\0')
    const answers = pairs.map(() => {
      const [, tree] = words.splice(0, 2)
      return { tree: tree!, conflicts: new Set(words.splice(0, words.indexOf('') + 1).slice(0, -1)) }
    })
    const trees = pairs.map(([one], index) => `${one.id}^{tree} ${answers[index]!.tree}`)
    const ids = this.#run(
      ['cat-file', '--batch-check=%(objectname)'],
      trees.map((pair) => `${pair.split(' ')[0]}\n`).join(''),
    )
    const lists = ids.trimEnd().split('\n')
    const differing = this.#run(
      ['diff-tree', '--stdin', '-r', '--raw', '--no-renames', '--no-abbrev'],
      lists.map((tree, index) => `${tree} ${answers[index]!.tree}\n`).join(''),
    )
    const changes = new Map<string, readonly string[]>()
    for (const part of differing.split(/^(?=[0-9a-f])/m).filter(Boolean)) {
      const [header, ...lines] = part.trimEnd().split('\n')
      changes.set(header!, lines)
    }
    const texts = this.#texts([...changes.values()].flat().map((line) => line.split(' ')[3]!))
    return pairs.map(([one], index) => {
      const { tree, conflicts } = answers[index]!
      const files = new Map(one.files)
      for (const line of changes.get(`${lists[index]} ${tree}`) ?? []) {
        const [, mode, , oid, , path] = line.split(/[ \t]/) as string[]
        if (mode === '000000') files.delete(path!)
        else files.set(path!, { mode: mode!, oid: oid!, text: texts.get(oid!)! })
      }
      return { files, conflicts }
    })
  }

  /** What stands in these blobs. */
  #texts(oids: readonly string[]): ReadonlyMap<string, string> {
    const wanted = [...new Set(oids)].filter((oid) => !/^0+$/.test(oid))
    const out = Buffer.from(this.#run(['cat-file', '--batch'], wanted.map((oid) => `${oid}\n`).join('')))
    const texts = new Map<string, string>()
    for (let at = 0; at < out.length; ) {
      const end = out.indexOf(10, at)
      const [oid, , size] = out.toString('utf8', at, end).split(' ') as [string, string, string]
      texts.set(oid, out.toString('utf8', end + 1, end + 1 + Number(size)))
      at = end + 2 + Number(size)
    }
    return texts
  }

  #run(args: readonly string[], input: string): string {
    const done = this.#repository.tryGit(args, { input })
    if (done.status !== 0) throw new Error(`git ${args[0]}: ${done.stderr}`)
    return done.stdout
  }
}

/** Asks git for its own merge of two commits. */
export function* merge(one: Node, other: Node): Line<Merged> {
  return yield [one, other]
}
