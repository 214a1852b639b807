import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { byTurns, median, type Timed } from './measure.ts'
import type { Place } from './place.ts'
import type { Result } from './result.ts'

const MESSAGE = `feat: make the parts smaller

Each part is read as a whole, so that smaller ones are read sooner.

Task-Id: SHOP-12
Tests-Run: make test (12 passed)
Rollback: revert
Assisted-by: Claude Code:unknown
`

/**
 * The hook of a passing commit by an agent, in a repository of 200 files with the starter policy: the installed shim, run
 * as git runs it. Beside it Node alone, and commitlint over the same message.
 */
export function measureHook(place: Place, top: string, rounds: number): readonly Result[] {
  const dir = place.repository('hook')
  for (let file = 0; file < 200; file++) {
    const path = join(dir, `src/part-${file % 20}/piece-${file}.txt`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `part ${file}\n`)
  }
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: dir, env: place.env, encoding: 'utf8' })
  execFileSync(process.execPath, [place.entry, 'install'], { cwd: dir, env: place.env, stdio: 'ignore' })
  git('add', '-A')
  git('commit', '-q', '--no-verify', '-m', 'chore: adopt precheck')
  writeFileSync(join(dir, 'src/part-0/piece-0.txt'), 'a smaller part\n')
  git('add', '-A')
  writeFileSync(join(dir, '.git/COMMIT_EDITMSG'), MESSAGE)

  const programs = git('--exec-path').trim()
  const env = {
    ...place.env,
    // As git sets them for the hooks of `git commit -m`.
    GIT_EXEC_PATH: programs,
    PATH: `${programs}:${place.env.PATH}`,
    GIT_INDEX_FILE: '.git/index',
    GIT_EDITOR: ':',
    GIT_PREFIX: '',
    GIT_AUTHOR_DATE: '@1700000600 +0000',
    CLAUDECODE: '1',
  }
  const at = { cwd: dir, env }
  const times = byTurns(
    {
      hook: { ...at, program: join(dir, '.git/hooks/commit-msg'), args: ['.git/COMMIT_EDITMSG'] },
      node: { ...at, program: process.execPath, args: ['-e', '0'] },
      commitlint: { ...at, program: process.execPath, args: [commitlintRunner(top), '.git/COMMIT_EDITMSG'] },
    } satisfies Record<string, Timed>,
    rounds,
  )
  if (readFileSync(join(dir, '.git/COMMIT_EDITMSG'), 'utf8') !== MESSAGE)
    throw new Error('the hook changed the message')
  const value = median(times.hook)
  const against = (name: string, sorted: readonly number[]) => ({ name, value: median(sorted) })
  const name = 'commit-msg hook, passing'
  return [
    { name, value, unit: 'ms', against: against('node -e 0', times.node), limit: 1.5 },
    { name, value, unit: 'ms', against: against('commitlint (core)', times.commitlint), limit: 0.25 },
  ]
}

/**
 * What `commitlint --edit FILE` does, without its command line, which is not installed here: it loads the same core and the
 * conventional configuration, and lints the message. The real one starts no sooner.
 */
function commitlintRunner(top: string): string {
  const file = join(top, 'node_modules/.cache/precheck/commitlint.mjs')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    `import { readFileSync } from 'node:fs'
import { lint, load } from '@commitlint/core'
const { rules, parserPreset, plugins } = await load({ extends: ['@commitlint/config-conventional'] }, { cwd: ${JSON.stringify(top)} })
const { valid, errors } = await lint(readFileSync(process.argv[2], 'utf8'), rules, { parserOpts: parserPreset?.parserOpts ?? {}, plugins })
if (!valid) throw new Error(errors.map(({ message }) => message).join())
`,
  )
  return file
}
