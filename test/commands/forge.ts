import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recorded } from '../ci/recorded.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { TestRepository } from '../support/repository.ts'

const GOOD = 'Task-Id: ABC-1\nTests-Run: npm test (3 passed)\nRollback: revert\n'

export const POLICY =
  'version: 1\ntrailers-for: everyone\npaths:\n  - { name: deploy, match: [/deploy/], action: sign-off }\n'

/**
 * A project whose request was begun before the policy was adopted. `main` has moved on since. The first commit of `topic`
 * owes its trailers. Of a queue, `queued` lands first, and `queue` is what is tested.
 */
const PLAN: readonly Planned[] = [
  { name: 'stale', files: { 'a.txt': 'a\n' } },
  { name: 'base', message: `Adopt\n\n${GOOD}`, files: { '.precheck.yml': POLICY } },
  { name: 'tip', message: `Move on\n\n${GOOD}`, files: { 'b.txt': 'b\n' } },
  { name: 'first', on: ['stale'], message: 'Careless', files: { 'c.txt': 'c\n' } },
  { name: 'head', message: `Careful\n\n${GOOD}`, files: { 'd.txt': 'd\n' } },
  { name: 'merge', on: ['tip', 'head'], message: 'Merge', files: { 'c.txt': 'c\n', 'd.txt': 'd\n' } },
  { name: 'other', on: ['base'], message: `Other\n\n${GOOD}`, files: { 'e.txt': 'e\n' } },
  { name: 'queued', on: ['tip', 'head'], message: 'Merge 7', files: { 'c.txt': 'c\n', 'd.txt': 'd\n' } },
  { name: 'queue', on: ['queued', 'other'], message: 'Merge 8', files: { 'e.txt': 'e\n' } },
  // What `main` becomes when somebody forces it.
  { name: 'forced', on: ['base'], message: `Rewritten\n\n${GOOD}`, files: { 'b.txt': 'other\n' } },
]

/** A forge with branches `main` and `topic`, and the other commits under `refs/ci/` and, so that they can be fetched, by id. */
export class Forge {
  readonly ids: Readonly<Record<string, string>>
  readonly #root = mkdtempSync(join(tmpdir(), 'precheck-forge-'))
  readonly repository = new TestRepository(join(this.#root, 'forge.git'), this.#root)
  #clones = 0

  constructor() {
    this.repository.run('git', ['init', '-q', '--bare', '-b', 'main', 'forge.git'], { cwd: this.#root })
    const made = makeHistory(this.repository, PLAN)
    for (const [name, id] of Object.entries(made)) {
      this.repository.git('update-ref', `refs/ci/${name}`, id)
      this.repository.git('update-ref', '-d', `refs/heads/${name}`)
    }
    this.repository.git('update-ref', 'refs/heads/main', made['tip']!)
    this.repository.git('update-ref', 'refs/heads/topic', made['head']!)
    this.repository.git('tag', '-a', '-m', 'one', 'v1', made['head']!)
    this.repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
    this.ids = { ...made, tag: this.repository.git('rev-parse', 'refs/tags/v1') }
  }

  /** A clone as CIs make them: a bare beginning, what is fetched, a detached HEAD. */
  clone(at: string, what: readonly string[], ...options: readonly string[]): TestRepository {
    this.#clones += 1
    const clone = new TestRepository(join(this.#root, `clone-${this.#clones}`), this.#root)
    this.repository.git('init', '-q', '-b', 'unborn', clone.dir)
    clone.git('remote', 'add', 'origin', `file://${this.repository.dir}`)
    clone.git('fetch', '-q', ...options, 'origin', ...what)
    clone.git('checkout', '-q', '--detach', at)
    return clone
  }

  /** The same with every branch, and with all that was ever built. */
  fullClone(at: string): TestRepository {
    const clone = this.clone(at, ['+refs/heads/*:refs/remotes/origin/*', '+refs/ci/*:refs/ci/*'])
    clone.git('remote', 'set-head', 'origin', 'main')
    return clone
  }

  /** The environment and the event of a run, as recorded, in files that can be read. */
  environment(ci: string, title: string, over: { readonly event?: object } = {}): Record<string, string> {
    const { env, event } = recorded(ci, title, this.ids)
    if (event === null) return { ...env }
    const file = join(this.#root, 'event.json')
    writeFileSync(file, JSON.stringify({ ...(event as object), ...over.event }))
    return { ...env, GITHUB_EVENT_PATH: file }
  }

  close(): void {
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 })
  }
}
