import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeHistory } from '../support/history.ts'
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
    const listed = this.repository.git('ls-tree', '-r', commit).split('\n')
    return Object.fromEntries(
      listed.map(
        (line) =>
          line
            .replace(/^\d+ blob /, '')
            .split('\t')
            .reverse() as [string, string],
      ),
    )
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)]!
  }

  /** As git merges, conflict markers and all; now and then with something slipped in. */
  #merge(one: string, other: string): string {
    const merged = this.repository.tryGit(['merge-tree', '--write-tree', '--name-only', '--no-messages', one, other])
    if (merged.status > 1) throw new Error(merged.stderr)
    const tree = merged.stdout.split('\n', 1)[0]!
    if (this.#random() > 0.15) return this.#commit(tree, [one, other])
    const slipped = {
      ...this.treeOf(tree),
      [`deploy/slipped${this.commits.length}`]: this.#blob(`${this.commits.length}`),
    }
    return this.#commit(this.#tree(slipped), [one, other])
  }

  /** Edits a part of a file, gives it another name, in or out of the guarded folder, or deletes it. */
  #change(parent: string): string {
    const files: Record<string, string> = { ...this.treeOf(parent) }
    const paths = Object.keys(files).filter((path) => path.includes('/'))
    const path = this.#pick(paths)
    const kind = this.#random()
    if (kind < 0.6) {
      this.#version += 1
      const part = Math.floor(this.#random() * 3)
      const content = this.repository.run('git', ['cat-file', 'blob', files[path]!]).stdout
      files[path] = this.#blob(
        content.replace(new RegExp(`part ${part} version \\d+`), `part ${part} version ${this.#version}`),
      )
    } else {
      if (kind < 0.9) files[`${this.#pick(['deploy', 'src'])}/n${this.commits.length}`] = files[path]!
      if (kind < 0.9 || paths.length > 2) delete files[path]
    }
    return this.#commit(this.#tree(files), [parent])
  }

  #blob(content: string): string {
    return this.repository.run('git', ['hash-object', '-w', '--stdin'], { input: content }).stdout.trim()
  }

  #tree(files: Tree): string {
    const env = { GIT_INDEX_FILE: join(this.repository.dir, '.git', 'growing') }
    const input = Object.entries(files).map(([path, oid]) => `100644 ${oid}\t${path}\n`)
    this.repository.tryGit(['read-tree', '--empty'], { env })
    this.repository.tryGit(['update-index', '--index-info'], { env, input: input.join('') })
    return this.repository.tryGit(['write-tree'], { env }).stdout.trim()
  }

  #commit(tree: string, parents: readonly string[]): string {
    return this.repository.git('commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', 'step')
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
