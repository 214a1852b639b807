import { describe, expect, test } from 'vitest'
import { writeBlock } from '../../src/signoff/block.ts'
import { onTerminal } from '../commands/terminal.ts'
import { judge } from '../support/example.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { aSignOff, coversBetween } from './given.ts'

const policy = (independent: boolean) => `version: 1
paths:
  - { name: deploy, match: ['deploy/'], independent: ${independent} }
signers:
  - { name: Jane Doe, email: [jane@example.com, jane@home.example] }
  - { name: Max Mann, email: [max@example.com] }
`

const as = (role: string, email: string) => ({
  [`GIT_${role}_NAME`]: 'Somebody',
  [`GIT_${role}_EMAIL`]: email,
})

/** A commit by others that changes deploy/, with a sign-off by Jane on top. */
async function judgedOf(
  deploy: { readonly env?: Record<string, string>; readonly message?: string; readonly path?: string },
  independent = true,
  body: (repository: TestRepository) => void = () => {},
) {
  return await withRepository(async (repository) => {
    repository.commit('Adopt', { '.precheck.yml': policy(independent) })
    repository.git('branch', 'base')
    repository.write(deploy.path ?? 'deploy/run', 'x\n')
    repository.git('add', '-A')
    repository.run('git', ['commit', '-q', '-m', deploy.message ?? 'Deploy'], { env: deploy.env ?? {} })
    body(repository)
    repository.commit(`Sign\n\n${writeBlock(aSignOff(coversBetween(repository, 'base', 'HEAD', 'deploy')))}`)
    const { verdict, findings } = await judge(repository, 'base')
    return [verdict, ...findings.map(({ rule, message }) => `${rule}/${message}`)]
  })
}

const REFUSED = ['block', 'guarded-paths/needs-sign-off', 'sign-offs/unknown-signer']

describe('where people must be independent, a sign-off does not count by', () => {
  test.each([
    ['the author', { env: as('AUTHOR', 'jane@example.com') }],
    ['the author by another of their addresses', { env: as('AUTHOR', 'JANE@home.example') }],
    ['the committer', { env: as('COMMITTER', 'jane@example.com') }],
    ['a co-author', { message: 'Deploy\n\nCo-authored-by: J <jane@home.example>\n' }],
    ['a co-author, wherever a squash put that', { message: 'a\n\n    co-authored-by: J <jane@example.com>\n\nb\n' }],
  ])('%s', async (_, deploy) => {
    expect((await judgedOf(deploy)).toSorted()).toEqual(REFUSED.toSorted())
  })

  test('whoever changed the path in another commit of the change', async () => {
    const found = await withRepository(async (repository) => {
      repository.commit('Adopt', { '.precheck.yml': policy(true) })
      repository.git('branch', 'base')
      const files = (text: string) => {
        repository.write('deploy/run', text)
        repository.git('add', '-A')
      }
      files('1')
      repository.run('git', ['commit', '-q', '-m', 'One'], { env: as('AUTHOR', 'jane@example.com') })
      const one = repository.git('rev-parse', 'HEAD')
      files('2')
      const two = repository.commit('Two')
      const covers = [...coversBetween(repository, 'base', one), ...coversBetween(repository, one, two)]
      repository.commit(`Sign\n\n${writeBlock(aSignOff(covers))}`)
      return (await judge(repository, 'base')).verdict
    })
    expect(found).toBe('block')
  })
})

describe('and counts', () => {
  test('by somebody who had no hand in it', async () => {
    expect(await judgedOf({ env: as('AUTHOR', 'max@example.com') })).toEqual(['pass'])
  })

  test('by somebody who had a hand in other files of the change only', async () => {
    const others = (repository: TestRepository) => {
      repository.write('src/a', 'x')
      repository.git('add', '-A')
      repository.run('git', ['commit', '-q', '-m', 'Jane'], { env: as('AUTHOR', 'jane@example.com') })
    }
    expect(await judgedOf({}, true, others)).toEqual(['pass'])
  })

  test('by the author, where independence is not asked', async () => {
    expect(await judgedOf({ env: as('AUTHOR', 'jane@example.com') }, false)).toEqual(['pass'])
  })
})

test('signoff says to the author whose it is to sign, and signs for another', async () => {
  await withRepository(async (repository) => {
    repository.commit('Adopt', { '.precheck.yml': policy(true) })
    repository.git('switch', '-q', '-c', 'topic')
    repository.write('deploy/run', 'x\n')
    repository.git('add', '-A')
    repository.run('git', ['commit', '-q', '-m', 'Deploy'], { env: as('AUTHOR', 'jane@example.com') })
    const jane = await onTerminal(repository, ['signoff'], null)
    expect(jane.status).toBe(2)
    expect(jane.text).toContain('is for somebody to sign off who had no hand in it, and you had (deploy)')
    const max = { GIT_COMMITTER_NAME: 'Max Mann', GIT_COMMITTER_EMAIL: 'max@example.com' }
    expect((await onTerminal(repository, ['signoff'], 'y\n', max)).status).toBe(0)
    expect((await judge(repository, 'main')).findings.map(({ rule }) => rule)).not.toContain('guarded-paths')
  })
})
