import { spawnSync } from 'node:child_process'

/** What a generated history is made of. */
export interface History {
  /** Commits above the base, merges and their second parents included. */
  readonly commits: number
  /** Every tenth commit merges a branch that changed a guarded path. */
  readonly merges: boolean
  /** Numbers of commits at which to leave a branch `at-<number>`. */
  readonly marks: readonly number[]
}

const FILES = 2000
const FILES_OF_A_COMMIT = 4

/** No two messages are alike, as in real work. */
const messageOf = (number: number): string => `fix: number part ${number} anew

Nothing else depends on the number ${number % 97}.

Task-Id: SHOP-${number}
Tests-Run: make test PART=${number} (${number % 300} passed)
Rollback: revert
Assisted-by: Claude Code:unknown
`

/**
 * Fills an empty repository with a history, the same one every time: the branch `base` has the policy and 2,000 files,
 * the commits above it change four of them each. Everything is packed, as after a clone.
 */
export function writeHistory(
  dir: string,
  env: Readonly<Record<string, string>>,
  policy: string,
  history: History,
): void {
  git(dir, env, ['fast-import', '--quiet'], stream(policy, history))
  git(dir, env, ['repack', '-a', '-d', '-q', '--no-write-bitmap-index'], '')
}

function git(cwd: string, env: Readonly<Record<string, string>>, args: readonly string[], input: string): void {
  const done = spawnSync('git', args, { cwd, env, input, maxBuffer: 1 << 30 })
  if (done.status !== 0) throw new Error(`git ${args[0]}: ${done.stderr || done.error}`)
}

/** The stream of `git fast-import`. Data is given with its length in bytes. */
function stream(policy: string, { commits, merges, marks }: History): string {
  const lines: string[] = []
  let mark = 0
  /** Begins a commit and gives its mark, by which later ones name it. */
  const commit = (ref: string, message: string, parents: readonly string[]): string => {
    mark += 1
    const date = 1_700_000_000 + mark * 60
    lines.push(`commit refs/heads/${ref}`, `mark :${mark}`, `committer Ann Author <ann@example.com> ${date} +0000`)
    lines.push(`data ${Buffer.byteLength(message)}`, message)
    for (const [index, parent] of parents.entries()) lines.push(`${index === 0 ? 'from' : 'merge'} ${parent}`)
    return `:${mark}`
  }
  const write = (path: string, content: string) =>
    lines.push(`M 100644 inline ${path}`, `data ${Buffer.byteLength(content)}`, content)
  let state = 1
  const any = (most: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state % most
  }

  let tip = commit('base', 'feat: begin', [])
  write('.precheck.yml', policy)
  for (let file = 0; file < FILES; file++) write(pathOf(file), `part ${file}\n`)
  let below = tip
  let side = tip
  for (let number = 1; number <= commits; number++) {
    if (merges && number % 10 === 9) {
      side = commit('side', messageOf(number), [below])
      write(workflowOf(number), `on: push # ${number}\n`)
    } else if (merges && number % 10 === 0) {
      tip = commit('main', messageOf(number), [tip, side])
      write(workflowOf(number - 1), `on: push # ${number - 1}\n`)
    } else {
      below = tip
      tip = commit('main', messageOf(number), [tip])
      for (let k = 0; k < FILES_OF_A_COMMIT; k++) write(pathOf(any(FILES)), `part ${number}.${k}\n`)
    }
    if (marks.includes(number)) lines.push(`reset refs/heads/at-${number}`, `from ${tip}`)
  }
  return `${lines.join('\n')}\n`
}

const workflowOf = (number: number): string => `.github/workflows/part-${number % 50}.yml`

const pathOf = (file: number): string => `src/part-${file % 40}/piece-${(file / 40) | 0}.txt`
