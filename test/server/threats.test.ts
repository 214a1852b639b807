import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bad, good, lend, POLICY, push, receive, SILENT, said, withServer, ZERO } from './served.ts'

describe('T80: other refs than branches, deletions, and ids of zeros', () => {
  test('what a tag, a note or a new branch brought is judged when it comes to a branch that blocks', () =>
    withServer(POLICY, ({ clone, push, has }) => {
      bad(clone)
      clone.git('tag', '-a', '-m', 'One', 'v1')
      const first = push('v1', 'HEAD:refs/notes/x', 'HEAD:refs/tmp/x', 'HEAD:refs/heads/new')
      expect(first.status).toBe(0)
      const ran = push('v1^{commit}:main', ':refs/tmp/x', ':new', 'HEAD:release/new')
      expect(ran.status).toBe(1)
      expect(said(ran)).toContain('refused refs/heads/main, 3 things to mend')
      expect(said(ran)).toContain('refused refs/heads/release/new, 3 things to mend')
      expect(has('refs/heads/new')).not.toBe('')
    }))

  test('twin: tags, notes, deletions and new branches of what was judged pass without a word', () =>
    withServer(POLICY, async ({ clone, offer }) => {
      good(clone, 'src/a.txt')
      clone.git('tag', '-a', '-m', 'One', 'v1')
      expect(await offer('v1:refs/tags/v1', 'HEAD:refs/notes/x', 'HEAD:new')).toMatchObject(SILENT)
      const ran = await offer('v1^{commit}:main', ':refs/notes/x', ':new', 'HEAD:release/new')
      expect(ran).toMatchObject(SILENT)
    }))
})

describe('T81: whoever pushes', () => {
  test('an administrator, a deploy key and a push with options are judged like anybody', () =>
    withServer(POLICY, ({ clone, server, has }) => {
      server.git('config', 'receive.advertisePushOptions', 'true')
      const main = has('refs/heads/main')
      bad(clone)
      const options = ['-o', 'precheck.skip', '-o', 'ci.skip', '-o', 'mode=warn', '-o', '--policy=x']
      const env = { GL_ID: 'user-1', GL_USERNAME: 'root', REMOTE_USER: 'admin', GITEA_PUSHER_NAME: 'root' }
      const ran = push(clone, [...options, 'work:main'], { env })
      expect(ran.status).toBe(1)
      expect(said(ran)).toContain('3 things to mend')
      expect(has('refs/heads/main')).toBe(main)
      clone.git('reset', '-q', '--hard', 'main')
      good(clone, 'src/a.txt')
      expect(push(clone, [...options, 'work:main'], { env })).toMatchObject(SILENT)
    }))

  // No hook sees an administrator who writes on the server itself: what is there is where the next push begins.
  test('what was written on the server itself is not judged, and what comes on top of it is', () =>
    withServer(POLICY, async ({ clone, server, offer }) => {
      const past = bad(clone, 'Past')
      server.git('fetch', '-q', clone.dir, `+${past}:refs/heads/main`)
      good(clone, 'src/a.txt')
      expect(await offer('work:main')).toMatchObject(SILENT)
      expect(server.precheck(['check', `${past}~1..main`]).status).toBe(1)
    }))
})

describe('T85: two steps', () => {
  test('what was pushed to a scratch ref first is judged all the same', () =>
    withServer(POLICY, async ({ clone, server, has, offer }) => {
      const wrong = bad(clone, 'Bad', { 'deploy/run.sh': 'x\n' })
      expect((await offer('work:scratch', 'work:refs/hidden/x')).status).toBe(0)
      expect(server.git('rev-list', wrong, '--not', '--all')).toBe('')
      const ran = await offer('work:main')
      expect(ran.status).toBe(1)
      expect(said(ran)).toContain('4 things to mend')
      expect(has('refs/heads/main')).not.toBe(wrong)
    }))

  test('twin: what is right goes in two steps', () =>
    withServer(POLICY, async ({ clone, has, offer }) => {
      const fine = good(clone, 'src/a.txt')
      expect(await offer('work:scratch')).toMatchObject(SILENT)
      expect(await offer('work:main')).toMatchObject(SILENT)
      expect(has('refs/heads/main')).toBe(fine)
    }))

  test('an old id that the pusher made up is not where judging begins', () =>
    withServer(POLICY, async ({ clone, server }) => {
      lend(clone, server)
      const wrong = bad(clone)
      const fine = good(clone, 'src/a.txt')
      for (const old of [wrong, fine, ZERO]) {
        const ran = await receive(server, [`${old} ${fine} refs/heads/main`])
        expect({ old, status: ran.status }).toEqual({ old, status: 1 })
      }
      // Nor does a line that a name with a newline has smuggled in make another one milder.
      const main = server.git('rev-parse', 'main')
      const updates = [`${main} ${main} refs/heads/main`, `${main} ${fine} refs/heads/main`]
      expect((await receive(server, updates)).status).toBe(1)
      expect((await receive(server, [`${main} ${main} refs/heads/main`])).status).toBe(0)
      // Nor a name that is an option, or a pattern, to a git that the hook starts; git itself refuses it later.
      for (const name of ['--count=0', '--exclude=refs/heads/main', 'refs/*', 'refs/tags/x\u00a0--count=0']) {
        const odd = [`${ZERO} ${main} ${name}`, `${main} ${fine} refs/heads/main`]
        expect({ name, ...(await receive(server, odd)) }).toMatchObject({ name, status: 1 })
      }
    }))
})

describe('T86: replace refs', () => {
  test('are refused, under every name', () =>
    withServer(POLICY, async ({ clone, push, server, offer }) => {
      const fine = good(clone, 'src/a.txt')
      const ran = push(`HEAD:refs/replace/${fine}`, `HEAD:refs/Replace/${fine}`, 'work')
      expect(ran.status).toBe(1)
      expect(said(ran)).toContain(`refused refs/replace/${fine}`)
      expect(said(ran)).toContain(`refused refs/Replace/${fine}`)
      expect(server.git('for-each-ref', 'refs/replace', 'refs/heads/work')).toBe('')
      // Twins: a branch that is only called so; and one that was there goes.
      expect(await offer('HEAD:refs/heads/replace/x')).toMatchObject(SILENT)
      server.git('update-ref', `refs/replace/${fine}`, server.git('rev-parse', 'main'))
      expect(await offer(`:refs/replace/${fine}`)).toMatchObject({ status: 0 })
    }))

  test('and grafts that are on the server show the hook nothing', () =>
    withServer(POLICY, async ({ clone, server }) => {
      lend(clone, server)
      const wrong = bad(clone)
      const mask = server.git('commit-tree', `${wrong}^{tree}`, '-p', 'main', '-m', `Good\n\nTask-Id: ABC-1`)
      server.git('update-ref', `refs/replace/${wrong}`, mask)
      writeFileSync(join(server.dir, 'info/grafts'), `${wrong}\n`)
      const ran = await receive(server, [`${server.git('rev-parse', 'main')} ${wrong} refs/heads/main`])
      expect(ran.status).toBe(1)
      expect(ran.stderr).toContain('the commit has no "Rollback" trailer')
    }))
})

describe('T87: the quarantine of a push', () => {
  test('without its variables the objects cannot be read, and the push is refused as that', () =>
    withServer(POLICY, ({ clone, server, push, has }) => {
      good(clone, 'src/a.txt')
      const hook = join(server.dir, 'hooks/pre-receive')
      const ours = readFileSync(hook, 'utf8')
      const dropped = 'GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES'
      writeFileSync(hook, ours.replace('#!/bin/sh\n', `#!/bin/sh\nunset ${dropped}\n`))
      for (const ref of ['main', 'topic']) {
        const ran = push(`work:${ref}`)
        expect(ran.status).toBe(1)
        expect(said(ran)).toContain(`incomplete refs/heads/${ref}, 1 check could not be made`)
        expect(said(ran)).toContain('cannot be read')
      }
      expect(has('refs/heads/topic')).toBe('')
      writeFileSync(hook, ours)
      expect(push('work:main', 'work:topic')).toMatchObject(SILENT)
    }))
})

test('an environment that the pusher could set bends nothing', () =>
  withServer(POLICY, ({ clone, push: plain }) => {
    bad(clone)
    writeFileSync(join(clone.dir, '../evil.cjs'), 'process.exit(0)\n')
    writeFileSync(join(clone.dir, '../evil.config'), '[precheck]\n\tbase = refs/heads/work\n[core]\n\tpager = false\n')
    const env = {
      NODE_OPTIONS: `--require=${join(clone.dir, '../evil.cjs')}`,
      GIT_CONFIG_GLOBAL: join(clone.dir, '../evil.config'),
      GIT_REPLACE_REF_BASE: 'refs/heads/',
      GIT_SHALLOW_FILE: '/dev/null',
      HUSKY: '0',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      FORCE_COLOR: '1',
      CLAUDECODE: '1',
      LC_ALL: 'xx_XX',
    }
    // A namespace has a main of its own, and nothing that is looked up here holds for it.
    const elsewhere = push(clone, ['work:main'], { env: { ...env, GIT_NAMESPACE: 'other' } })
    expect(elsewhere.status).toBe(1)
    expect(elsewhere.stderr).toContain('a push into a namespace (GIT_NAMESPACE) cannot be checked')
    const ran = push(clone, ['work:main'], { env })
    expect(ran.status).toBe(1)
    expect(said(ran)).toContain('refused refs/heads/main, 3 things to mend')
    expect(ran.stderr).not.toContain('\u001b')
    clone.git('reset', '-q', '--hard', 'main')
    good(clone, 'src/a.txt')
    const fine = push(clone, ['work:main'], { env })
    expect([fine.status, said(fine)]).toEqual([0, ''])
    expect(plain('work')).toMatchObject(SILENT)
  }))
