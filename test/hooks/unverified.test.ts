import { expect, test } from 'vitest'
import { commitAsAgent, TRAILERS, withHooks } from './hooked.ts'

const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'G'.repeat(43)}`

const policy = (commits: boolean) => `trailers-for: unverified
${TRAILERS}
signers: [{ name: Ann, email: [ann@example.com], keys: [{ key: '${KEY}', commits: ${commits} }] }]`

/** What git is told of a commit that it would sign after its hooks have run. Here it has no key, and ends there. */
const SIGNS = ['-c', 'commit.gpgSign=true', '-c', 'gpg.format=ssh', '-c', 'user.signingKey=/nonexistent']

test('of whoever signs all their commits the hook asks nothing: the wall sees whether they did', () =>
  withHooks(policy(true), (repository) => {
    repository.git('config', 'commit.gpgSign', 'true')
    const signing = repository.tryGit([...SIGNS, 'commit', '-q', '--allow-empty', '-m', 'Work'])
    expect(signing.stderr).not.toContain('required-trailers')
    // git came as far as its own signature.
    expect(signing.stderr).toContain('/nonexistent')
  }))

test('of everybody else it asks the trailers', () =>
  withHooks(policy(true), (repository) => {
    const plain = repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'Work'])
    expect(plain).toMatchObject({ status: 1, stderr: expect.stringContaining('required-trailers') })
    repository.git('config', 'commit.gpgSign', 'true')
    const agent = commitAsAgent(repository, ['--allow-empty', '-m', 'Work'])
    expect(agent.stderr).toContain('required-trailers')
  }))

test('and of all where no key could verify a commit', () =>
  withHooks(policy(false), (repository) => {
    repository.git('config', 'commit.gpgSign', 'true')
    expect(repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'Work']).stderr).toContain('required-trailers')
  }))
