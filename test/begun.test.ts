import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { begunBy, type TestRepository, withRepository } from './support/repository.ts'

function begin(repository: TestRepository): string {
  repository.git('init', '-q', '--bare', '../origin')
  repository.git('remote', 'add', 'origin', join(dirname(repository.dir), 'origin'))
  repository.env['OUTSIDE'] = join(dirname(repository.dir), 'outside')
  return repository.commit('Begin', { a: 'a\n', 'b/c': 'c\n' })
}

const begun = begunBy(begin)

test('a copy is what would have been made anew, and goes on in the same way', async () => {
  const anew = await withRepository((repository) => [begin(repository), repository.commit('Go on', { d: 'd\n' })])
  await begun((repository, made) => expect([made, repository.commit('Go on', { d: 'd\n' })]).toEqual(anew))
  await begun((repository) => {
    // Plumbing does not look at what only seems to be changed.
    expect(repository.git('diff-files')).toBe('')
    expect(repository.git('fsck', '--strict')).toBe('')
  })
})

test('a copy stands in a place of its own, and names no other', () =>
  begun(async (one) => {
    one.write('a', 'b\n')
    one.git('push', '-q', 'origin', 'main')
    await begun((other) => {
      expect(other.dir).not.toBe(one.dir)
      expect(other.git('remote', 'get-url', 'origin')).toBe(join(dirname(other.dir), 'origin'))
      expect(other.env).toMatchObject({
        OUTSIDE: join(dirname(other.dir), 'outside'),
        HOME: join(dirname(other.dir), 'home'),
      })
      expect(other.git('ls-remote', 'origin')).toBe('')
      expect(other.git('diff-files')).toBe('')
    })
    expect(one.git('diff-files', '--name-only')).toBe('a')
  }))

test('what is asked for differently is made apart', async () => {
  const asked = begunBy((repository, subject: string) => repository.commit(subject))
  const subjects = ['One', 'Two', 'One'].map((subject) => asked((it) => it.git('log', '--format=%s'), subject))
  expect(await Promise.all(subjects)).toEqual(['One', 'Two', 'One'])
})
