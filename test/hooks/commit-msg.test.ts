import { expect, test } from 'vitest'
import { judge } from '../support/example.ts'
import type { TestRepository } from '../support/repository.ts'
import { commitAsAgent, GOOD, stage, storedTrailers, TRAILERS, withHooks } from './hooked.ts'
import { readPrinted } from './printed.ts'

const POLICY = `${TRAILERS}
paths: [{ name: deploy, match: ['deploy/'], action: sign-off }]`

const SILENT = { status: 0, stdout: '', stderr: '' }

/** A commit by a person: nothing in its environment or message says otherwise. */
const commitAsPerson = (repository: TestRepository, ...args: string[]) => repository.tryGit(['commit', '-q', ...args])

test("an agent's commit with all that is asked is let through without a word", () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'src/a.txt': 'a\n' })
    expect(commitAsAgent(repository, ['-m', `Add a\n\n${GOOD}`])).toEqual({ ...SILENT, bytes: Buffer.alloc(0) })
  }))

test('a person owes no trailers, and a guarded path holds for them too', () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'src/a.txt': 'a\n' })
    expect(commitAsPerson(repository, '-m', 'Add a')).toMatchObject(SILENT)
    stage(repository, { 'deploy/run.sh': 'x\n' })
    const ran = commitAsPerson(repository, '-m', 'Deploy')
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('deploy/run.sh is guarded (deploy)')
    expect(ran.stderr).not.toContain('Task-Id')
  }))

test('with trailers for everyone, a person owes them', () =>
  withHooks(`trailers-for: everyone\n${TRAILERS}`, (repository) => {
    stage(repository, { 'src/a.txt': 'a\n' })
    const ran = commitAsPerson(repository, '-m', 'Add a')
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('no "Task-Id" trailer')
    expect(commitAsPerson(repository, '-m', `Add a\n\n${GOOD}`)).toMatchObject(SILENT)
  }))

test("an agent's co-author line makes a person's commit an agent's", () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'src/a.txt': 'a\n' })
    const message = 'Add a\n\nCo-authored-by: Claude <noreply@anthropic.com>'
    expect(commitAsPerson(repository, '-m', message).stderr).toContain('no "Task-Id" trailer')
  }))

test('in mode warn all is said and nothing refused, and the way on is to amend', () =>
  withHooks(`mode: warn\n${POLICY}`, (repository) => {
    stage(repository, { 'deploy/run.sh': 'x\n' })
    const ran = commitAsAgent(repository, ['-m', 'Deploy'])
    expect(ran.status).toBe(0)
    expect(ran.stderr).toContain('nothing is refused')
    expect(ran.stderr).toContain('To mend this, amend the commit with:')
  }))

test('an amend that drops the trailers is refused, one that keeps them is not', () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'src/a.txt': 'a\n' })
    expect(commitAsAgent(repository, ['-m', `Add a\n\n${GOOD}`])).toMatchObject(SILENT)
    const before = repository.git('rev-parse', 'HEAD')
    const ran = commitAsAgent(repository, ['--amend', '-m', 'Add a, better'])
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('no "Task-Id" trailer')
    expect(repository.git('rev-parse', 'HEAD')).toBe(before)
    stage(repository, { 'src/b.txt': 'b\n' })
    expect(commitAsAgent(repository, ['--amend', '--no-edit'])).toMatchObject(SILENT)
  }))

test('an amend of a commit that asked for its sign-off is not asked again', () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'deploy/run.sh': 'x\n' })
    const asking = `Deploy\n\n${GOOD}\nSign-off-requested: deploy/run.sh`
    expect(commitAsAgent(repository, ['-m', asking])).toMatchObject({ status: 0 })
    stage(repository, { 'src/b.txt': 'b\n' })
    expect(commitAsAgent(repository, ['--amend', '--no-edit'])).toMatchObject(SILENT)
    stage(repository, { 'deploy/other.sh': 'x\n' })
    const ran = commitAsAgent(repository, ['--amend', '--no-edit'])
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('deploy/other.sh is guarded')
  }))

test('an amend shows a guarded path that its commit brought in past the hook', () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'deploy/run.sh': 'x\n' })
    expect(commitAsAgent(repository, ['-n', '-m', `Deploy\n\n${GOOD}`])).toMatchObject(SILENT)
    const ran = commitAsAgent(repository, ['--amend', '--no-edit'])
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('deploy/run.sh is guarded')
  }))

test('two commits of one author within a second are two commits', () =>
  withHooks(POLICY, (repository) => {
    const env = { GIT_AUTHOR_DATE: '1700100000 +0000', GIT_COMMITTER_DATE: '1700100000 +0000' }
    stage(repository, { 'deploy/run.sh': 'x\n' })
    const asking = `Deploy\n\n${GOOD}\nSign-off-requested: deploy/run.sh`
    expect(commitAsAgent(repository, ['-m', asking], { env }).status).toBe(0)
    stage(repository, { 'src/a.txt': 'a\n' })
    expect(commitAsAgent(repository, ['-m', `Add a\n\n${GOOD}`], { env })).toMatchObject(SILENT)
    expect(repository.git('rev-list', '--count', 'main..')).toBe('2')
  }))

test('commits that are meant to be squashed owe no trailers here, and do not land', () =>
  withHooks(POLICY, async (repository) => {
    stage(repository, { 'src/a.txt': 'a\n' })
    expect(commitAsAgent(repository, ['-m', `Add a\n\n${GOOD}`])).toMatchObject(SILENT)
    stage(repository, { 'src/a.txt': 'b\n' })
    expect(commitAsAgent(repository, ['--fixup', 'HEAD'])).toMatchObject(SILENT)
    stage(repository, { 'src/a.txt': 'c\n' })
    expect(commitAsAgent(repository, ['--squash', 'HEAD~1', '-m', 'more'])).toMatchObject(SILENT)
    stage(repository, { 'deploy/run.sh': 'x\n' })
    expect(commitAsAgent(repository, ['--fixup', 'HEAD~2']).stderr).toContain('deploy/run.sh is guarded')
    const { findings } = await judge(repository, 'main')
    expect(findings.map(({ message }) => message)).toEqual(['autosquash', 'autosquash'])
  }))

test('what -n lets past the hook, the range check finds', () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'package-lock.json': '{}\n' })
    expect(commitAsAgent(repository, ['-n', '-m', 'Add a package'])).toMatchObject(SILENT)
    const ran = repository.precheck(['check', 'main..HEAD'])
    expect(ran.status).toBe(1)
    expect(ran.stdout).toContain('package-lock.json is a lock file and has no sign-off')
    expect(ran.stdout).toContain('no "Task-Id" trailer')
  }))

test('a task that the branch names is filled in, but not over one that is given', () =>
  withHooks(TRAILERS.replace('required: true, pattern', 'required: true, from-branch: true, pattern'), (repository) => {
    repository.git('checkout', '-q', '-b', 'feature/ABC-123-x')
    stage(repository, { 'src/a.txt': 'a\n' })
    const rest = GOOD.replace('Task-Id: ABC-1\n', '')
    expect(commitAsAgent(repository, ['-m', `Add a\n\n${rest}`])).toMatchObject(SILENT)
    expect(storedTrailers(repository).get('task-id')).toEqual(['ABC-123'])
    expect(commitAsAgent(repository, ['--allow-empty', '-m', `Add b\n\n${GOOD}`])).toMatchObject(SILENT)
    expect(storedTrailers(repository).get('task-id')).toEqual(['ABC-1'])
    // What is refused stays as it was written.
    expect(commitAsAgent(repository, ['--allow-empty', '-m', 'Add c']).stderr).not.toContain('Task-Id')
    expect(repository.run('cat', ['.git/COMMIT_EDITMSG']).stdout).not.toContain('ABC-123')
  }))

test('a rebase that rewords is judged like an amend', () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'src/a.txt': 'a\n' })
    expect(commitAsAgent(repository, ['-m', `Add a\n\n${GOOD}`])).toMatchObject(SILENT)
    const reword = (editor: string) =>
      repository.tryGit(['rebase', '-q', '-i', 'HEAD^'], {
        env: { CLAUDECODE: '1', GIT_SEQUENCE_EDITOR: 'sed -i 1s/pick/reword/', GIT_EDITOR: editor },
      })
    expect(reword('sed -i 1s/a/b/')).toMatchObject({ status: 0, stderr: '' })
    expect(repository.git('log', '-1', '--format=%s')).toBe('Add b')
    const ran = reword('sed -i /Task-Id/d')
    expect(ran.stderr).toContain('no "Task-Id" trailer')
    // What is printed is pasted as it stands, with the blank filled in.
    const printed =
      /^Run "(git commit --amend .*)", which amends the commit with what you wrote, with:\n((?: {2}.*\n)+)/m.exec(
        ran.stderr,
      )
    expect(ran.stderr).toContain('Then go on with "git rebase --continue".')
    const command = `${printed![1]} ${printed![2]!.replace(/<task-id[^>]*>/, 'ABC-7')}`
    expect(repository.run('sh', ['-c', command], { env: { CLAUDECODE: '1' } })).toMatchObject({ status: 0, stderr: '' })
    expect(repository.tryGit(['rebase', '--continue'], { env: { GIT_EDITOR: 'true' } }).status).toBe(0)
    expect(storedTrailers(repository).get('task-id')).toEqual(['ABC-7'])
    expect(repository.git('rev-list', '--count', 'main..')).toBe('1')
  }))

test('whoever types into an editor is told to leave the trailers a paragraph of their own', () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'src/a.txt': 'a\n' })
    const hint = 'In the editor, leave an empty line'
    const first = commitAsAgent(repository, [], { env: { GIT_EDITOR: "sed -i '1s/^/Add a/'" } })
    expect(first.stderr).toContain(hint)
    const kept = /^What you wrote is kept in (\S+) until/m.exec(first.stderr)?.[1]
    expect(repository.run('head', ['-n', '1', kept!]).stdout).toBe('Add a\n')
    const { repeat } = readPrinted(repository, first.stderr)
    const again = (editor: string) => commitAsAgent(repository, [...repeat!], { env: { GIT_EDITOR: editor } })
    // On the first line, which is where git leaves room, the trailers below become part of the subject.
    expect(again("sed -i '1s/^/Add a/'").stderr).toContain('it stands in the first paragraph')
    expect(again("sed -i '1s/^/Add a\\n/'")).toMatchObject(SILENT)
    const { stderr } = commitAsAgent(repository, ['--allow-empty', '-m', 'Add b'])
    expect(stderr).not.toContain(hint)
    expect(stderr).not.toContain('What you wrote')
  }))
