import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { openRepository } from '../../src/git/repository.ts'
import { readPolicyNamed } from '../../src/policy/named.ts'
import { withRepository } from '../support/repository.ts'

const STRICT = 'version: 1\ntrailers-for: everyone\n'

test('a policy is named by its file, or by what holds it', async () => {
  await withRepository(async (repository) => {
    repository.commit('x', {
      '.precheck.yml': STRICT,
      'a/loose.yml': 'version: 1\n',
      'bad.yml': 'version: 1\nmod: warn\n',
    })
    const opened = await openRepository(repository.dir, repository.env)
    const read = async (name: string, folder = '') =>
      (await readPolicyNamed(opened, join(repository.dir, folder), name)).policy?.trailersFor
    expect(await read('.precheck.yml')).toBe('everyone')
    expect(await read('loose.yml', 'a')).toBe('agents')
    expect(await read('main:.precheck.yml')).toBe('everyone')
    expect(await read('HEAD~0:a/loose.yml')).toBe('agents')
    expect(await read(':.precheck.yml')).toBe('everyone')
    for (const name of ['none', 'a', 'none:.precheck.yml', 'main:none', 'main:a', 'main:\n.precheck.yml', '']) {
      await expect(read(name), name).rejects.toThrow(UsageError)
    }
    await expect(read('bad.yml')).rejects.toThrow('bad.yml:2:1: ')
  })
})

test('a tag of a branch’s name cannot put its policy in the place of the branch’s', async () => {
  await withRepository(async (repository) => {
    const loose = repository.commit('loose', { '.precheck.yml': 'version: 1\n' })
    repository.commit('strict', { '.precheck.yml': STRICT })
    repository.git('tag', 'main', loose)
    const opened = await openRepository(repository.dir, repository.env)
    await expect(readPolicyNamed(opened, repository.dir, 'main:.precheck.yml')).rejects.toThrow('several refs')
    const { policy } = await readPolicyNamed(opened, repository.dir, 'refs/heads/main:.precheck.yml')
    expect(policy?.trailersFor).toBe('everyone')
  })
})
