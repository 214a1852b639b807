import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBlocks } from '../../src/signoff/read-blocks.ts'
import { makeKey } from '../signoff/keys.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { adopt, byAgent, checked, everything, POLICY } from './signoff-setting.ts'
import { onTerminal } from './terminal.ts'

const REFS = 'refs/precheck/signoffs/'

/** A branch that is not checked out, whose change waits for Jane's key; and a remote. */
async function setting(body: (repository: TestRepository, key: string, remote: string) => Promise<void>) {
  await withRepository(async (repository) => {
    const key = join(repository.dir, '..', 'key')
    const keys = `keys: ['${makeKey(key, '-t', 'ed25519')}']`
    adopt(repository, POLICY.replace('groups: [platform]', keys).replace('Jane Doe', 'Jane P. Doe'))
    byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
    repository.git('switch', '-q', 'main')
    const remote = join(repository.dir, '..', 'remote.git')
    repository.git('init', '-q', '--bare', remote)
    repository.git('remote', 'add', 'origin', remote)
    await body(repository, key, remote)
  })
}

const refsOf = (repository: TestRepository, dir: string): readonly string[] =>
  repository.git('-C', dir, 'for-each-ref', '--format=%(refname)').split('\n').filter(Boolean)

describe('signoff --push', () => {
  test('gives a signed sign-off to the remote under its digest, and makes no commit', async () => {
    await setting(async (repository, key, remote) => {
      const heads = repository.git('for-each-ref', 'refs/heads')
      const args = ['signoff', 'main..topic', '--push', '--key', key]
      const { status, text } = await onTerminal(repository, args, 'y\n')
      expect(text).toContain('main..topic is green now')
      expect(text).toContain(`git fetch origin '+${REFS}*:${REFS}*'`)
      expect(text).toContain('run its check again')
      expect(status).toBe(0)
      expect(repository.git('for-each-ref', 'refs/heads')).toBe(heads)
      const [ref, ...others] = refsOf(repository, remote)
      expect(others).toEqual([])
      const bytes = repository.run('git', ['-C', remote, 'cat-file', 'blob', ref!]).bytes
      expect(ref).toBe(REFS + createHash('sha256').update(bytes).digest('hex'))
      // The name is the policy's own, and no server takes another.
      expect(readBlocks(bytes.toString()).blocks).toMatchObject([
        { signer: { name: 'Jane P. Doe' }, covers: [{ path: 'deploy/run.sh' }] },
      ])

      // Another clone sees it once it has fetched it, and not before; or from a file.
      const judged = async (...more: readonly string[]) =>
        JSON.parse((await checked(repository, 'main..topic', ...more)).stdout)
      expect(await judged()).toMatchObject({ verdict: 'pass', signOffs: [{ state: 'valid', at: { commit: null } }] })
      repository.git('update-ref', '-d', ref!)
      expect((await judged()).verdict).toBe('block')
      repository.write('../signed.txt', bytes)
      expect(await judged('--signoffs', '../signed.txt')).toMatchObject({
        verdict: 'pass',
        signOffs: [{ state: 'valid' }],
      })
      repository.git('fetch', '-q', 'origin', `+${REFS}*:${REFS}*`)
      expect((await judged()).verdict).toBe('pass')
    })
  })

  test('names the remote that it means', async () => {
    await setting(async (repository, key, remote) => {
      repository.git('remote', 'rename', 'origin', 'upstream')
      const before = everything(repository)
      const args = ['signoff', 'main..topic', '--key', key, '--push']
      const missing = await onTerminal(repository, [...args, 'nowhere'], 'y\n')
      expect(missing.status).toBe(2)
      expect(missing.text).toContain('the sign-off was not pushed to nowhere: ')
      expect(everything(repository)).toEqual(before)
      expect((await onTerminal(repository, [...args, 'upstream'], 'y\n')).status).toBe(0)
      expect(refsOf(repository, remote)).toHaveLength(1)
    })
  })

  test('refuses what would not count there, before anybody has to look', async () => {
    await setting(async (repository, key, remote) => {
      for (const [args, words] of [
        [['main..topic', '--push'], 'outside of the branch only a sign-off counts that is signed with a key'],
        [['main..topic', '--push', '--no-sign'], '--push and --no-sign say opposite things'],
        [['main..topic', '--push', 'a', 'b', '--key', key], 'give --push one remote'],
        [['--staged', '--push', '--key', key], 'give one of'],
      ] as const) {
        const { status, text } = await onTerminal(repository, ['signoff', ...args], null)
        expect(text).toContain(words)
        expect(status).toBe(2)
      }
      expect(refsOf(repository, remote)).toEqual([])
    })
  })
})

describe('check --signoffs', () => {
  test('says of a file that it cannot be read, or holds nothing', async () => {
    await setting(async (repository) => {
      const absent = await checked(repository, 'main..topic', '--signoffs', 'absent')
      expect([absent.status, absent.stderr]).toEqual([
        2,
        expect.stringContaining('the file of sign-offs cannot be read'),
      ])
      repository.write('../large', 'x'.repeat(1024 * 1024 + 1))
      expect((await checked(repository, 'main..topic', '--signoffs', '../large')).stderr).toContain(
        'larger than 1024 KiB',
      )
      repository.write('../none', 'Signed-off-by: Jane Doe <jane@example.com>\n')
      const none = JSON.parse((await checked(repository, 'main..topic', '--signoffs', '../none')).stdout)
      expect(none.verdict).toBe('block')
      expect(none.findings.map(({ text }: { text: string }) => text)).toContainEqual(
        'a sign-off in ../none counts for nothing: there is none in the file',
      )
    })
  })
})
