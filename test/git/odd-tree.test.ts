import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { oddEntry } from '../../src/git/odd-tree.ts'
import { writeTree } from '../../src/git/raw-tree.ts'
import { fc, runs } from '../support/fuzz.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

type Named = readonly [mode: string, name: string]

const treeOf = (entries: readonly Named[]): Buffer =>
  writeTree(entries.map(([mode, name], at) => ({ mode, name, oid: String(at % 10).repeat(40) })))

const odd = (...entries: readonly Named[]): string | null => oddEntry(treeOf(entries), 'sha1')

describe('a tree that git never writes', () => {
  test.each<readonly [string, readonly Named[], string]>([
    ['a slash', [['40000', 'a/b']], 'a/b'],
    ['a slash at the end', [['40000', 'a/']], 'a/'],
    ['no name', [['100644', '']], ''],
    ['.', [['40000', '.']], '.'],
    ['..', [['40000', '..']], '..'],
    [
      'a name twice',
      [
        ['100644', 'a'],
        ['100644', 'a'],
      ],
      'a',
    ],
    [
      'a file and a folder of one name',
      [
        ['100644', 'a'],
        ['40000', 'a'],
      ],
      'a',
    ],
    [
      'the same with others between',
      [
        ['100644', 'a'],
        ['100644', 'a-b'],
        ['100644', 'a-c'],
        ['40000', 'a'],
      ],
      'a',
    ],
    [
      'the same, and a folder whose mode has a zero before it',
      [
        ['100644', 'a'],
        ['100644', 'a!'],
        ['040000', 'a'],
      ],
      'a',
    ],
    [
      'out of order',
      [
        ['100644', 'b'],
        ['100644', 'a'],
      ],
      'a',
    ],
    [
      'a folder sorted as a file',
      [
        ['40000', 'a'],
        ['100644', 'a.b'],
      ],
      'a.b',
    ],
    [
      'a submodule sorted as a folder',
      [
        ['100644', 'a.b'],
        ['160000', 'a'],
      ],
      'a',
    ],
  ])('has %s', (_, entries, name) => {
    expect(odd(...entries)).toBe(name)
  })

  test.each<readonly [string, readonly Named[]]>([
    ['nothing in it', []],
    [
      'a file before a longer one',
      [
        ['100644', 'a'],
        ['100644', 'a.b'],
        ['40000', 'ab'],
      ],
    ],
    [
      'a folder behind what its slash comes after',
      [
        ['100644', 'a-b'],
        ['100644', 'a.b'],
        ['40000', 'a'],
        ['100644', 'a0'],
      ],
    ],
    [
      'a submodule',
      [
        ['160000', 'a'],
        ['100644', 'a.b'],
      ],
    ],
    [
      'names with dots',
      [
        ['100644', '...'],
        ['100644', '..a'],
        ['100644', '.a'],
      ],
    ],
    [
      'bytes that are not UTF-8',
      [
        ['100644', 'a'],
        ['100644', '\u00ff'],
      ],
    ],
  ])('twin: one with %s', (_, entries) => {
    expect(odd(...entries)).toBeNull()
  })

  test.each([['100644'], ['100644 a'], ['100644 a\0'], ['100644 a\0short']])('is no tree at all: %j', (text) => {
    expect(() => oddEntry(Buffer.from(text, 'latin1'), 'sha1')).toThrow(CouldNotCheck)
  })

  test('is told from the others as git fsck does', () =>
    withRepository((repository) => {
      const name = fc.stringMatching(/^[ab.!/-]{0,3}$/)
      const entry = fc.tuple(fc.constantFrom('100644', '40000', '160000'), name)
      const samples = fc.sample(fc.array(entry, { maxLength: 5, minLength: 1 }), runs(2_000))
      const trees = new Map(samples.map(treeOf).map((tree) => [writeLoose(repository, tree), tree]))
      const found = repository.tryGit(['fsck', '--no-dangling'])
      const faults =
        /in tree ([0-9a-f]{40}): (?:badTree|treeNotSorted|duplicateEntries|fullPathname|emptyName|hasDot|hasDotdot):/
      const odd = `${found.stdout}${found.stderr}`.split('\n').flatMap((line) => faults.exec(line)?.[1] ?? [])
      const ours = [...trees].filter(([, tree]) => oddEntry(tree, 'sha1') !== null).map(([oid]) => oid)
      expect(ours.length).toBeGreaterThan(100)
      expect(trees.size - ours.length).toBeGreaterThan(100)
      expect(new Set(ours)).toEqual(new Set(odd))
    }))
})

/** `hash-object` looks at what it writes, and is one process for each. */
function writeLoose(repository: TestRepository, tree: Buffer): string {
  const object = Buffer.concat([Buffer.from(`tree ${tree.length}\0`), tree])
  const oid = createHash('sha1').update(object).digest('hex')
  const folder = join(repository.dir, '.git/objects', oid.slice(0, 2))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, oid.slice(2)), deflateSync(object))
  return oid
}
