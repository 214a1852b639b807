import { describe, expect, test } from 'vitest'
import type { TestRepository } from '../support/repository.ts'
import { bad, good, guard, lend, newServer, POLICY, push, receive, SILENT, said, withServer, ZERO } from './served.ts'

/** A commit of a person, of whom no trailers are asked. */
const plain = (clone: TestRepository, files: Readonly<Record<string, string>>): string =>
  clone.commit(`Change ${Object.keys(files).join(', ')}`, files)

/** Puts a commit under a branch of the server, past its hook, as what had landed before. */
function land(clone: TestRepository, server: TestRepository, commit: string, branch = 'main'): void {
  server.git('fetch', '-q', clone.dir, `+${commit}:refs/heads/${branch}`)
}

describe('a push by force', () => {
  test('takes back nothing guarded that has landed: neither by setting the branch back nor by other commits', () =>
    withServer(POLICY, async ({ clone, server, has, offer }) => {
      const before = clone.git('rev-parse', 'main')
      plain(clone, { 'deploy/run.sh': 'x\n', 'src/a.txt': 'a\n' })
      land(clone, server, 'work')
      const landed = has('refs/heads/main')
      const back = await offer('--force', `${before}:main`)
      expect(back.status).toBe(1)
      expect(said(back)).toContain('deploy/run.sh is guarded (deploy), and this push takes back what has landed of it')
      expect(said(back)).toContain('git revert')
      clone.git('checkout', '-q', '-B', 'other', before)
      plain(clone, { 'src/a.txt': 'other\n' })
      expect(said(await offer('--force', 'other:main'))).toContain('takes back what has landed')
      expect(has('refs/heads/main')).toBe(landed)

      // The same tree with another message, and one that only leaves out what nobody guards.
      clone.git('checkout', '-q', '-B', 'reworded', before)
      clone.git('read-tree', '-u', '--reset', landed)
      clone.git('rm', '-q', '--cached', 'src/a.txt')
      clone.git('commit', '-qm', 'Deploy, and no more\n\nSign-off-requested: deploy/run.sh')
      const signed = await offer('--force', 'reworded:main')
      expect(said(signed)).not.toContain('takes back')
      expect(said(signed)).toContain('deploy/run.sh is guarded (deploy): a sign-off is requested and not given yet')
    }))

  test('leaves out what nobody guards, and is judged by its own commits', () =>
    withServer(POLICY, async ({ clone, server, has, offer }) => {
      plain(clone, { 'src/a.txt': 'a\n' })
      land(clone, server, 'work')
      clone.git('checkout', '-q', '-B', 'other', 'main')
      const next = good(clone, 'src/b.txt')
      expect(await offer('--force', 'other:main')).toMatchObject(SILENT)
      expect(has('refs/heads/main')).toBe(next)
      bad(clone)
      clone.git('rebase', '-q', '--onto', 'main', 'HEAD~1')
      const ran = await offer('--force', 'other:main')
      expect(ran.status).toBe(1)
      expect(said(ran)).toContain('3 things to mend')
    }))

  test('cannot set a branch back to before its policy', () =>
    withServer('mode: warn', async ({ clone, server }) => {
      const weak = clone.git('rev-parse', 'main')
      plain(clone, { '.precheck.yml': 'version: 1\n' })
      land(clone, server, 'work')
      const ran = await receive(server, [`${server.git('rev-parse', 'main')} ${weak} refs/heads/main`])
      expect(ran.status).toBe(1)
      expect(ran.stderr).toContain('.precheck.yml is guarded (policy), and this push takes back what has landed of it')
    }))

  test('of a topic branch is what a rebase needs', () =>
    withServer(POLICY, ({ clone, server, push }) => {
      good(clone, 'deploy/run.sh', 'x\n')
      expect(push('work').status).toBe(0)
      clone.git('checkout', '-q', 'main')
      land(clone, server, plain(clone, { 'src/main.txt': 'x\n' }))
      clone.git('reset', '-q', '--hard', 'main~1')
      clone.git('fetch', '-q', 'origin')
      clone.git('checkout', '-q', '-B', 'work', 'origin/main')
      good(clone, 'src/b.txt')
      expect(push('--force', 'work')).toMatchObject(SILENT)
    }))
})

describe('a branch that is deleted and made again', () => {
  test('brings nothing in that was not judged', () =>
    withServer(POLICY, async ({ clone, has, offer }) => {
      good(clone, 'src/a.txt')
      expect(await offer('work:release/1')).toMatchObject(SILENT)
      expect(await offer(':release/1')).toMatchObject({ status: 0 })
      bad(clone, 'Bad', { 'deploy/run.sh': 'x\n' })
      expect((await offer('work:scratch')).status).toBe(0)
      const ran = await offer('work:release/1')
      expect(ran.status).toBe(1)
      expect(said(ran)).toContain('deploy/run.sh is guarded')
      expect(has('refs/heads/release/1')).toBe('')
    }))

  test('takes nothing guarded back that has landed there alone, in whatever order and under whatever name', () =>
    withServer(POLICY, async ({ clone, server, push, has, offer }) => {
      const old = clone.git('rev-parse', 'main')
      const fixed = plain(clone, { 'deploy/run.sh': 'fixed\n' })
      land(clone, server, fixed, 'release/1')
      const ran = push(':release/1')
      expect(ran.status).toBe(1)
      expect(said(ran)).toContain(
        'something guarded has landed here that no other branch that blocks has, and would be gone with this one: deploy/run.sh (deploy)',
      )
      expect(said(ran)).toContain('merge this branch into the default branch first')
      const made = [`${fixed} ${ZERO} refs/heads/release/1`, `${ZERO} ${old} refs/heads/release/1`]
      for (const lines of [made, [...made].reverse()]) expect((await receive(server, lines)).status).toBe(1)
      // git may refuse the new name after the hook, where somebody else has just made it.
      const renamed = push(':release/1', `${fixed}:refs/heads/release/2`)
      expect(said(renamed)).toContain('refused refs/heads/release/1')
      expect(said(renamed)).not.toContain('refs/heads/release/2')
      expect([has('refs/heads/release/1'), has('refs/heads/release/2')]).toEqual([fixed, ''])

      // Under another name that blocks it stays; two that go together do not keep it for each other.
      expect(await offer(`${fixed}:release/2`)).toMatchObject(SILENT)
      expect(said(await offer(':release/1', ':release/2')).match(/would be gone/g)).toHaveLength(2)
      expect(await offer(':release/1')).toMatchObject(SILENT)
      expect((await offer(':release/2')).status).toBe(1)
      // A topic branch keeps nothing: whoever likes takes it away.
      expect((await offer(`${fixed}:topic`)).status).toBe(0)
      expect((await offer(':release/2')).status).toBe(1)
      expect(await offer(':topic')).toMatchObject(SILENT)
      expect(has('refs/heads/release/2')).toBe(fixed)
    }))

  test('is let go where the default branch has or had all that is guarded on it, and where nothing is', () =>
    withServer(POLICY, async ({ clone, server, offer }) => {
      const released = plain(clone, { 'deploy/run.sh': 'fixed\n', 'src/a.txt': 'a\n' })
      const unguarded = clone.commit('Change src', { 'src/b.txt': 'b\n' })
      land(clone, server, released, 'release/1')
      land(clone, server, released, 'release/3')
      land(clone, server, unguarded, 'release/2')
      // What is beyond a branch that stays is guarded by nobody.
      expect(await offer(':release/2', ':release/3')).toMatchObject(SILENT)
      expect((await offer(':release/1')).status).toBe(1)
      // Taken over by a commit of its own, and changed again since.
      clone.git('checkout', '-q', '-B', 'other', 'main')
      plain(clone, { 'deploy/run.sh': 'fixed\n' })
      land(clone, server, plain(clone, { 'deploy/run.sh': 'fixed again\n' }))
      expect(await offer(':release/1')).toMatchObject(SILENT)
      // Merged, whatever came of it.
      land(clone, server, unguarded, 'release/2')
      clone.git('merge', '-q', '-s', 'ours', '-m', 'Take over release 2', unguarded)
      land(clone, server, 'HEAD')
      expect(await offer(':release/2')).toMatchObject(SILENT)
    }))

  test('takes a file back that was taken away there', () =>
    withServer(
      POLICY,
      async ({ clone, server, offer }) => {
        clone.git('rm', '-q', 'deploy/run.sh')
        clone.git('commit', '-qm', 'Remove it')
        land(clone, server, 'work', 'release/1')
        expect(said(await offer(':release/1'))).toContain('gone with this one: deploy/run.sh (deploy)')
        // A history of its own: what main has was never there.
        clone.git('checkout', '-q', '--orphan', 'pages')
        clone.git('rm', '-rfq', '.')
        plain(clone, { 'index.html': 'x\n' })
        land(clone, server, 'pages', 'release/pages')
        expect(await offer(':release/pages')).toMatchObject(SILENT)
      },
      { files: { 'deploy/run.sh': 'x\n' } },
    ))

  test.each([
    ['mode: warn', 'passed refs/heads/release/1 with 1 warning'],
    ['rules: { forced-push: warn }', 'passed refs/heads/release/1 with 1 warning'],
    ['rules: { forced-push: off }', ''],
  ])('is asked as a push by force is: %s', (setting, words) =>
    withServer(`${POLICY}\n${setting}`, async ({ clone, server, offer }) => {
      land(clone, server, plain(clone, { 'deploy/run.sh': 'fixed\n' }), 'release/1')
      const ran = await offer(':release/1')
      expect(ran.status).toBe(0)
      expect(said(ran)).toContain(words)
      if (words === '') expect(ran).toMatchObject(SILENT)
    }),
  )

  test('is never the default branch, also where git would let it be', () =>
    withServer(POLICY, ({ server, push, has }) => {
      server.git('config', 'receive.denyDeleteCurrent', 'ignore')
      const ran = push(':main')
      expect(ran.status).toBe(1)
      expect(said(ran)).toContain('this is the default branch, whose policy judges all others')
      expect(has('refs/heads/main')).not.toBe('')
    }))
})

describe('which copy of the policy judges', () => {
  const WEAK = 'version: 1\ntrailers: {}\n'
  const STRICT = `version: 1\n${POLICY}\n`

  test('a new branch that begins before the policy became strict is judged by what stands on the default branch', () =>
    withServer('trailers: {}', async ({ clone, server }) => {
      lend(clone, server)
      const weak = clone.git('rev-parse', 'main')
      plain(clone, { '.precheck.yml': STRICT })
      land(clone, server, 'work')
      // Begun where the policy was weak, which is nothing new; what comes then is judged by today's.
      clone.git('checkout', '-q', '-b', 'begun', weak)
      expect(await receive(server, [`${ZERO} ${weak} refs/heads/release/0`])).toMatchObject({ status: 0, stderr: '' })
      land(clone, server, weak, 'release/0')
      const wrong = bad(clone)
      const ran = await receive(server, [`${weak} ${wrong} refs/heads/release/0`])
      expect(ran.status).toBe(1)
      expect(ran.stderr).toContain('the commit has no "Task-Id" trailer')
      clone.git('reset', '-q', '--hard', weak)
      const fine = good(clone, 'src/a.txt')
      expect(await receive(server, [`${weak} ${fine} refs/heads/release/0`])).toMatchObject({ status: 0, stderr: '' })
    }))

  test('a branch with a policy of its own, which the default branch never had, is judged by that', () =>
    withServer(POLICY, async ({ clone, server }) => {
      lend(clone, server)
      const own = plain(clone, { '.precheck.yml': `${WEAK}# for release 1\n` })
      land(clone, server, own, 'release/1')
      const wrong = bad(clone)
      expect(await receive(server, [`${own} ${wrong} refs/heads/release/1`])).toMatchObject({ status: 0, stderr: '' })
      // Elsewhere the same commit is judged by the default branch's.
      expect((await receive(server, [`${ZERO} ${wrong} refs/heads/release/2`])).status).toBe(1)
      expect((await receive(server, [`${server.git('rev-parse', 'main')} ${wrong} refs/heads/main`])).status).toBe(1)
    }))

  test('a branch without one is judged by the default branch’s, and cannot bring its own', () =>
    withServer(null, async ({ clone, server }) => {
      lend(clone, server)
      const old = clone.git('rev-parse', 'main')
      land(clone, server, old, 'release/0')
      plain(clone, { '.precheck.yml': STRICT })
      land(clone, server, 'work')
      clone.git('checkout', '-q', '-b', 'mine', old)
      const own = plain(clone, { '.precheck.yml': WEAK })
      const ran = await receive(server, [
        `${old} ${own} refs/heads/release/0`,
        `${old} ${bad(clone)} refs/heads/release/0`,
      ])
      expect(ran.status).toBe(1)
      expect(ran.stderr).toContain('.precheck.yml is guarded (policy) and has no sign-off')
      expect(ran.stderr).toContain('the commit has no "Task-Id" trailer')
    }))

  test('what is on another branch that blocks was judged there: a release begun at a release', () =>
    withServer(POLICY, async ({ clone, server }) => {
      lend(clone, server)
      // It landed before there was a hook.
      const landed = bad(clone)
      land(clone, server, landed, 'release/1')
      const next = good(clone, 'src/a.txt')
      const updates = ['release/2', 'fix'].map((name) => `${ZERO} ${next} refs/heads/${name}`)
      expect(await receive(server, updates)).toMatchObject({ status: 0, stderr: '' })
      // On a topic branch nobody has judged it.
      server.git('branch', '-m', 'release/1', 'topic')
      expect((await receive(server, updates)).status).toBe(1)
    }))

  test('a policy on the default branch that cannot be read leaves its last readable copy', () =>
    withServer(POLICY, async ({ clone, server }) => {
      lend(clone, server)
      const broken = plain(clone, { '.precheck.yml': 'version: 1\npahts: []\n' })
      land(clone, server, broken)
      const ran = await receive(server, [`${broken} ${bad(clone)} refs/heads/main`])
      expect(ran.status).toBe(1)
      expect(ran.stderr).toContain('the policy on the base cannot be read')
      clone.git('reset', '-q', '--hard', broken)
      const mended = clone.commit('Mend\n\nSign-off-requested: .precheck.yml', { '.precheck.yml': STRICT })
      expect((await receive(server, [`${broken} ${mended} refs/heads/main`])).stderr).toContain(
        'requested and not given',
      )
    }))

  test('and none that can be read is no policy that lets things through', () =>
    withServer('pahts: []', async ({ clone, server }) => {
      lend(clone, server)
      const ran = await receive(server, [`${server.git('rev-parse', 'main')} ${bad(clone)} refs/heads/main`])
      expect(ran.status).toBe(3)
      expect(ran.stderr).toContain('could not check: the policy on the base cannot be read')
    }))
})

describe('the first push', () => {
  test('adopts the policy: what was there before is not measured by it', () =>
    withServer(
      POLICY,
      ({ clone, push, has }) => {
        const wrong = bad(clone, 'Long ago', { 'deploy/run.sh': 'x\n' })
        const ran = push('work:main', 'work:topic')
        expect(ran.status).toBe(0)
        expect(said(ran)).toContain('This brings in the policy. Once it has landed, it guards:\n  deploy: 1 file')
        expect(has('refs/heads/main')).toBe(wrong)
        bad(clone, 'Now')
        expect(push('work:main').status).toBe(1)
      },
      { empty: true },
    ))

  test('of a policy that cannot be read is refused', () =>
    withServer(
      'pahts: []',
      async ({ offer }) => {
        const ran = await offer('main')
        expect(ran.status).toBe(1)
        expect(said(ran)).toContain('.precheck.yml would not be a valid policy')
      },
      { empty: true },
    ))

  test('without a policy says that nothing was checked, and so does every other until one has landed', () =>
    withServer(
      null,
      async ({ clone, server, offer }) => {
        const first = await offer('main')
        expect(first.status).toBe(0)
        expect(said(first)).toBe('precheck: nothing was checked in refs/heads/main: no policy (.precheck.yml)')
        lend(clone, server)
        const next = await receive(server, [`${ZERO} ${bad(clone)} refs/heads/topic`])
        expect(next).toMatchObject({
          status: 0,
          stderr: expect.stringContaining('nothing was checked in refs/heads/topic'),
        })
        const adopted = clone.commit('Adopt', { '.precheck.yml': 'version: 1\n' })
        const ran = await receive(server, [`${server.git('rev-parse', 'main')} ${adopted} refs/heads/main`])
        expect(ran).toMatchObject({ status: 0, stderr: expect.stringContaining('This brings in the policy.') })
      },
      { empty: true },
    ))
})

describe('where HEAD of the server names a branch that is not there', () => {
  test('the usual one is the default branch, and no other takes its place with an old policy', () =>
    withServer('mode: warn\nrefs: { block: [] }', async ({ clone, server }) => {
      lend(clone, server)
      const weak = server.git('rev-parse', 'main')
      const main = plain(clone, { '.precheck.yml': `version: 1\n${POLICY}\nrefs: { block: [] }\n` })
      land(clone, server, main)
      server.git('symbolic-ref', 'HEAD', 'refs/heads/production')
      const wrong = bad(clone)
      expect((await receive(server, [`${main} ${wrong} refs/heads/main`])).stderr).toContain('3 things to mend')
      const taken = await receive(server, [`${ZERO} ${weak} refs/heads/production`])
      expect(taken).toMatchObject({ status: 1, stderr: expect.stringContaining('would become the default branch') })
      server.git('branch', '-m', 'main', 'trunk')
      expect((await receive(server, [`${ZERO} ${weak} refs/heads/main`])).status).toBe(1)
      expect((await receive(server, [`${ZERO} ${weak} refs/heads/develop`])).status).toBe(0)
      server.git('branch', '-m', 'trunk', 'main')
      expect((await receive(server, [`${main} ${ZERO} refs/heads/main`])).stderr).toContain(
        'this is the default branch',
      )
      expect((await receive(server, [`${ZERO} ${wrong} refs/heads/topic`])).status).toBe(0)
    }))

  test('and no branch of a usual name is there either, all is refused but that branch', () =>
    withServer(POLICY, async ({ clone, server }) => {
      lend(clone, server)
      server.git('branch', '-m', 'main', 'stable')
      server.git('symbolic-ref', 'HEAD', 'refs/heads/production')
      const next = good(clone, 'src/a.txt')
      const ran = await receive(server, [`${ZERO} ${next} refs/heads/topic`])
      expect(ran.status).toBe(3)
      expect(ran.stderr).toContain('HEAD of the server names refs/heads/production, which is not there')
      const first = await receive(server, [`${ZERO} ${next} refs/heads/production`])
      expect(first).toMatchObject({ status: 0, stderr: expect.stringContaining('This brings in the policy.') })
    }))

  test('a server whose HEAD stands on a commit takes the policy from there', () =>
    withServer(POLICY, async ({ clone, server }) => {
      lend(clone, server)
      const main = server.git('rev-parse', 'main')
      server.git('update-ref', '--no-deref', 'HEAD', main)
      expect((await receive(server, [`${main} ${bad(clone)} refs/heads/main`])).status).toBe(1)
      clone.git('reset', '-q', '--hard', 'main')
      expect(await receive(server, [`${main} ${good(clone, 'src/a.txt')} refs/heads/main`])).toMatchObject(SILENT)
    }))
})

test('a symbolic ref on the server is what it stands for', () =>
  withServer(POLICY, async ({ clone, server, push, offer }) => {
    server.git('symbolic-ref', 'refs/heads/latest', 'refs/heads/main')
    server.git('symbolic-ref', 'refs/aliases/latest', 'refs/heads/main')
    bad(clone)
    expect(said(push('work:latest'))).toContain('refused refs/heads/latest, 3 things to mend')
    expect(said(await offer('work:refs/aliases/latest'))).toContain('refused refs/aliases/latest, 3 things to mend')
    expect((await offer('work:refs/aliases/other')).status).toBe(0)
    // Its target is not there, and git makes it.
    server.git('symbolic-ref', 'refs/heads/next', 'refs/heads/release/9')
    server.git('symbolic-ref', 'refs/heads/idea', 'refs/heads/ideas/9')
    expect(said(push('work:next'))).toContain('refused refs/heads/next, 3 things to mend')
    expect(push('work:idea').status).toBe(0)
    expect(server.git('for-each-ref', '--format=%(refname)', 'refs/heads/*/9')).toBe('refs/heads/ideas/9')
  }))

test('a server that borrows its objects from another, and one of SHA-256', async () => {
  await withServer(POLICY, ({ clone, server }) => {
    // As forges keep forks, the path from the folder of the objects.
    const fork = newServer(clone, 'fork.git')
    fork.run('sh', ['-c', `printf '../../server.git/objects\\n' >objects/info/alternates`])
    fork.git('update-ref', 'refs/heads/main', server.git('rev-parse', 'main'))
    return guard(fork).then(() => {
      clone.git('remote', 'set-url', 'origin', fork.dir)
      bad(clone)
      expect(push(clone, ['work:main']).status).toBe(1)
      clone.git('reset', '-q', '--hard', 'main')
      good(clone, 'src/a.txt')
      expect(push(clone, ['work:main'])).toMatchObject(SILENT)
    })
  })
  await withServer(
    POLICY,
    ({ clone, push }) => {
      good(clone, 'src/a.txt')
      expect(push('work:main', 'work')).toMatchObject(SILENT)
      bad(clone)
      expect(push('work:main').status).toBe(1)
    },
    { init: ['--object-format=sha256'] },
  )
})
