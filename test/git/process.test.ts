import { describe, expect, test } from 'vitest'
import { CouldNotCheck, UsageError } from '../../src/errors.ts'
import { gitFailed, runGit, tryGit } from '../../src/git/process.ts'
import { withRepository } from '../support/repository.ts'

const alias = (name: string, shell: string) => ['-c', `alias.${name}=!${shell}`]

describe('a git that was started', () => {
  test('gives its output, status and own words', async () => {
    await withRepository(async ({ dir, env }) => {
      const place = {
        cwd: dir,
        env,
        options: alias('x', 'printf "a\\0b\\377"; echo "first" >&2; echo "  last  " >&2; exit 7 #'),
      }
      const ran = await tryGit(place, ['x'])
      expect(ran.status).toBe(7)
      expect([...ran.stdout]).toEqual([0x61, 0, 0x62, 0xff])
      expect(ran.stderr).toBe('first\n  last')
      await expect(runGit(place, ['x'])).rejects.toThrow(new CouldNotCheck('git x failed:   last'))
    })
  })

  test('takes input that it does not read', async () => {
    await withRepository(async ({ dir, env }) => {
      const ran = await tryGit({ cwd: dir, env, options: alias('x', 'exit 3 #') }, ['x'], Buffer.alloc(4_000_000))
      expect(ran.status).toBe(3)
    })
  })

  test('may flood its error output', async () => {
    await withRepository(async ({ dir, env }) => {
      const place = { cwd: dir, env, options: alias('x', 'yes 0123456789 | head -c 5000000 >&2; exit 1 #') }
      const { stderr } = await tryGit(place, ['x'])
      expect(stderr.length).toBeGreaterThan(60_000)
      expect(stderr.length).toBeLessThan(200_000)
    })
  })

  test('that a signal ended has not succeeded', async () => {
    await withRepository(async ({ dir, env }) => {
      const ran = await tryGit({ cwd: dir, env, options: alias('x', 'kill -9 $PPID #') }, ['x'])
      expect(ran.status).not.toBe(0)
    })
  })

  test('gets its arguments as they are, never through a shell', async () => {
    await withRepository(async ({ dir, env }) => {
      const out = await runGit({ cwd: dir, env, options: [] }, ['check-ref-format', '--branch', 'a$(touch`x`);b'])
      expect(out.toString()).toBe('a$(touch`x`);b\n')
    })
  })
})

describe('a git that cannot be started', () => {
  test('because there is none, or no such folder, is the user’s to mend', async () => {
    await withRepository(async ({ dir, env }) => {
      await expect(
        tryGit({ cwd: dir, env: { ...env, PATH: '/nonexistent' }, options: [] }, ['version']),
      ).rejects.toThrow(UsageError)
      await expect(tryGit({ cwd: '/nonexistent', env, options: [] }, ['version'])).rejects.toThrow(UsageError)
    })
  })
})

test('a failure without words says its status', () => {
  expect(gitFailed(['log'], { status: 141, stderr: '' }).message).toBe('git log failed: exit status 141')
  expect(gitFailed([], { status: 1, stderr: 'a\nb' }).message).toBe('git  failed: b')
})
