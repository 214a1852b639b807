import { expect, test } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { readTree, withEntry, writeTree } from '../../src/git/raw-tree.ts'
import { entryIn } from '../../src/git/tree.ts'
import { withRepository } from '../support/repository.ts'

const NAMES = ['a', 'a.b', 'a0', 'ab', '-x', '.env', 'gr\u00fcn', 'z']

test.each(['sha1', 'sha256'] as const)('a tree has the same bytes when it is put together again, in %s', (format) =>
  withRepository(
    (repository) => {
      repository.commit(
        'All',
        Object.fromEntries(
          NAMES.flatMap((name) => [
            [`${name}f`, '1'],
            [`${name}/x`, '1'],
          ]),
        ),
      )
      const bytes = repository.tryGit(['cat-file', 'tree', 'HEAD^{tree}']).bytes
      const entries = readTree(bytes, format)
      expect(entries).toHaveLength(2 * NAMES.length)
      expect(writeTree(entries).equals(bytes)).toBe(true)
      for (const entry of entries) {
        const without = withEntry(entries, entry.name, null)
        expect(without).toHaveLength(entries.length - 1)
        // Put back, it stands where git had it: a folder sorts as if its name ended in a slash.
        expect(withEntry(without, entry.name, entry)).toEqual(entries)
        expect(withEntry(entries, entry.name, entry)).toEqual(entries)
      }
    },
    { init: [`--object-format=${format}`] },
  ),
)

test('one that is cut short is damaged', () => {
  const whole = writeTree([{ mode: '100644', name: 'a', oid: 'a'.repeat(40) }])
  expect(readTree(whole, 'sha1')).toHaveLength(1)
  for (let length = 1; length < whole.length; length += 1) {
    expect(() => readTree(whole.subarray(0, length), 'sha1')).toThrow(CouldNotCheck)
  }
})

test('one of its entries is found by name, and a damaged tree has an end', () => {
  const entries = [
    { mode: '100644', name: '.a', oid: 'a'.repeat(40) },
    { mode: '40000', name: 'b', oid: '0'.repeat(40) },
  ]
  const whole = writeTree(entries)
  expect(entryIn(whole, '.a', 'sha1')).toEqual({ mode: '100644', oid: 'a'.repeat(40) })
  expect(entryIn(whole, 'b', 'sha1')).toEqual({ mode: '040000', oid: '0'.repeat(40) })
  expect(entryIn(whole, 'c', 'sha1')).toBeNull()
  expect(entryIn(Buffer.alloc(0), 'c', 'sha1')).toBeNull()
  for (const damaged of ['no end of a name '.repeat(9), 'x'.repeat(100), '100644 a\0too short']) {
    expect(() => entryIn(Buffer.from(damaged), 'c', 'sha1')).toThrow(CouldNotCheck)
  }
})
