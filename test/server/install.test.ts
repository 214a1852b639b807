import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { install, snapshot, uninstall } from '../install/installed.ts'
import { BINARY, type TestRepository, withRepository } from '../support/repository.ts'
import { bad, good, newServer, POLICY, push, SILENT, said } from './served.ts'

/** A clone with a policy on `main`, and a bare repository that has it; nothing is installed yet. */
const withBare = (body: (clone: TestRepository, server: TestRepository) => void | Promise<void>): Promise<void> =>
  withRepository(async (clone) => {
    const server = newServer(clone, 'server.git')
    clone.git('remote', 'add', 'origin', server.dir)
    clone.commit('Adopt a policy', { '.precheck.yml': `version: 1\n${POLICY}\n` })
    clone.git('push', '-q', 'origin', 'main')
    clone.git('checkout', '-q', '-b', 'work')
    await body(clone, server)
  })

const hook = (server: TestRepository, name = 'pre-receive'): string => join(server.dir, 'hooks', name)

function writeHook(server: TestRepository, text: string, name = 'pre-receive'): void {
  writeFileSync(hook(server, name), text)
  chmodSync(hook(server, name), 0o755)
}

/** A hook of somebody else: notes down that it ran, what it was told, and refuses what is called `locked`. */
const THEIRS = `#!/bin/sh
cat >>heard
if grep -q refs/heads/locked heard; then echo locked here; exit 1; fi
`

test('a bare repository gets one hook and what it needs, and a second run changes nothing', () =>
  withBare(async (clone, server) => {
    const before = snapshot(server.dir)
    const dry = await install(server, ['--server', '--dry-run'])
    expect(snapshot(server.dir)).toEqual(before)
    expect(dry.stderr).toBe('dry run: nothing was changed\n')
    const done = await install(server, ['--server'])
    expect(done).toMatchObject({ status: 0, stdout: dry.stdout, stderr: '' })
    expect(done.stdout.split('\n').slice(0, 2)).toEqual([
      'precheck/entry: where hooks find node and precheck',
      'hooks/pre-receive: the hook',
    ])
    for (const said of [
      `exec ${process.execPath} ${BINARY} hook pre-receive`,
      'hooks/pre-receive.d/precheck',
      'gitaly hooks set --storage',
      'pre-receive hook environment',
    ]) {
      expect(done.stdout).toContain(said)
    }
    bad(clone)
    expect(push(clone, ['work:main']).status).toBe(1)
    clone.git('reset', '-q', '--hard', 'main')
    good(clone, 'src/a.txt')
    expect(push(clone, ['work:main'])).toMatchObject(SILENT)

    const installed = snapshot(join(server.dir, 'hooks'))
    expect(await install(server, ['--server'])).toMatchObject({
      stdout: 'precheck is installed here already: nothing to change\n',
    })
    expect(snapshot(join(server.dir, 'hooks'))).toEqual(installed)
    expect((await uninstall(server)).stdout).toContain('hooks/pre-receive: removed')
    const { 'hooks/pre-receive': gone, ...left } = snapshot(server.dir)
    expect([gone, left.precheck, left.config]).toEqual([undefined, undefined, before.config])
  }))

test('the script that is printed for forges is a hook by itself', () =>
  withBare(async (clone, server) => {
    const { stdout } = await install(server, ['--server', '--dry-run'])
    const script = /^ {2}#!\/bin\/sh\n(?: {2}.*\n)*/m.exec(stdout)![0].replace(/^ {2}/gm, '')
    writeHook(server, script)
    bad(clone)
    expect(said(push(clone, ['work:main']))).toContain('precheck: refused refs/heads/main, 3 things to mend')
    expect(push(clone, ['main:other'])).toMatchObject(SILENT)
  }))

test('a hook that is there goes on running, before ours, and is back after uninstall', () =>
  withBare(async (clone, server) => {
    writeHook(server, THEIRS)
    expect((await install(server, ['--server'])).stdout).toContain(
      'hooks/pre-receive: kept as pre-receive.precheck-orig, and still run first',
    )
    bad(clone)
    const both = push(clone, ['work:main', 'work:locked'])
    expect(both.status).toBe(1)
    expect(said(both)).toContain('locked here')
    expect(said(both)).toContain('refused refs/heads/main, 3 things to mend')
    rmSync(join(server.dir, 'heard'))
    expect(said(push(clone, ['main:locked']))).toBe('locked here')
    rmSync(join(server.dir, 'heard'))
    expect(push(clone, ['main:open'])).toMatchObject(SILENT)
    expect(readFileSync(join(server.dir, 'heard'), 'utf8')).toMatch(/^0{40} [0-9a-f]{40} refs\/heads\/open\n$/)
    await uninstall(server)
    expect(readFileSync(hook(server), 'utf8')).toBe(THEIRS)
    expect(existsSync(hook(server, 'pre-receive.precheck'))).toBe(false)
  }))

/** As Gitea and Forgejo write it, and write it again. */
const DELEGATE = `#!/usr/bin/env bash
# AUTO GENERATED, DO NOT MODIFY
data=$(cat)
exitcodes=""
hookname=$(basename $0)
GIT_DIR=\${GIT_DIR:-$(dirname $0)/..}
for hook in \${GIT_DIR}/hooks/\${hookname}.d/*; do
  test -x "\${hook}" && test -f "\${hook}" || continue
  echo "\${data}" | "\${hook}"
  exitcodes="\${exitcodes} $?"
done
for i in \${exitcodes}; do
  [ \${i} -eq 0 ] || exit \${i}
done
`

test('where a hook runs all of pre-receive.d, ours goes there and that hook stays as it is', () =>
  withBare(async (clone, server) => {
    writeHook(server, DELEGATE)
    mkdirSync(hook(server, 'pre-receive.d'))
    writeHook(server, '#!/bin/sh\nexit 0\n', 'pre-receive.d/gitea')
    const done = await install(server, ['--server'])
    expect(done.stdout).toContain('hooks/pre-receive.d/precheck: the hook')
    expect(readFileSync(hook(server), 'utf8')).toBe(DELEGATE)
    bad(clone)
    expect(push(clone, ['work:main']).status).toBe(1)
    expect(push(clone, ['main:other'])).toMatchObject(SILENT)
    await uninstall(server)
    expect([
      existsSync(hook(server, 'pre-receive.d/precheck')),
      existsSync(hook(server, 'pre-receive.d/gitea')),
    ]).toEqual([false, true])
  }))

test('a hook whose program is gone lets nothing through', () =>
  withBare(async (clone, server) => {
    await install(server, ['--server'])
    writeFileSync(join(server.dir, 'precheck/entry'), '/nowhere/node\n/nowhere/precheck.js\n')
    const ran = push(clone, ['main:topic'])
    expect(ran.status).toBe(1)
    expect(said(ran)).toContain('Remedy, on the server: "precheck install --server" again.')
    await install(server, ['--server'])
    expect(push(clone, ['main:topic'])).toMatchObject(SILENT)
  }))

test('is refused where git would not run the hook, and says where it would', () =>
  withBare(async (clone, server) => {
    await expect(install(clone, ['--server'])).rejects.toThrow('--server is for a bare repository')
    await expect(install(clone, ['--server'], { cwd: join(clone.dir, '.git') })).rejects.toThrow('a work tree')
    await expect(install(server)).rejects.toThrow('in a bare repository it is "precheck install --server"')
    server.git('config', 'core.hooksPath', '/etc/git/hooks')
    await expect(install(server, ['--server'])).rejects.toThrow(
      'core.hooksPath is "/etc/git/hooks" (local configuration): git would not run a hook of this repository',
    )
    const gitaly = newServer(clone, '@hashed/6b/86/6b86.git')
    await expect(install(gitaly, ['--server'])).rejects.toThrow(
      /GitLab runs no hooks of this folder[\s\S]*gitaly hooks set/,
    )
    server.git('config', '--unset', 'core.hooksPath')
    server.git('symbolic-ref', 'HEAD', 'refs/heads/production')
    const { status, stderr } = await install(server, ['--server'])
    expect([status, stderr]).toEqual([0, expect.stringContaining('note: HEAD names refs/heads/production')])
  }))

test('beside work trees of the bare repository, uninstall in one of them takes back all', () =>
  withBare(async (clone, server) => {
    server.git('worktree', 'add', '-q', '../tree', 'main')
    const tree = join(server.dir, '../tree')
    rmSync(join(tree, '.precheck.yml'))
    await install(server, [], { cwd: tree })
    await install(server, ['--server'])
    expect(existsSync(hook(server))).toBe(true)
    await expect(uninstall(server)).rejects.toThrow('run uninstall there')
    await uninstall(server, [], { cwd: tree })
    expect([existsSync(hook(server)), existsSync(hook(server, 'commit-msg'))]).toEqual([false, false])
    expect(clone.git('ls-remote', 'origin', 'refs/heads/main')).not.toBe('')
  }))
