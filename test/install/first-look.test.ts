import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { install, snapshot } from './installed.ts'

const LOOK = 'This policy and the last '
const SIGNERS = 'Who may sign off:'

const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'G'.repeat(43)}`

/** Commits as somebody, that many days after the others. */
function commitAs(repository: TestRepository, name: string, email: string, days = 0): void {
  const date = `${1_700_000_000 + days * 24 * 60 * 60} +0000`
  const env = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  repository.run('git', ['commit', '-q', '--no-verify', '--allow-empty', '-m', 'x'], { env })
}

describe('install ends with a look at the last commits', () => {
  test('by the policy that it has written', () =>
    withRepository(async (repository) => {
      for (let at = 0; at < 7; at += 1) repository.commit(`Bump ${at}`, { 'yarn.lock': `${at}` })
      for (const a of '123') repository.commit('Rework\n\nCo-authored-by: Claude <noreply@anthropic.com>', { a })
      const { stdout } = await install(repository)
      const program = new URL('../../bin/precheck.js', import.meta.url).pathname
      expect(stdout.slice(stdout.indexOf(LOOK))).toBe(`${LOOK}10 commits, each by itself (merges left out):
  refused: 10 of 10 commits (100 %)
  by agents: 3 of 10 commits (30 %)
By rule:
  7 commits  lockfiles
  3 commits  required-trailers
Most often:
  7 commits  yarn.lock
More than a fifth would be refused. To ask for less at first, change in .precheck.yml:
  mode: warn, for a week or two (10 commits)
  rules: { lockfiles: warn } (7 commits)
and look again: ${program} check --summary --policy .precheck.yml
`)
      // What it proposes can be done, and helps.
      repository.run('sed', [
        '-i',
        's/^mode: block$/mode: warn/; s/^rules: {}$/rules: { lockfiles: warn }/',
        '.precheck.yml',
      ])
      const again = repository.run(process.execPath, [program, 'check', '--summary', '--policy', '.precheck.yml'])
      expect(again.stdout).toContain('refused: 0 of 10 commits (0 %)')
      expect(again.stdout).not.toContain('More than a fifth')
    }))

  test('by the policy that is there, and proposes nothing where it fits', () =>
    withRepository(async (repository) => {
      repository.commit('Bump', { 'yarn.lock': '1', '.precheck.yml': 'version: 1\nmode: warn\n' })
      const { stdout } = await install(repository)
      expect(stdout).toContain('refused: 0 of 1 commit (0 %)')
      expect(stdout).toMatch(/1 commit {2}lockfiles \(only warned\)\n/)
      expect(stdout).not.toContain('More than a fifth')
    }))

  test('also in a dry run, which has written none', () =>
    withRepository(async (repository) => {
      repository.commit('Bump', { 'yarn.lock': '1' })
      const was = snapshot(repository.dir)
      expect((await install(repository, ['--dry-run'])).stdout).toContain('1 commit  lockfiles\n')
      expect(snapshot(repository.dir)).toEqual(was)
    }))

  test('and says nothing where there are no commits', () =>
    withRepository(async (repository) => {
      const { stdout } = await install(repository)
      expect(stdout).toMatch(/check --staged\n {2}git commit [^\n]*\n\nReview packets [^\n]*\n[^\n]*packet\.md\n$/)
    }))

  test('and never fails for it', () =>
    withRepository(async (repository) => {
      repository.commit('First', { a: '1' })
      repository.commit('Second', { a: '2' })
      const tree = repository.git('rev-parse', 'HEAD^{tree}')
      rmSync(join(repository.dir, '.git/objects', tree.slice(0, 2), tree.slice(2)))
      const { status, stdout } = await install(repository)
      expect(status).toBe(0)
      expect(stdout).toMatch(/\nThe last commits could not be looked at: .+\n$/)
    }))

  test.each([
    ['a policy that cannot be read', 'mode: warn\n'],
    ['one that is no text', Buffer.from([0xff])],
  ])('and leaves %s alone', (_, policy) =>
    withRepository(async (repository) => {
      repository.commit('Bump', { 'yarn.lock': '1', '.precheck.yml': policy })
      const { status, stdout, stderr } = await install(repository)
      expect(status).toBe(0)
      expect(stdout).not.toContain(LOOK)
      expect(stderr).toContain('note: .precheck.yml cannot be read')
    }),
  )
})

describe('install proposes signers', () => {
  test('of the 90 days up to the last commit, without agents and bots, and writes none', () =>
    withRepository(async (repository) => {
      commitAs(repository, 'Long Gone', 'gone@example.com')
      commitAs(repository, 'Jane Doe', 'jane@example.com', 91)
      commitAs(repository, 'dependabot[bot]', '49699333+dependabot[bot]@users.noreply.github.com', 92)
      commitAs(repository, 'Claude', 'noreply@anthropic.com', 93)
      commitAs(repository, 'Rob Roe', 'rob@example.com', 100)
      const { stdout, stderr } = await install(repository)
      expect(stdout).toContain(
        'signers:\n  - name: "Rob Roe"\n    email: ["rob@example.com"]\n  - name: "Jane Doe"\n    email: ["jane@example.com"]\n\n',
      )
      expect(stderr).not.toContain('one signer')
      expect(repository.run('grep', ['-c', 'Rob', '.precheck.yml']).stdout).toBe('0\n')
    }))

  test('with the key of whoever installs, and those of the allowed signers', () =>
    withRepository(async (repository) => {
      commitAs(repository, 'Jane Doe', 'jane@example.com')
      commitAs(repository, 'Rob Roe', 'rob@example.com')
      repository.write('../home/key', 'not to be read')
      repository.write('../home/key.pub', `${KEY} me\n`)
      repository.write('../signers', `rob@example.com ${KEY.replaceAll('G', 'H')}\n`)
      for (const [name, value] of [
        ['user.email', 'jane@example.com'],
        ['gpg.format', 'ssh'],
        ['user.signingKey', '~/key'],
        ['gpg.ssh.allowedSignersFile', '../signers'],
      ] as const) {
        repository.git('config', name, value)
      }
      const { stdout, stderr } = await install(repository)
      expect(stdout).toContain(`email: ["jane@example.com"]\n    keys: ["${KEY}"]\n`)
      expect(stdout).toMatch(/email: \["rob@example\.com"\]\n {4}keys: \["ssh-ed25519 /)
      expect(stderr).not.toContain('public key')
    }))

  test('without a key of somebody else than who installs', () =>
    withRepository(async (repository) => {
      commitAs(repository, 'Jane Doe', 'jane@example.com')
      repository.git('config', 'user.email', 'other@example.com')
      repository.git('config', 'gpg.format', 'ssh')
      repository.git('config', 'user.signingKey', KEY)
      const { stdout, stderr } = await install(repository)
      expect(stdout).not.toContain('ssh-ed25519')
      expect(stderr).toContain('note: 1 of 1 have no public key that is known here')
      expect(stderr).toContain('note: with one signer nobody could sign off')
    }))

  test('but not where the policy has its own, or nobody has committed', () =>
    withRepository(async (repository) => {
      expect((await install(repository, ['--dry-run'])).stdout).not.toContain(SIGNERS)
      repository.commit('base', {
        '.precheck.yml': 'version: 1\nsigners: [{ name: Jane, email: [jane@example.com] }]\n',
      })
      expect((await install(repository)).stdout).not.toContain(SIGNERS)
    }))
})
