import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { scratchFolder } from '../../src/git/scratch-folder.ts'
import { BINARY, withRepository } from '../support/repository.ts'

test('a folder is there until it is closed, and nobody listens to signals longer than that', () => {
  const before = process.listenerCount('SIGTERM')
  const [one, other] = [scratchFolder(), scratchFolder()]
  expect(one.dir).not.toBe(other.dir)
  expect(existsSync(one.dir)).toBe(true)
  expect(process.listenerCount('SIGTERM')).toBe(before + 1)
  one.close()
  one.close()
  expect([existsSync(one.dir), existsSync(other.dir)]).toEqual([false, true])
  expect(process.listenerCount('SIGTERM')).toBe(before + 1)
  other.close()
  expect(existsSync(other.dir)).toBe(false)
  expect(process.listenerCount('SIGTERM')).toBe(before)
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('a check that %s ends leaves nothing behind', (signal) =>
  withRepository(async (repository) => {
    repository.commit('adopt', { '.precheck.yml': 'version: 1\n' })
    repository.git('branch', 'base')
    repository.commit('more', { a: '1' })
    // A git that never says where the two met, and tells that it was asked.
    const [bin, temporary, asked] = ['bin', 'tmp', 'asked'].map((name) => join(repository.dir, '..', name)) as [
      string,
      string,
      string,
    ]
    for (const folder of [bin, temporary]) mkdirSync(folder)
    const git = repository.run('sh', ['-c', 'command -v git']).stdout.trim()
    const script = `#!/bin/sh\ncase " $* " in *" merge-base "*) : >'${asked}'; exec sleep 60 ;; esac\nexec '${git}' "$@"\n`
    writeFileSync(join(bin, 'git'), script)
    chmodSync(join(bin, 'git'), 0o755)
    const check = spawn(process.execPath, [BINARY, 'check', 'base..HEAD'], {
      cwd: repository.dir,
      env: { ...repository.env, PATH: `${bin}:${repository.env.PATH}`, TMPDIR: temporary },
      stdio: 'ignore',
      // A group of its own, to take the sleeping one along.
      detached: true,
    })
    const ended = new Promise((resolve) => check.on('exit', (status, by) => resolve([status, by])))
    try {
      while (!existsSync(asked)) await sleep(20)
      expect(readdirSync(temporary)).toHaveLength(1)
      check.kill(signal)
      expect(await ended).toEqual([null, signal])
      expect(readdirSync(temporary)).toEqual([])
    } finally {
      process.kill(-check.pid!, 'SIGKILL')
    }
  }),
)
