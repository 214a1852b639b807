import { spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { serveHttp } from '../support/http-backend.ts'
import type { TestRepository } from '../support/repository.ts'
import { bad, good, POLICY, push, SILENT, said, withServer } from './served.ts'

/** The same push, while this process goes on: it is the server. */
async function pushBeside(clone: TestRepository, args: readonly string[]) {
  const child = spawn('git', ['push', '-q', 'origin', ...args], { cwd: clone.dir, env: clone.env })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const status = await new Promise<number>((ended) => child.on('close', (code) => ended(code ?? 128)))
  return { status, stdout: '', stderr, bytes: Buffer.alloc(0) }
}

test('over smart HTTP', () =>
  withServer(POLICY, async ({ clone, server, has }) => {
    const http = await serveHttp(dirname(server.dir), server.env)
    try {
      clone.git('remote', 'set-url', 'origin', `${http.url}/server.git`)
      const fine = good(clone, 'src/a.txt')
      expect(await pushBeside(clone, ['work:main', 'work'])).toMatchObject(SILENT)
      expect(has('refs/heads/main')).toBe(fine)
      const wrong = bad(clone)
      const ran = await pushBeside(clone, ['work:main', 'work:new'])
      expect(ran.status).toBe(1)
      expect(said(ran)).toContain('precheck: refused refs/heads/main, 3 things to mend')
      expect(said(ran)).toContain(`commit ${wrong.slice(0, 12)} Bad`)
      expect([has('refs/heads/main'), has('refs/heads/new')]).toEqual([fine, ''])
      const topic = await pushBeside(clone, ['work'])
      expect(topic.status).toBe(0)
      expect(said(topic)).toContain('passed refs/heads/work with 3 warnings')
      expect((await pushBeside(clone, [`work:refs/replace/${wrong}`])).status).toBe(1)
    } finally {
      await http.close()
    }
  }))

/**
 * What stands in for ssh runs the command that git hands it with an environment as bare as that of a login, and with
 * nothing of the pusher's.
 */
test('over what git takes for SSH', () =>
  withServer(POLICY, ({ clone, server, has }) => {
    const ssh = join(dirname(server.dir), 'ssh')
    writeFileSync(ssh, '#!/bin/sh\nfor command; do :; done\nexec env -i PATH="$PATH" sh -c "$command"\n')
    chmodSync(ssh, 0o755)
    clone.git('remote', 'set-url', 'origin', `git@example.com:${server.dir}`)
    const options = { env: { GIT_SSH: ssh, GIT_SSH_VARIANT: 'ssh', NODE_OPTIONS: '--require=/nowhere.cjs' } }
    const fine = good(clone, 'src/a.txt')
    expect(push(clone, ['work:main'], options)).toMatchObject(SILENT)
    bad(clone)
    const ran = push(clone, ['work:main'], options)
    expect(ran.status).toBe(1)
    expect(said(ran)).toContain('precheck: refused refs/heads/main, 3 things to mend')
    expect(has('refs/heads/main')).toBe(fine)
  }))
