import { join } from 'node:path'
import { commitAsAgent, GOOD, stage } from '../../hooks/hooked.ts'
import type { Ran, TestRepository } from '../../support/repository.ts'
import { local } from '../clone.ts'
import type { Limit, Play, Threat } from '../threat.ts'

/** What the hooks themselves stop: real hooks, started by real git, in a clone in which they are installed. */

const ASKED = `Change\n\n${GOOD}\n`

/** An agent commits these files. */
const committing = (files: Readonly<Record<string, string>>, message = ASKED): Play =>
  local('hook', (repository) => {
    stage(repository, files)
    return commitAsAgent(repository, ['-m', message])
  })

/** `commit -a` of what was changed in the work tree. */
const careless = (path: string): Play =>
  local('hook', (repository) => {
    repository.write(path, 'other\n')
    return commitAsAgent(repository, ['-am', ASKED])
  })

/** A topic that changed a guarded file, merged in some way. */
const merging = (conclude: (repository: TestRepository) => Ran): Play =>
  local('hook', (repository) => {
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit(`Topic\n\n${GOOD}`, { 'deploy/run.sh': 'one\n2\n3\n' })
    repository.git('checkout', '-q', 'work')
    repository.commit(ASKED, { 'src/a.txt': 'b\n' })
    return conclude(repository)
  })

const moving = (from: string, to: string): Play =>
  local('hook', (repository) => {
    repository.git('mv', from, to)
    return commitAsAgent(repository, ['-m', ASKED])
  })

/** A submodule that settings keep out of every diff, beside a change that shows. */
const submodule = (path: string): Play =>
  local('hook', (repository) => {
    repository.git('config', 'diff.ignoreSubmodules', 'all')
    stage(repository, { 'src/a.txt': 'b\n' })
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${path}`)
    return commitAsAgent(repository, ['-m', ASKED])
  })

/** Attributes, a driver, and an object that stands in for another: all that makes git show something else. */
const bent = (path: string): Play =>
  local('hook', (repository) => {
    repository.write('.git/info/attributes', '* -diff linguist-generated binary\n')
    repository.git('config', 'diff.external', '/bin/false')
    stage(repository, { [path]: 'other\n' })
    repository.git('replace', repository.git('rev-parse', `:${path}`), repository.git('rev-parse', `HEAD:${path}`))
    return commitAsAgent(repository, ['-m', ASKED])
  })

/** A sign-off of a new file with an `x` in it, typed by whoever wants one. */
const TYPED = `Signed-off-by: Jane Doe <jane@example.com>
Sign-off-made: 2026-11-21T00:40:00Z
Sign-off-covers: ${'0'.repeat(40)}..
 587be6b4c3f93f93c489c0111bba5596147a26cb deploy/new.sh
`

/** A push of an agent's commit that was made without its hook. */
const pushing = (message: string): Play =>
  local('push', (repository) => {
    const remote = join(repository.dir, '../origin.git')
    repository.git('init', '-q', '--bare', remote)
    repository.git('push', '-q', '--no-verify', remote, 'main')
    repository.git('remote', 'add', 'origin', remote)
    stage(repository, { 'src/a.txt': 'b\n' })
    commitAsAgent(repository, ['-n', '-m', message])
    return repository.tryGit(['push', '-q', 'origin', 'work'])
  })

export const hooked: readonly Threat[] = [
  {
    id: 'L1',
    name: 'an agent that forgets its trailers',
    attack: committing({ 'src/a.txt': 'b\n' }, 'Change\n'),
    by: 'no "Task-Id" trailer',
    twin: committing({ 'src/a.txt': 'b\n' }),
  },
  {
    id: 'L2',
    name: 'a lock file that "commit -a" takes along',
    attack: careless('package-lock.json'),
    by: 'package-lock.json is a lock file',
    twin: careless('src/a.txt'),
  },
  {
    id: 'L3',
    name: 'a line more in a merge',
    attack: merging((repository) => {
      repository.git('merge', '-q', '--no-commit', 'topic')
      stage(repository, { 'deploy/run.sh': 'one\n2\n3\nevil\n' })
      return commitAsAgent(repository, ['-m', ASKED])
    }),
    by: 'against parent 2',
    twin: merging((repository) => repository.tryGit(['merge', '-q', '--no-edit', 'topic'])),
  },
  {
    id: 'L4',
    name: 'a merge that drops what the other side did',
    attack: merging((repository) => repository.tryGit(['merge', '-q', '--no-edit', '-s', 'ours', 'topic'])),
    by: 'deploy/run.sh is guarded',
    twin: merging((repository) => repository.tryGit(['merge', '-q', '--no-edit', '-X', 'ours', 'topic'])),
  },
  {
    id: 'L5',
    name: 'a rename out of a guarded folder',
    attack: moving('deploy/run.sh', 'src/run.sh'),
    by: 'deploy/run.sh is guarded',
    twin: moving('src/a.txt', 'src/b.txt'),
  },
  {
    id: 'L6',
    name: 'a guarded folder in other letters and another Unicode form',
    attack: committing({ 'DEPLO\uff39/new.sh': 'x\n' }),
    by: 'is guarded (deploy)',
    twin: committing({ 'DEPLOYMENT/new.sh': 'x\n' }),
  },
  {
    id: 'L7',
    name: 'a submodule that settings hide',
    attack: submodule('deploy/tool'),
    by: 'deploy/tool is guarded',
    twin: submodule('vendor/tool'),
  },
  {
    id: 'L8',
    name: 'attributes, a driver and a replaced object',
    attack: bent('deploy/run.sh'),
    by: 'deploy/run.sh is guarded',
    twin: bent('src/a.txt'),
  },
  {
    id: 'L9',
    name: 'a sign-off that an agent types',
    attack: committing({ 'deploy/new.sh': 'x' }, `${ASKED}${TYPED}`),
    by: 'no person is known to have made',
    twin: committing({ 'src/new.sh': 'x' }, `${ASKED}Signed-off-by: Jane Doe <jane@example.com>\n`),
  },
  {
    id: 'L10',
    name: 'the CI file that runs the check',
    attack: committing({ '.github/workflows/precheck.yml': 'on: never\n' }),
    by: '.github/workflows/precheck.yml is guarded',
    twin: committing({ '.github/notes.md': 'on: never\n' }),
  },
  {
    id: 'L11',
    name: 'a commit without its hook, at the push',
    attack: pushing('Change\n'),
    by: 'was made without the commit-msg hook',
    twin: pushing(ASKED),
  },
]

/** What they do not stop. */
export const unhooked: readonly Limit[] = [
  {
    id: 'N1',
    name: 'an agent that hides that it is one',
    passes: local('hook', (repository) => {
      stage(repository, { 'src/a.txt': 'b\n' })
      return repository.tryGit(['commit', '-q', '-m', 'Change'])
    }),
  },
  {
    id: 'N2',
    name: 'tests that were never run',
    passes: committing({ 'src/a.txt': 'b\n' }, ASKED.replace('3 passed', '3000 passed')),
  },
]
