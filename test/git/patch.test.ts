import { symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { type PatchedFile, readPatch } from '../../src/git/patch.ts'
import { inIsolation } from '../support/isolated.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

interface Read {
  readonly files: readonly PatchedFile[]
  /** Lines by path, with their marks. */
  readonly lines: Readonly<Record<string, readonly string[]>>
}

const readBetween = (repository: TestRepository, from: string, to: string): Promise<Read> =>
  inIsolation(repository, async (place, { objectFormat }) => {
    const lines: Record<string, string[]> = {}
    const files = await readPatch(place, objectFormat, from, to, ({ path }) => {
      const own = lines[path] ?? []
      lines[path] = own
      return (mark, text) => own.push(mark + text)
    })
    return { files, lines }
  })

const counted = ({ files }: Read) => Object.fromEntries(files.map(({ path, lines }) => [path, lines]))

test('lines that look like a patch are lines of their file', () =>
  withRepository(async (repository) => {
    const hostile =
      'diff --git a/z b/z\n@@ -1 +1,9 @@\n--- a/z\n+++ b/z\n\\ No newline at end of file\nBinary files a and b differ\n'
    const from = repository.commit('one', { a: 'old\n', z: 'z\n' })
    const to = repository.commit('two', { a: hostile, z: `${hostile}-\n+` })
    const read = await readBetween(repository, from, to)
    expect(counted(read)).toEqual({ a: { added: 6, removed: 1 }, z: { added: 8, removed: 1 } })
    expect(read.lines.a).toEqual([
      '-old',
      ...hostile
        .trimEnd()
        .split('\n')
        .map((line) => `+${line}`),
    ])
    expect(read.lines.z!.at(-1)).toBe('++')
  }))

test('every kind of change has its counts, in the order of the list', () =>
  withRepository(async (repository) => {
    const from = repository.commit('one', {
      'becomes a link': 'one\ntwo\n',
      binary: Buffer.from([0, 1, 2, 255]),
      gone: 'a\nb\nc\n',
      'mode only': 'x\n',
      'no newline': 'a',
      'same\nname\t"\u202e': 'x\n',
    })
    unlinkSync(join(repository.dir, 'becomes a link'))
    symlinkSync('elsewhere', join(repository.dir, 'becomes a link'))
    unlinkSync(join(repository.dir, 'gone'))
    repository.write('binary', Buffer.from([0, 9, 9]))
    repository.write('empty', '')
    repository.write('no newline', 'a\nb')
    repository.write('same\nname\t"\u202e', 'y\n')
    repository.git('add', '-A')
    repository.git('update-index', '--chmod=+x', 'mode only')
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`)
    repository.git('commit', '-q', '-m', 'two')
    const read = await readBetween(repository, from, repository.git('rev-parse', 'HEAD'))
    expect(counted(read)).toEqual({
      'becomes a link': { added: 1, removed: 2 },
      binary: null,
      empty: { added: 0, removed: 0 },
      gone: { added: 0, removed: 3 },
      'mode only': { added: 0, removed: 0 },
      'no newline': { added: 2, removed: 1 },
      'same\nname\t"\u202e': { added: 1, removed: 1 },
      sub: { added: 1, removed: 0 },
    })
  }))

test('what the repository says about diffs has no say', () =>
  withRepository(async (repository) => {
    const from = repository.commit('one', { 'a.txt': 'one\ntwo\n', '.gitattributes': '*.txt -diff\n' })
    repository.git('config', 'diff.noprefix', 'true')
    repository.git('config', 'diff.external', '/bin/false')
    repository.git('config', 'diff.orderFile', '/dev/null')
    const to = repository.commit('two', { 'a.txt': 'one\nthree\n', 'b.txt': 'x\n' })
    expect(counted(await readBetween(repository, from, to))).toEqual({
      'a.txt': { added: 1, removed: 1 },
      'b.txt': { added: 1, removed: 0 },
    })
  }))

test('of a line without an end as much is kept as anybody reads, and the count is right', () =>
  withRepository(async (repository) => {
    const from = repository.commit('one', { a: 'x\n' })
    const to = repository.commit('two', { a: `${'é'.repeat(500_000)}\nshort\n` })
    const read = await readBetween(repository, from, to)
    expect(counted(read)).toEqual({ a: { added: 2, removed: 1 } })
    expect(read.lines.a![1]!.length).toBeLessThan(1100)
    expect(read.lines.a![2]).toBe('+short')
  }))

test('nothing changed is nothing, and a missing object is no empty one', () =>
  withRepository(async (repository) => {
    const from = repository.commit('one', { a: 'x\n' })
    expect((await readBetween(repository, from, from)).files).toEqual([])
    const to = repository.commit('two', { a: 'y\n' })
    const blob = repository.git('rev-parse', `${to}:a`)
    unlinkSync(join(repository.dir, '.git/objects', blob.slice(0, 2), blob.slice(2)))
    await expect(readBetween(repository, from, to)).rejects.toThrow(CouldNotCheck)
  }))
