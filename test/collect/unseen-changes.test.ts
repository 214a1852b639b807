import { describe, expect, test } from 'vitest'
import { makeHistory, type Planned } from '../support/history.ts'
import { judgeNamed } from '../support/judged.ts'
import { numbers } from '../support/numbers.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const POLICY = "version: 1\npaths:\n  - { name: deploy, match: ['deploy/'], action: sign-off }\n"

/** Blob ids by path. */
type Tree = Readonly<Record<string, string>>

/** A text in three parts, each of which can change without a conflict with the others. */
const text = (name: string): string =>
  [0, 1, 2].map((part) => `part ${part} version 0\n${`line of ${name} ${part}\n`.repeat(8)}`).join('')

/** Grows a history by single steps, with trees made by hand and merges made by git. */
class Growing {
  readonly repository: TestRepository
  readonly commits: string[]
  readonly #random: () => number
  readonly #trees = new Map<string, Tree>()
  readonly #texts = new Map<string, string>()
  #version = 0

  constructor(repository: TestRepository, seed: number) {
    this.repository = repository
    this.#random = numbers(seed)
    const files = { '.precheck.yml': POLICY, 'deploy/a': text('a'), 'deploy/b': text('b'), 'src/c': text('c') }
    this.commits = [makeHistory(repository, [{ name: 'start', files }])['start']!]
  }

  grow(): void {
    const [one, other] = [this.#pick(this.commits.slice(-5)), this.#pick(this.commits.slice(-7))]
    this.commits.push(one !== other && this.#random() < 0.45 ? this.#merge(one, other) : this.#change(one))
  }

  treeOf(commit: string): Tree {
    const known = this.#trees.get(commit)
    if (known) return known
    const listed = this.repository.git('ls-tree', '-r', commit).split('\n')
    const tree = Object.fromEntries(
      listed.map(
        (line) =>
          line
            .replace(/^\d+ blob /, '')
            .split('\t')
            .reverse() as [string, string],
      ),
    )
    this.#trees.set(commit, tree)
    return tree
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)]!
  }

  /** As git merges, conflict markers and all; now and then with something slipped in. */
  #merge(one: string, other: string): string {
    const merged = this.repository.tryGit(['merge-tree', '--write-tree', '--name-only', '--no-messages', one, other])
    if (merged.status > 1) throw new Error(merged.stderr)
    const tree = merged.stdout.split('\n', 1)[0]!
    const commit = this.repository.tryGit(['commit-tree', tree, '-p', one, '-p', other, '-m', 'step'], {
      env: { GIT_AUTHOR_DATE: `${this.#now()} +0000`, GIT_COMMITTER_DATE: `${this.#now()} +0000` },
    })
    const made = commit.stdout.trim()
    if (this.#random() > 0.15) return made
    // The same parents and a file more: fast-import takes the tree of the merge from its commit.
    return this.#commit([one, other], {
      ...this.#wholeOf(made, one),
      [`deploy/slipped${this.commits.length}`]: `${this.commits.length}`,
    })
  }

  /** What makes the tree of one commit out of that of another. */
  #wholeOf(commit: string, parent: string): NonNullable<Planned['files']> {
    const [own, before] = [this.treeOf(commit), this.treeOf(parent)]
    const gone = Object.keys(before).filter((path) => own[path] === undefined)
    const changed = Object.keys(own).filter((path) => own[path] !== before[path])
    return Object.fromEntries([
      ...gone.map((path) => [path, null] as const),
      ...changed.map((path) => [path, this.#textOf(own[path]!)] as const),
    ])
  }

  /** Edits a part of a file, gives it another name, in or out of the guarded folder, or deletes it. */
  #change(parent: string): string {
    const before = this.treeOf(parent)
    const files: Record<string, string | null> = {}
    const paths = Object.keys(before).filter((path) => path.includes('/'))
    const path = this.#pick(paths)
    const content = this.#textOf(before[path]!)
    const kind = this.#random()
    if (kind < 0.6) {
      this.#version += 1
      const part = Math.floor(this.#random() * 3)
      files[path] = content.replace(new RegExp(`part ${part} version \\d+`), `part ${part} version ${this.#version}`)
    } else {
      if (kind < 0.9) files[`${this.#pick(['deploy', 'src'])}/n${this.commits.length}`] = content
      if (kind < 0.9 || paths.length > 2) files[path] = null
    }
    return this.#commit([parent], files)
  }

  #textOf(blob: string): string {
    const text = this.#texts.get(blob) ?? this.repository.run('git', ['cat-file', 'blob', blob]).stdout
    this.#texts.set(blob, text)
    return text
  }

  #now(): number {
    return 1_700_000_000 + this.commits.length * 60
  }

  #commit(on: readonly string[], files: NonNullable<Planned['files']>): string {
    return makeHistory(this.repository, [{ name: 'step', on, files, message: 'step\n', at: this.#now() }])['step']!
  }
}

describe('whatever is edited, renamed, deleted and merged, in and out of a guarded folder', () => {
  test.each([1008, 1009, 1011, 2000])(
    'nothing guarded comes out as the base never had it without being asked for (%i)',
    async (seed) => {
      await withRepository(async (repository) => {
        const history = new Growing(repository, seed)
        while (history.commits.length < 30) history.grow()
        const head = history.commits.at(-1)!
        for (const base of [0, 8, 20].map((index) => history.commits[index]!)) {
          const { report, unknown } = (await judgeNamed(repository, { base, head }))!
          expect(unknown).toEqual([])
          const reached = repository
            .git('rev-list', base)
            .split('\n')
            .map((commit) => history.treeOf(commit))
          const asked = new Set(report.findings.map(({ at }) => at.path))
          for (const [path, oid] of Object.entries(history.treeOf(head))) {
            const known = reached.some((tree) => tree[path] === oid)
            expect(asked.has(path) || known || !path.startsWith('deploy/'), path).toBe(true)
          }
        }
      })
    },
  )
})
