import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BINARY, type TestRepository, withRepository } from '../../support/repository.ts'
import {
  ASKING,
  binary,
  change,
  GUARDED,
  GUARDING,
  inRepository,
  LOCKED,
  MISSING,
  type Play,
  plan,
  ranAs,
  type Threat,
} from '../threat.ts'

type Way = (repository: TestRepository, message: string) => void

const AS_IT_SHOULD = 'Change\n\nTask-Id: A-1\n'

/** Commits past a local hook that lets nothing through, and lets the range check judge what came of it. */
const past = (way: Way, message: string, hook = 'exit 1'): Play =>
  inRepository((repository) => {
    const base = repository.commit('Adopt', { '.precheck.yml': ASKING, 'a.txt': '1\n' })
    repository.git('branch', 'base')
    const file = join(repository.dir, '.git/hooks/commit-msg')
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, `#!/bin/sh\n${hook}\n`)
    chmodSync(file, 0o755)
    repository.write('a.txt', '2\n')
    const plain = repository.tryGit(['commit', '-q', '-am', message])
    if (plain.status === 0) throw new Error('the local hook is not there')
    way(repository, message)
    const head = repository.git('rev-parse', 'HEAD')
    if (head === base) throw new Error('nothing was committed')
    return { base, head }
  })

const local = (id: string, name: string, way: Way, hook?: string): Threat => ({
  id,
  name: `${name}: the range check sees the commit`,
  attack: past(way, 'Change\n', hook),
  by: MISSING,
  twin: past(way, AS_IT_SHOULD, hook),
})

const commit =
  (before: readonly string[], after: readonly string[], env: Readonly<Record<string, string>> = {}): Way =>
  (repository, message) => {
    const ran = repository.tryGit([...before, 'commit', '-q', ...after, '-m', message], { env })
    if (ran.status !== 0) throw new Error(ran.stderr)
  }

const withConfig =
  (...args: string[]): Way =>
  (repository, message) => {
    repository.git('config', ...args)
    commit([], ['-a'])(repository, message)
  }

/** The commit is there by plumbing, and HEAD is moved onto it. */
const plumbing: Way = (repository, message) => {
  repository.git('add', '-A')
  const made = repository.git('commit-tree', repository.git('write-tree'), '-p', 'HEAD', '-m', message)
  repository.git('update-ref', 'HEAD', made)
}

const written: Way = (repository, message) => {
  repository.git('add', '-A')
  const who = 'Other Git <other@example.com> 1700009999 +0000'
  const tree = repository.git('write-tree')
  const input = `tree ${tree}\nparent ${repository.git('rev-parse', 'HEAD')}\nauthor ${who}\ncommitter ${who}\n\n${message}`
  const made = repository.tryGit(['hash-object', '-t', 'commit', '-w', '--stdin'], { input }).stdout.trim()
  repository.write('.git/refs/heads/main', `${made}\n`)
}

/** Another clone, which has no hooks, commits and gives its work back. */
const elsewhere =
  (give: (repository: TestRepository, clone: string) => void): Way =>
  (repository, message) => {
    const clone = join(repository.dir, '../clone')
    repository.git('clone', '-q', repository.dir, clone)
    writeFileSync(join(clone, 'a.txt'), '3\n')
    repository.git('-C', clone, 'commit', '-q', '-am', message)
    give(repository, clone)
    repository.git('reset', '-q', '--hard', 'FETCH_HEAD')
  }

const staged = (set: (repository: TestRepository) => { cwd?: string; env?: Record<string, string> }): Play =>
  binary((repository) => {
    repository.commit('Adopt', { '.precheck.yml': BLOCKING, 'a.txt': '1\n' })
    return { args: ['check', '--staged'], options: set(repository) }
  })

const BLOCKING = "version: 1\npaths: [{ name: secrets, match: ['.env'], action: block }]\n"

/** The installed hook as git calls it, with or without a precheck that it finds. */
const shim =
  (found: boolean): Play =>
  () =>
    withRepository((repository) => {
      repository.commit('Adopt', { '.precheck.yml': ASKING })
      if (found) repository.write('.git/precheck/entry', `${process.execPath}\n${BINARY}\n`)
      repository.write('.git/COMMIT_EDITMSG', AS_IT_SHOULD)
      const hook = new URL('../../../hooks/commit-msg', import.meta.url).pathname
      const env = { GIT_EDITOR: ':', ...(found ? {} : { PATH: '/nonexistent' }) }
      return ranAs(repository.run('/bin/sh', [hook, '.git/COMMIT_EDITMSG'], { env }))
    })

/** A range that must be refused, checked with a variable set that looks like a switch. */
const switched = (env: Record<string, string>, task: string): Play =>
  binary((repository) => {
    repository.commit('Adopt', { '.precheck.yml': ASKING })
    repository.git('branch', 'base')
    repository.commit(`Change\n${task}`, { 'a.txt': '2\n' })
    return { args: ['check', 'base..HEAD'], options: { env } }
  })

const SWITCHES = Object.fromEntries(
  ['SKIP', 'DISABLE', 'DISABLED', 'ALLOW', 'ALLOW_ALL', 'MODE', 'OFF', 'NO_VERIFY', 'BYPASS', 'FORCE'].map((name) => [
    `PRECHECK_${name}`,
    '1',
  ]),
)

export const notRunning: readonly Threat[] = [
  local('T1', '--no-verify', commit([], ['--no-verify', '-a'])),
  local('T2', 'the option cut short', commit([], ['--no-verif', '-a'])),
  local('T3', 'the option among others in one word', commit([], ['-aqn'])),
  local(
    'T4',
    'another hooks path for one command, in other letters',
    commit(['-c', 'CORE.hookspath=/dev/null'], ['-a']),
  ),
  local(
    'T5',
    'settings by environment',
    commit([], ['-a'], {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: '/dev/null',
    }),
  ),
  local('T6', 'another hooks path for good', withConfig('core.hooksPath', '/dev/null')),
  local('T7', 'a hook that cannot be executed any more', (repository, text) => {
    chmodSync(join(repository.dir, '.git/hooks/commit-msg'), 0o644)
    commit([], ['-a'])(repository, text)
  }),
  local('T8', 'an alias', (repository, text) => {
    repository.git('config', 'alias.ci', 'commit --no-verify')
    repository.git('ci', '-q', '-am', text)
  }),
  local('T9', 'the switch of a hook manager', commit([], ['-a'], { HUSKY: '0' }), '[ "$HUSKY" = 0 ] && exit 0; exit 1'),
  local('T10', 'a cherry-pick', (repository, text) => {
    repository.git('stash', '-q')
    repository.git('checkout', '-q', '-b', 'side')
    commit([], ['-n', '--allow-empty'])(repository, 'Start')
    repository.write('a.txt', '2\n')
    commit([], ['-n', '-a'])(repository, text)
    repository.git('checkout', '-q', 'main')
    repository.git('cherry-pick', 'side')
  }),
  local('T11', 'plumbing', plumbing),
  local('T12', 'another program that writes commits', written),
  local(
    'T13',
    'a fresh clone',
    elsewhere((repository, clone) => repository.git('fetch', '-q', clone)),
  ),
  local('T14', 'a later step that amends', (repository, text) => {
    writeFileSync(join(repository.dir, '.git/hooks/commit-msg'), '#!/bin/sh\nexit 0\n')
    repository.write(
      '.git/hooks/post-commit',
      `#!/bin/sh\n[ -e .git/done ] && exit\n: >.git/done\ngit commit -q --amend -m "${text}"\n`,
    )
    chmodSync(join(repository.dir, '.git/hooks/post-commit'), 0o755)
    commit([], ['-a'])(repository, AS_IT_SHOULD)
  }),
  local(
    'T15',
    'a bundle',
    elsewhere((repository, clone) => {
      repository.git('-C', clone, 'bundle', 'create', '-q', 'x.bundle', 'HEAD')
      repository.git('fetch', '-q', join(clone, 'x.bundle'), 'HEAD')
    }),
  ),
  {
    id: 'T16',
    name: 'a switch in the tree that turns the check off',
    attack: change(GUARDING, {}, { '.precheck.yml': `${GUARDING}enabled: false\n` }),
    by: 'policy-change/unreadable',
    twin: change(GUARDING, {}, { 'enabled.txt': 'false\n' }),
  },
  {
    id: 'T17',
    name: 'variables that look like a switch',
    attack: switched(SWITCHES, ''),
    by: 'Task-Id',
    twin: switched(SWITCHES, '\nTask-Id: A-1\n'),
  },
  {
    id: 'T18',
    name: 'a hook that finds no program to ask',
    attack: shim(false),
    by: 'cannot be checked',
    twin: shim(true),
  },
  {
    id: 'T19',
    name: 'a linked work tree beside another checkout',
    attack: staged((repository) => {
      repository.git('worktree', 'add', '-q', '../linked')
      const cwd = join(repository.dir, '../linked')
      writeFileSync(join(cwd, '.env'), 'KEY=1\n')
      repository.git('-C', cwd, 'add', '-f', '.env')
      return { cwd }
    }),
    by: '.env',
    twin: staged((repository) => {
      repository.git('worktree', 'add', '-q', '../linked')
      repository.write('.env', 'KEY=1\n')
      repository.git('add', '-f', '.env')
      return { cwd: join(repository.dir, '../linked') }
    }),
  },
  {
    id: 'T20',
    name: 'another copy of the checker in the lock file',
    attack: change('version: 1\n', { 'package-lock.json': '1\n' }, { 'package-lock.json': '2\n' }),
    by: LOCKED,
    twin: change('version: 1\n', { 'package-lock.json': '1\n' }, { 'docs/package-lock.md': '2\n' }),
  },
  {
    id: 'T20',
    name: 'the CI file that runs the checker, in the same change',
    attack: plan([
      { name: 'base', files: { '.precheck.yml': 'version: 1\n' } },
      { name: 'head', files: { '.github/workflows/precheck.yml': 'on: never\n' } },
    ]),
    by: GUARDED,
    twin: change('version: 1\n', {}, { '.github/precheck.md': 'x\n' }),
  },
]
