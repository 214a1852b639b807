import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { longBranch } from '../git/rewriting.ts'
import { BINARY, begunBy, type TestRepository } from '../support/repository.ts'

/** Starts mend in a process group of its own, kills what `victim` says after `delay` ms, and waits until it has ended. */
async function mendAndKill(repository: TestRepository, args: readonly string[], delay: number, victim: 'all' | 'node') {
  const child = spawn(process.execPath, [BINARY, ...args], {
    cwd: repository.dir,
    env: repository.env,
    detached: true,
    stdio: 'ignore',
  })
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_code, signal) => resolve(signal)))
  const timer = setTimeout(() => {
    try {
      process.kill(victim === 'all' ? -child.pid! : child.pid!, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }, delay)
  const signal = await ended
  clearTimeout(timer)
  return signal
}

const TRIES = 8

/** A long branch, how to mend its first commit, and the commit that `main` stands on before and after. */
const begun = begunBy((repository) => {
  const args = ['mend', longBranch(repository, 300), '--trailer', 'Task-Id: ABC-1']
  const mended = / ([0-9a-f]+)\n$/.exec(repository.precheck([...args, '--dry-run']).stdout)?.[1]
  return { args, old: repository.git('rev-parse', 'main'), mended }
})

it('a mend that is killed leaves the old branch or the new one, whole, and running it again ends it', async () => {
  const signals: (NodeJS.Signals | null)[] = []
  let takes = 0
  for (let attempt = 0; attempt <= TRIES; attempt += 1) {
    await begun(async (repository, { args, old, mended }) => {
      if (attempt === 0) {
        // The first one is left alone, and says how long there is to kill the others in.
        const begun = process.hrtime.bigint()
        expect(await mendAndKill(repository, args, 60_000, 'all')).toBeNull()
        takes = Number((process.hrtime.bigint() - begun) / 1_000_000n)
        expect(repository.git('rev-parse', 'main')).toBe(mended)
        return
      }
      const delay = Math.round((takes * attempt) / TRIES)
      signals.push(await mendAndKill(repository, args, delay, attempt % 2 === 0 ? 'node' : 'all'))
      expect([old, mended]).toContain(repository.git('rev-parse', 'main'))
      expect(repository.git('symbolic-ref', 'HEAD')).toBe('refs/heads/main')
      expect(repository.git('status', '--porcelain')).toBe('')
      const fsck = repository.tryGit(['fsck', '--no-dangling'])
      expect([fsck.status, fsck.stdout, fsck.stderr]).toEqual([0, '', ''])
      // git itself leaves a lock behind when it is killed while it holds one, and asks to take it away by hand.
      rmSync(join(repository.dir, '.git', 'refs', 'heads', 'main.lock'), { force: true })
      rmSync(join(repository.dir, '.git', 'HEAD.lock'), { force: true })
      const again = repository.precheck(args)
      expect([again.status, again.stderr]).toEqual([0, ''])
      expect(repository.git('rev-parse', 'main')).toBe(mended)
    })
  }
  expect(signals).toContain('SIGKILL')
})
