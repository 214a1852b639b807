import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { begunBy, type TestRepository, withRepository } from '../support/repository.ts'
import { precheck } from './in-process.ts'

const POLICY = `version: 1
trailers-for: everyone
trailers:
  Task-Id: { required: true, pattern: '^[A-Z]+-[0-9]+$' }
  Tests-Run: { required: true }
  Rollback: { required: true }
  Fixes: { required: false, many: true }
`

/** A repository with the policy on `main`, on a branch `topic` from it. */
const withPolicy = (body: (repository: TestRepository) => Promise<void>, policy = POLICY) => begun(body, policy)

const begun = begunBy((repository, policy: string) => {
  repository.commit('Begin', { '.precheck.yml': policy })
  repository.git('switch', '-q', '-c', 'topic')
})

const messageOf = (repository: TestRepository, revision = 'HEAD'): string =>
  repository.tryGit(['log', '-1', '--encoding=UTF-8', '--format=%B', revision]).stdout.replace(/\n$/, '')

/** Mends HEAD with trailers and options, and gives the message that it has then. */
async function mend(repository: TestRepository, ...args: readonly string[]): Promise<string> {
  const options = args.flatMap((arg) => (arg.startsWith('--') ? [arg] : ['--trailer', arg]))
  const called = await precheck(repository, ['mend', 'HEAD', ...options])
  expect(called).toMatchObject({ status: 0, stderr: '' })
  return messageOf(repository)
}

/** What mend refuses, in its own words. */
async function refusal(repository: TestRepository, ...args: readonly string[]): Promise<string> {
  const head = repository.git('rev-parse', 'HEAD')
  const called = await precheck(repository, ['mend', 'HEAD', ...args.flatMap((arg) => ['--trailer', arg])])
  expect(called).toMatchObject({ status: 2, stdout: '' })
  expect(repository.git('rev-parse', 'HEAD')).toBe(head)
  return called.stderr
}

describe('mend sets a trailer', () => {
  it.each([
    ['that is missing', 'Add retry\n', 'Add retry\n\nTask-Id: ABC-1\n'],
    [
      'beside others, which stay as they are',
      'Add retry\n\nBecause.\n\nRollback:revert\nFixes: a\n b\n',
      'Add retry\n\nBecause.\n\nRollback:revert\nFixes: a\n b\nTask-Id: ABC-1\n',
    ],
    [
      'in the place of an invalid value',
      'Add retry\n\nTask-Id: n/a\nFixes: b\n',
      'Add retry\n\nTask-Id: ABC-1\nFixes: b\n',
    ],
    ['in the place of another valid one', 'Add retry\n\nTask-Id: ABC-2\n', 'Add retry\n\nTask-Id: ABC-1\n'],
    [
      'in the place of several',
      'Add retry\n\nTask-Id: ABC-2\nFixes: b\ntask-id: x\n',
      'Add retry\n\nTask-Id: ABC-1\nFixes: b\n',
    ],
    ['of a folded value', 'Add retry\n\nTask-Id: ABC-2\n and more\n', 'Add retry\n\nTask-Id: ABC-1\n'],
    ['under a divider', 'Add retry\n\na\n---\nb\n', 'Add retry\n\na\n---\nb\n\nTask-Id: ABC-1\n'],
  ])('%s', async (_title, before, after) => {
    await withPolicy(async (repository) => {
      repository.commit(before, { a: '1' })
      expect(await mend(repository, 'Task-Id: ABC-1')).toBe(after)
      expect(repository.git('log', '-1', '--format=%(trailers:key=Task-Id,valueonly)').trim()).toBe('ABC-1')
    })
  })

  it.each([
    [
      'in the wrong paragraph',
      'Add retry\n\nTask-Id: ABC-9\n\nBecause.\n',
      'Add retry\n\nBecause.\n\nTask-Id: ABC-1\n',
    ],
    [
      'with a line that goes on',
      'Add retry\n\nTask-Id: ABC-9\n  (late)\n\nBecause.\n',
      'Add retry\n\nBecause.\n\nTask-Id: ABC-1\n',
    ],
    ['misspelt', 'Add retry\n\nTask_Id: ABC-1\nFixes: b\n', 'Add retry\n\nFixes: b\nTask-Id: ABC-1\n'],
    [
      'misspelt, and read as a trailer',
      'Add retry\n\nTaskId: ABC-1\nFixes: b\n',
      'Add retry\n\nFixes: b\nTask-Id: ABC-1\n',
    ],
    ['under the subject', 'Add retry\nTask-Id: ABC-1\n', 'Add retry\n\nTask-Id: ABC-1\n'],
    ['in a list', 'Add retry\n\n- Task-Id: ABC-1\n- other\n', 'Add retry\n\n- other\n\nTask-Id: ABC-1\n'],
    ['as a comment', 'Add retry\n\n# Task-Id: ABC-1\n', 'Add retry\n\nTask-Id: ABC-1\n'],
    [
      'beside prose',
      'Add retry\n\nBREAKING CHANGE: slower\nTask-Id: ABC-1\n',
      'Add retry\n\nBREAKING CHANGE: slower\n\nTask-Id: ABC-1\n',
    ],
    ['with a Cyrillic letter', 'Add retry\n\nT\u0430sk-Id: ABC-1\n', 'Add retry\n\nTask-Id: ABC-1\n'],
  ])('and takes out the line %s that was meant to be it', async (_title, before, after) => {
    await withPolicy(async (repository) => {
      repository.commit(before, { a: '1' })
      expect(await mend(repository, 'Task-Id: ABC-1')).toBe(after)
    })
  })

  it.each([
    ['that only looks like it', 'Add retry\n\nTask id: now checked before use.\n'],
    ['in a code block', 'Add retry\n\n```\nTask-Id: ABC-9\n```\n'],
    ['that is the subject', 'Task-Id: ABC-9\n'],
  ])('and leaves a line %s', async (_title, before) => {
    await withPolicy(async (repository) => {
      repository.commit(before, { a: '1' })
      expect(await mend(repository, 'Task-Id: ABC-1')).toBe(`${before}\nTask-Id: ABC-1\n`)
    })
  })

  it('that the policy knows nothing of, and without any policy', async () => {
    await withRepository(async (repository) => {
      repository.commit('Add retry\n\nReviewed-plan: old\n', { a: '1' })
      expect(await mend(repository, 'Reviewed-plan=yes: all of it', 'Rollback: <b>bold</b>')).toBe(
        'Add retry\n\nReviewed-plan: yes: all of it\nRollback: <b>bold</b>\n',
      )
    })
  })

  it('that says where to look in brackets, which is no blank to fill in', async () => {
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n', { a: '1' })
      expect(await mend(repository, 'Fixes: <https://example.com/1>')).toBe(
        'Add retry\n\nFixes: <https://example.com/1>\n',
      )
    })
  })

  it('several at once, spelt as the policy spells them', async () => {
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n', { a: '1' })
      expect(await mend(repository, 'task-id: ABC-1', 'TESTS-RUN: npm test (3 passed)', 'Rollback: revert')).toBe(
        'Add retry\n\nTask-Id: ABC-1\nTests-Run: npm test (3 passed)\nRollback: revert\n',
      )
      expect((await precheck(repository, ['check', 'main..topic'])).status).toBe(0)
    })
  })

  it('and keeps bytes of the message that mean nothing', async () => {
    await withPolicy(async (repository) => {
      repository.commit('x', { a: '1' })
      const raw = repository
        .tryGit(['cat-file', 'commit', 'HEAD'])
        .bytes.toString('latin1')
        .replace('\nx\n', '\nf\xfcnf\n')
      const oid = repository.tryGit(['hash-object', '-t', 'commit', '-w', '--stdin'], {
        input: Buffer.from(raw, 'latin1'),
      })
      repository.git('update-ref', 'HEAD', oid.stdout.trim())
      expect((await precheck(repository, ['mend', 'HEAD', '--trailer', 'Fixes: für'])).status).toBe(0)
      expect(repository.tryGit(['cat-file', 'commit', 'HEAD']).bytes.toString('latin1')).toBe(
        `${raw}\nFixes: ${Buffer.from('für').toString('latin1')}\n`,
      )
    })
  })

  it('in the encoding that the commit has', async () => {
    await withPolicy(async (repository) => {
      repository.git('config', 'i18n.commitEncoding', 'ISO-8859-1')
      repository.commit('x', { a: '1' })
      await mend(repository, 'Fixes: für')
      expect(repository.tryGit(['cat-file', 'commit', 'HEAD']).bytes.toString('latin1')).toContain(
        '\n\nFixes: f\xfcr\n',
      )
      expect(messageOf(repository)).toBe('x\n\nFixes: für\n')
      expect(await refusal(repository, 'Fixes: 日本')).toContain('encoding')
    })
  })
})

describe('mend leaves what is as asked', () => {
  it.each([
    ['one value', 'Add retry\n\nTask-Id: ABC-1\n', ['Task-Id: ABC-1']],
    ['one value, twice', 'Add retry\n\nTask-Id: ABC-1\nFixes: b\nTask-Id:ABC-1\n', ['Task-Id: ABC-1']],
    ['a folded value', 'Add retry\n\nTests-Run: npm test\n  (3 passed)\n', ['Tests-Run: npm test (3 passed)']],
    ['several values', 'Add retry\n\nFixes: a\nFixes: b\n', ['Fixes: b', 'Fixes: a']],
    ['a value that only has to be there', 'Add retry\n\nFixes: a\nFixes: b\n', ['--add', 'Fixes: a']],
  ])('%s', async (_title, message, args) => {
    await withPolicy(async (repository) => {
      const head = repository.commit(message, { a: '1' })
      expect(await mend(repository, ...args)).toBe(message)
      expect(repository.git('rev-parse', 'HEAD')).toBe(head)
    })
  })
})

describe('mend adds', () => {
  it.each([
    ['to a valid value with --add', 'Fixes: a\n', ['--add', 'Fixes: b'], 'Fixes: a\nFixes: b\n'],
    ['and drops an invalid value', 'Fixes: a\nFixes: n/a\n', ['--add', 'Fixes: b'], 'Fixes: a\nFixes: b\n'],
    [
      'to those who had a hand in it',
      'Reviewed-by: A <a@b.c>\n',
      ['Reviewed-by: B <b@b.c>'],
      'Reviewed-by: A <a@b.c>\nReviewed-by: B <b@b.c>\n',
    ],
    [
      'a path to those that a sign-off is asked for',
      'Sign-off-requested: a\n',
      ['Sign-off-requested: b'],
      'Sign-off-requested: a\nSign-off-requested: b\n',
    ],
    ['nothing without --add', 'Fixes: a\n', ['Fixes: b', 'Fixes: c'], 'Fixes: b\nFixes: c\n'],
  ])('%s', async (_title, before, args, after) => {
    await withPolicy(async (repository) => {
      repository.commit(`Add retry\n\n${before}`, { a: '1' })
      expect(await mend(repository, ...args)).toBe(`Add retry\n\n${after}`)
    })
  })

  it('in the place of a request that names nothing on the branch, and beside those that do', async () => {
    await withPolicy(async (repository) => {
      repository.commit('Before\n', { b: '1' })
      const requests = ['a', 'b', 'c', '"gr\\303\\274n"'].map((path) => `Sign-off-requested: ${path}\n`)
      repository.commit(`Add retry\n\n${requests.join('')}`, { a: '1', 'gr\u00fcn': '1', d: '1' })
      expect(await mend(repository, 'Sign-off-requested: d')).toBe(
        `Add retry\n\n${requests.filter((line) => !line.includes(': c')).join('')}Sign-off-requested: d\n`,
      )
    })
  })

  it('nothing where a request is taken back that names nothing, and leaves those that do', async () => {
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n\nSign-off-requested: a\nSign-off-requested: c\n', { a: '1' })
      expect(await mend(repository, 'Sign-off-requested:')).toBe('Add retry\n\nSign-off-requested: a\n')
      repository.commit('Add more\n\nSign-off-requested: c\nFixes: b\n', { a: '2' })
      expect(await mend(repository, 'Sign-off-requested: ')).toBe('Add more\n\nFixes: b\n')
      const again = await precheck(repository, ['mend', 'HEAD', '--trailer', 'Sign-off-requested:'])
      expect([again.status, again.stdout]).toEqual([0, expect.stringContaining('nothing to change')])
    })
  })

  it('no second value where the policy takes one', async () => {
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n\nTask-Id: ABC-1\n', { a: '1' })
      const called = await precheck(repository, ['mend', 'HEAD', '--add', '--trailer', 'Task-Id: ABC-2'])
      expect(called.status).toBe(2)
      expect(called.stderr).toContain('"Task-Id" is given more than once: ABC-1, ABC-2')
    })
  })
})

describe('mend refuses', () => {
  it.each([
    ['a statement of origin', 'Signed-off-by: Jane <jane@example.com>', 'git commit --signoff'],
    ['the same in other letters', 'signed-OFF-by: Jane <jane@example.com>', 'git commit --signoff'],
    ['a sign-off', 'Sign-off-covers: a..b path', 'precheck signoff'],
    ['what might become part of one', 'Sign-off-requested-by: me', 'precheck signoff'],
    ['a blank', 'Task-Id: <task-id, such as ABC-1>', 'for you to fill in'],
    ['blanks with brackets', 'Other: <command> (<result>)', 'for you to fill in'],
    ['no value', 'Task-Id:', 'no value'],
    ['a line that is no trailer', 'Task Id: ABC-1', 'letters, digits and hyphens'],
    ['a second line', 'Fixes: a\nSigned-off-by: Jane', 'control characters'],
    ['an escape sequence', 'Fixes: \u001b[2J', 'control characters'],
    ['text that runs backwards', 'Fixes: a\u202eb', 'control characters'],
    ['a slip in the key', 'TaskId: ABC-1', 'did you mean "Task-Id"?'],
    ['a value in the wrong form', 'Task-Id: abc', 'is not a task id: it must match ^[A-Z]+-[0-9]+$'],
    ['a command without a result', 'Tests-Run: npm test', 'does not say what came of it'],
    ['no tests', 'Tests-Run: none: no time', 'the policy does not take "none" for Tests-Run'],
    [
      'a way back that is not there',
      'Rollback: runbook docs/undo.md',
      "docs/undo.md, which is not in the commit's tree",
    ],
  ])('%s', async (_title, trailer, words) => {
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n', { a: '1' })
      expect(await refusal(repository, trailer)).toContain(words)
    })
  })

  it('with all that is wrong at once, and nothing raw on the terminal', async () => {
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n', { a: '1' })
      const said = await refusal(repository, 'Task-Id: \u001b[31m', 'Sign-off-made: x', 'Rollback:')
      expect(said.split('\n')).toHaveLength(4)
      expect(said).not.toContain('\u001b')
    })
  })

  it('in a policy that only warns, too', async () => {
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n', { a: '1' })
      expect(await refusal(repository, 'Task-Id: abc')).toContain('is not a task id')
    }, `${POLICY}mode: warn\n`)
  })

  it('what the policy refuses, warns where it warns, and is silent where it is', async () => {
    const none = 'Rollback: none: the data is gone'
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n', { a: '1' })
      const called = await precheck(repository, ['mend', 'HEAD', '--trailer', none])
      expect(called).toMatchObject({
        status: 0,
        stderr: expect.stringContaining('warning: the commit says that it cannot be'),
      })
      expect(messageOf(repository)).toContain(none)
    })
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n', { a: '1' })
      expect(await refusal(repository, none)).toContain('cannot be undone')
    }, `${POLICY}rules: { rollback-none: block }\n`)
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n', { a: '1' })
      expect(await mend(repository, none)).toContain(none)
    }, `${POLICY}rules: { rollback-none: off }\n`)
  })

  it('to take away what says that an agent had a hand in it', async () => {
    await withPolicy(async (repository) => {
      repository.commit('Add retry\n\nMade-with: Cursor\nCo-authored-by: Claude <noreply@anthropic.com>\n', { a: '1' })
      expect(await refusal(repository, 'Made-with: love')).toContain('Made-with: Cursor')
      expect(await mend(repository, 'Co-authored-by: Jane <jane@example.com>')).toContain(
        'Co-authored-by: Claude <noreply@anthropic.com>\nCo-authored-by: Jane <jane@example.com>\n',
      )
    })
  })

  it('a message without a subject, which cannot carry trailers', async () => {
    await withPolicy(async (repository) => {
      repository.commit('', { a: '1' })
      expect(await refusal(repository, 'Task-Id: ABC-1')).toContain('needs a subject first')
    })
  })

  it('a message with a NUL byte', async () => {
    await withPolicy(async (repository) => {
      repository.commit('x', { a: '1' })
      const raw = repository.git('cat-file', 'commit', 'HEAD').replace(/x$/, 'x\0y\n')
      const stored = repository.tryGit(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], { input: raw })
      repository.git('update-ref', 'HEAD', stored.stdout.trim())
      expect(await refusal(repository, 'Task-Id: ABC-1')).toContain('NUL byte')
    })
  })

  it.each([
    ['no commit', ['mend', '--trailer', 'A: b'], 'which commit?'],
    ['two commits', ['mend', 'HEAD', 'HEAD~1', '--trailer', 'A: b'], 'one word too many'],
    ['nothing to set', ['mend', 'HEAD'], 'say what to set'],
    ['a name that is none', ['mend', 'nowhere', '--trailer', 'A: b'], '"nowhere" names no commit'],
    ['an option for a name', ['mend', '--trailer', 'A: b', '--', '--all'], 'names no commit'],
    ['an option that is none', ['mend', 'HEAD', '--force', '--trailer', 'A: b'], '--force'],
  ])('%s', async (_title, args, words) => {
    await withPolicy(async (repository) => {
      const called = await precheck(repository, args)
      expect(called).toMatchObject({ status: 2, stdout: '' })
      expect(called.stderr).toContain(words)
    })
  })
})

describe('mend says', () => {
  it('what it did, and how to take it back', async () => {
    await withPolicy(async (repository) => {
      const one = repository.commit('one', { a: '1' })
      const two = repository.commit('two', { a: '2' })
      const { stdout } = await precheck(repository, ['mend', one, '--trailer', 'Task-Id: ABC-1'])
      const mended = repository.git('rev-parse', 'HEAD')
      const [old, id] = [two.slice(0, 12), mended.slice(0, 12)]
      expect(stdout).toBe(
        `topic: ${two.slice(0, 7)} -> ${mended.slice(0, 7)} (2 commits rewritten, only messages; git range-diff ${old}...${id})\n` +
          `to undo:\n  git update-ref refs/heads/topic ${two} ${mended}\n`,
      )
      const undo = stdout.trimEnd().split('\n').at(-1)!.trim().split(' ').slice(1)
      repository.git(...undo)
      expect(repository.git('rev-parse', 'HEAD')).toBe(two)
      expect(repository.git('status', '--porcelain')).toBe('')
    })
  })

  it('with --dry-run what it would do, and does nothing', async () => {
    await withPolicy(async (repository) => {
      const one = repository.commit('one', { a: '1' })
      const args = ['mend', one, '--trailer', 'Task-Id: ABC-1']
      const dry = await precheck(repository, [...args, '--dry-run'])
      expect(dry).toMatchObject({ status: 0, stderr: 'dry run: nothing was changed\n' })
      expect(repository.git('rev-parse', 'HEAD')).toBe(one)
      expect(repository.git('count-objects')).toBe(repository.git('count-objects'))
      expect((await precheck(repository, args)).stdout).toBe(dry.stdout)
    })
  })

  it('how to push what has been pushed before, and that push works', async () => {
    await withPolicy(async (repository) => {
      const remote = join(repository.dir, '..', 'remote.git')
      repository.git('init', '-q', '--bare', '-b', 'main', remote)
      repository.git('remote', 'add', 'origin', remote)
      const one = repository.commit('one', { a: '1' })
      repository.git('push', '-q', '-u', 'origin', 'main', 'topic')
      const args = ['mend', one, '--trailer', 'Task-Id: ABC-1']
      expect((await precheck(repository, args)).stderr).toContain(
        'origin/topic has the commit already: with --published',
      )
      expect((await precheck(repository, ['mend', 'main', ...args.slice(2), '--published'])).stderr).toContain('landed')
      const { stdout } = await precheck(repository, [...args, '--published'])
      expect(repository.git('rev-parse', 'origin/topic')).toBe(one)
      const push = stdout.split('to publish:\n  git ')[1]!.trim().split(' ')
      expect(push).toEqual([
        'push',
        `--force-with-lease=refs/heads/topic:${one}`,
        'origin',
        'refs/heads/topic:refs/heads/topic',
      ])
      repository.git(...push)
      expect(repository.git('-C', remote, 'rev-parse', 'topic')).toBe(repository.git('rev-parse', 'HEAD'))
    })
  })

  it('which commits lost their signature, which tags stayed, and what the hook printed', async () => {
    await withPolicy(async (repository) => {
      const key = join(repository.dir, '..', 'key')
      repository.run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
      const config = ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}.pub`]
      repository.git(...config, 'commit', '-q', '--allow-empty', '-S', '-m', 'signed')
      const signed = repository.git('rev-parse', 'HEAD')
      repository.git('tag', 'v1')
      repository.write('../work/.git/hooks/post-rewrite', '#!/bin/sh\necho "heard of $1"\n')
      chmodSync(join(repository.dir, '.git', 'hooks', 'post-rewrite'), 0o755)
      const args = ['mend', 'HEAD', '--trailer', 'Task-Id: ABC-1']
      expect((await precheck(repository, args)).stderr).toContain('tag v1 has the commit')
      const called = await precheck(repository, [...args, '--update-refs'])
      expect(called.stdout).toContain(`no longer signed: ${signed.slice(0, 7)}\ntag v1 stays on the old commits\n`)
      expect(called.stderr).toBe('heard of rebase\n')
    })
  })
})

describe('mend takes', () => {
  it('commits above the base of a branch that is its own default branch', async () => {
    await withRepository(async (repository) => {
      repository.commit('Begin', { '.precheck.yml': POLICY })
      repository.commit('Add retry', { a: '1' })
      repository.git('config', 'precheck.base', 'main')
      expect(await mend(repository, 'Task-Id: ABC-1')).toBe('Add retry\n\nTask-Id: ABC-1\n')
      const root = repository.git('rev-parse', 'HEAD^')
      const remote = join(repository.dir, '..', 'remote.git')
      repository.git('init', '-q', '--bare', remote)
      repository.git('remote', 'add', 'origin', remote)
      repository.git('push', '-q', 'origin', `${root}:refs/heads/main`)
      expect(await mend(repository, 'Task-Id: ABC-2')).toBe('Add retry\n\nTask-Id: ABC-2\n')
      const called = await precheck(repository, ['mend', root, '--trailer', 'Task-Id: ABC-1', '--published'])
      expect(called.stderr).toContain('origin/main has the commit already: it has landed')
    })
  })

  it('the default branch of a remote as out of reach, whatever the base is', async () => {
    await withPolicy(async (repository) => {
      repository.git('config', 'precheck.base', 'refs/heads/main')
      const landed = repository.commit('landed', { a: '1' })
      repository.git('update-ref', 'refs/remotes/origin/develop', landed)
      const called = await precheck(repository, ['mend', landed, '--trailer', 'Task-Id: ABC-1', '--published'])
      expect(called.stderr).toContain('origin/develop has the commit already: it has landed')
    })
  })

  it('an id that an earlier mend has made old, so that a list of them can be worked off', async () => {
    await withPolicy(async (repository) => {
      const ids = ['one', 'two', 'three'].map((subject) => repository.commit(subject, { a: subject }))
      for (const [index, id] of ids.entries()) {
        const args = ['mend', id, '--trailer', `Task-Id: ABC-${index}`]
        expect((await precheck(repository, args)).status).toBe(0)
        expect((await precheck(repository, args)).stdout).toMatch(/^[0-9a-f]{7} has that already: nothing to change\n$/)
      }
      expect(repository.git('log', '--format=%s %(trailers:key=Task-Id,valueonly,separator=%x2C)', 'main..')).toBe(
        'three ABC-2\ntwo ABC-1\none ABC-0',
      )
    })
  })

  it('what check says mends a commit, for every commit of a branch, and check passes then', async () => {
    await withPolicy(async (repository) => {
      repository.commit('one\n\nTask_Id: ABC-1\n', { a: '1' })
      repository.commit('two\n\nTask-Id: ABC-2\nTests-Run: yes\n\nAnd prose.\n', { a: '2' })
      repository.commit('three', { a: '3' })
      const checked = await precheck(repository, ['check', '--format', 'json', 'main..topic'])
      expect(checked.status).toBe(1)
      const { findings } = JSON.parse(checked.stdout) as {
        findings: readonly { readonly fix: { readonly kind: string; readonly argv: readonly string[] } }[]
      }
      const values: readonly (readonly [blank: RegExp, value: string])[] = [
        [/^Task-Id: <.*/, 'Task-Id: ABC-3'],
        [/^Tests-Run: <.*/, 'Tests-Run: npm test (3 passed)'],
      ]
      for (const { fix } of findings) {
        expect(fix.kind).toBe('command')
        const args = fix.argv.slice(fix.argv.indexOf('mend'))
        const filled = args.map((arg) => values.reduce((text, [blank, value]) => text.replace(blank, value), arg))
        expect(await precheck(repository, filled)).toMatchObject({ status: 0, stderr: '' })
      }
      expect((await precheck(repository, ['check', 'main..topic'])).stdout).toBe('')
    })
  })

  it('a repository elsewhere with --in, and a work tree with its own branch', async () => {
    await withPolicy(async (repository) => {
      repository.commit('one', { a: '1' })
      const linked = join(repository.dir, '..', 'linked')
      repository.git('worktree', 'add', '-q', '-b', 'other', linked, 'main')
      repository.git('-C', linked, 'commit', '-q', '--allow-empty', '-m', 'own')
      const args = ['mend', 'HEAD', '--trailer', 'Task-Id: ABC-1', '--in', '../linked']
      expect((await precheck(repository, args)).stdout).toMatch(/^other: /)
      expect(messageOf(repository, 'other')).toBe('own\n\nTask-Id: ABC-1\n')
      expect(messageOf(repository, 'topic')).toBe('one\n')
    })
  })

  it('--help', async () => {
    await withRepository(async (repository) => {
      expect((await precheck(repository, ['mend', '--help'])).stdout).toMatch(/^Usage: precheck mend REV/)
    })
  })
})
