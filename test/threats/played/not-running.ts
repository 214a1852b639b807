import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { VERSION } from '../../../src/version.ts'
import { BINARY, begunBy, type TestRepository, withRepository } from '../../support/repository.ts'
import { examined } from '../clone.ts'
import {
  ASKING,
  answerFor,
  binary,
  change,
  GUARDED,
  GUARDING,
  LOCKED,
  MISSING,
  once,
  type Play,
  plan,
  playedAt,
  ranAs,
  type Threat,
} from '../threat.ts'

type Way = (repository: TestRepository, message: string) => void

const AS_IT_SHOULD = 'Change\n\nTask-Id: A-1\n'

/** A base, a hook, and a change that is not committed yet. */
const begun = begunBy((repository, hook: string) => {
  const base = repository.commit('Adopt', { '.precheck.yml': ASKING, 'a.txt': '1\n' })
  repository.git('branch', 'base')
  const file = join(repository.dir, '.git/hooks/commit-msg')
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, `#!/bin/sh\n${hook}\n`)
  chmodSync(file, 0o755)
  repository.write('a.txt', '2\n')
  return base
})

/** Commits past a local hook that lets nothing through, and lets the range check judge what came of it. */
const past = (way: Way, message: string, hook = 'exit 1'): Play =>
  playedAt('wall', () =>
    begun(async (repository, base) => {
      const plain = repository.tryGit(['commit', '-q', '-am', message])
      if (plain.status === 0) throw new Error('the local hook is not there')
      way(repository, message)
      const head = repository.head()
      if (head === base) throw new Error('nothing was committed')
      return await answerFor(repository, { base, head })
    }, hook),
  )

const local = (id: string, name: string, way: Way, hook?: string): Threat => ({
  id,
  name: `${name}: the range check sees the commit`,
  attack: past(way, 'Change\n', hook),
  by: MISSING,
  twin: past(way, AS_IT_SHOULD, hook),
  pastHook: true,
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
  }, 'hook')

const BLOCKING = "version: 1\npaths: [{ name: secrets, match: ['.env'], action: block }]\n"

/** The installed hook as git calls it, with or without a precheck that it finds. */
const shim = (found: boolean): Play =>
  playedAt('hook', () =>
    withRepository((repository) => {
      repository.commit('Adopt', { '.precheck.yml': ASKING })
      if (found) repository.write('.git/precheck/entry', `${process.execPath}\n${BINARY}\n`)
      repository.write('.git/COMMIT_EDITMSG', AS_IT_SHOULD)
      const hook = new URL('../../../hooks/commit-msg', import.meta.url).pathname
      const env = { GIT_EDITOR: ':', ...(found ? {} : { PATH: '/nonexistent' }) }
      return ranAs(repository.run('/bin/sh', [hook, '.git/COMMIT_EDITMSG'], { env }))
    }),
  )

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

type Setting = (repository: TestRepository, key: string) => Record<string, string>

const HOOKS_PATH = 'core.hooksPath'
const HARMLESS = 'core.pager'

/** What `precheck doctor` says where an environment sends git elsewhere for hooks. */
const environment = (name: string, set: Setting): Threat => ({
  id: 'T5',
  name: `${name}: doctor names it`,
  attack: examined((repository) => set(repository, HOOKS_PATH)),
  by: `${HOOKS_PATH} /dev/null`,
  twin: harmlessEnvironment,
})

/** The same, by settings that stay. */
const settings = (name: string, set: (repository: TestRepository, key: string) => void): Threat => ({
  id: 'T6',
  name: `${name}: doctor names it`,
  attack: examined((repository) => void set(repository, HOOKS_PATH)),
  by: `hooks path: ${HOOKS_PATH} /dev/null`,
  twin: harmlessSettings,
})

/** A file of settings in which this key has the value `/dev/null`; gives its name. */
function settingsFile(repository: TestRepository, path: string, key: string): string {
  const file = join(repository.dir, '..', path)
  mkdirSync(dirname(file), { recursive: true })
  const [section, name] = key.split('.')
  writeFileSync(file, `[${section}]\n\t${name} = /dev/null\n`)
  return file
}

const inEnvironment = (settings: Readonly<Record<string, string>>): Record<string, string> => {
  const entries = Object.entries(settings)
  return {
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, key],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ),
  }
}

const inCount: Setting = (_, key) => inEnvironment({ [key.toUpperCase()]: '/dev/null' })
const handedOn: Setting = (_, key) => ({ GIT_CONFIG_PARAMETERS: `'${key}'='/dev/null'` })
const takenIn: Setting = (repository, key) =>
  inEnvironment({ 'include.path': settingsFile(repository, 'included', key) })
const ofUser: Setting = (repository, key) => ({ GIT_CONFIG_GLOBAL: settingsFile(repository, 'global', key) })
const atHome: Setting = (repository, key) => {
  settingsFile(repository, 'elsewhere/.gitconfig', key)
  delete repository.env['GIT_CONFIG_GLOBAL']
  return { HOME: join(repository.dir, '../elsewhere') }
}

const harmlessEnvironment = once(
  examined((repository) => ({
    ...atHome(repository, HARMLESS),
    ...ofUser(repository, HARMLESS),
    ...handedOn(repository, HARMLESS),
    ...takenIn(repository, HARMLESS),
  })),
)

const inConfig = (repository: TestRepository, key: string): void => void repository.git('config', key, '/dev/null')
const inIncluded = (repository: TestRepository, key: string): void =>
  void repository.git('config', 'include.path', settingsFile(repository, 'included', key))
function inOtherTree(repository: TestRepository, key: string): void {
  const other = join(repository.dir, '../other')
  repository.git('worktree', 'add', '-q', other)
  repository.git('config', 'extensions.worktreeConfig', 'true')
  repository.git('-C', other, 'config', '--worktree', key, '/dev/null')
}

const harmlessSettings = once(
  examined((repository) => {
    for (const set of [inConfig, inIncluded, inOtherTree]) set(repository, HARMLESS)
    return {}
  }),
)

const hook = (repository: TestRepository, name: string): string => join(repository.dir, '.git/hooks', name)

/** Hook files that are no longer what install put there; the twin is a file beside them, which git does not run. */
const files = (name: string, by: string, act: (repository: TestRepository) => void): Threat => ({
  id: 'T7',
  name: `${name}: doctor names it`,
  attack: examined((repository) => void act(repository)),
  by,
  twin: beside,
})

const beside = once(examined((repository) => void writeFileSync(hook(repository, 'commit-msg.sample'), 'exit 0\n')))

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
  environment('settings in the environment', inCount),
  environment('settings as git hands them on', handedOn),
  environment('a file of settings that the environment takes in', takenIn),
  environment('another file for the settings of the user', ofUser),
  environment('another home', atHome),
  local('T6', 'another hooks path for good', withConfig('core.hooksPath', '/dev/null')),
  settings('in the repository', inConfig),
  settings('in a file that the repository takes in', inIncluded),
  settings('in another work tree', inOtherTree),
  files('a hook that cannot be executed', 'commit-msg is not executable', (repository) =>
    chmodSync(hook(repository, 'commit-msg'), 0o644),
  ),
  files('no hooks at all', 'commit-msg is missing', (repository) => rmSync(hook(repository, '.'), { recursive: true })),
  files('a link in its place', "is not precheck's", (repository) => {
    rmSync(hook(repository, 'commit-msg'))
    symlinkSync('/bin/true', hook(repository, 'commit-msg'))
  }),
  files('a line in it that ends it', 'is not as this precheck installs it', (repository) => {
    const text = readFileSync(hook(repository, 'commit-msg'), 'utf8')
    writeFileSync(hook(repository, 'commit-msg'), text.replace('\n', '\nexit 0\n'))
  }),
  files('a program behind it that says it is this one', 'is not what', (repository) => {
    repository.write('.git/precheck/fake.js', `console.log('${VERSION}')\n`)
    repository.write('.git/precheck/entry', `${process.execPath}\n${join(repository.dir, '.git/precheck/fake.js')}\n`)
  }),
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
  local('T10', 'a rebase', (repository, text) => {
    repository.git('stash', '-q')
    repository.git('checkout', '-q', '-b', 'side')
    repository.write('b.txt', '2\n')
    repository.git('add', 'b.txt')
    commit([], ['-n'])(repository, text)
    repository.git('checkout', '-q', 'main')
    commit([], ['-n', '--allow-empty'])(repository, AS_IT_SHOULD)
    repository.git('rebase', '-q', 'main', 'side')
  }),
  local('T11', 'plumbing', plumbing),
  local('T12', 'another program that writes commits', written),
  local(
    'T13',
    'a fresh clone',
    elsewhere((repository, clone) => repository.git('fetch', '-q', clone)),
  ),
  {
    id: 'T13',
    name: 'a fresh clone: doctor says that nothing is installed',
    attack: examined((repository) => {
      const clone = join(repository.dir, '../clone')
      repository.git('clone', '-q', repository.dir, clone)
      rmSync(join(repository.dir, '.git'), { recursive: true })
      renameSync(join(clone, '.git'), join(repository.dir, '.git'))
      return {}
    }),
    by: 'precheck is not installed in this clone',
    twin: beside,
  },
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
