import { describe, expect, test } from 'vitest'
import { compareLocked } from '../../src/packages/compare.ts'
import type { LockedPackage } from '../../src/packages/locked.ts'
import { fc } from '../support/fuzz.ts'
import { commit, locked } from './locks/lock.ts'

const HERE = 'registry.npmjs.org'
const THERE = 'evil.example'

/** `kind name before -> after`, which is what most cases are about. */
function changes(before: readonly LockedPackage[], after: readonly LockedPackage[]): readonly string[] {
  return compareLocked(before, after).map(
    ({ kind, name, before: old, after: now }) => `${kind} ${name} ${old?.version ?? '-'} ${now?.version ?? '-'}`,
  )
}

const a = (version: string, source: string | null = HERE, integrity: string | null = `sha512-${version}`) =>
  locked('a', version, source, integrity)

describe('one version of a name', () => {
  test.each<[string, LockedPackage[], LockedPackage[], string[]]>([
    ['is added', [], [a('1.0.0')], ['added a - 1.0.0']],
    ['is removed', [a('1.0.0')], [], ['removed a 1.0.0 -']],
    ['changes', [a('1.0.0')], [a('1.1.0')], ['changed a 1.0.0 1.1.0']],
    ['stays', [a('1.0.0')], [a('1.0.0')], []],
    ['comes from another host', [a('1.0.0')], [a('1.0.0', THERE)], ['moved a 1.0.0 1.0.0']],
    ['comes from another host in another version', [a('1.0.0')], [a('1.1.0', THERE)], ['moved a 1.0.0 1.1.0']],
    ['comes from git', [a('1.0.0')], [a('1.0.0#c', 'git+ssh://github.com/a/a', null)], ['moved a 1.0.0 1.0.0#c']],
    ['comes from a host where none was named', [a('1.0.0', null)], [a('1.0.0', THERE)], ['moved a 1.0.0 1.0.0']],
    ['has its host left out, and the same hash', [a('1.0.0')], [a('1.0.0', null)], []],
    ['has other content', [a('1.0.0')], [a('1.0.0', HERE, 'sha512-x')], ['integrity a 1.0.0 1.0.0']],
    ['has other content and no host', [a('1.0.0')], [a('1.0.0', null, 'sha512-x')], ['integrity a 1.0.0 1.0.0']],
    ['loses its hash', [a('1.0.0')], [a('1.0.0', HERE, null)], ['integrity-lost a 1.0.0 1.0.0']],
    ['loses its hash with a new version', [a('1.0.0')], [a('1.1.0', HERE, null)], ['integrity-lost a 1.0.0 1.1.0']],
    ['has a weaker hash', [a('1.0.0')], [a('1.0.0', HERE, 'sha1-x')], ['integrity-lost a 1.0.0 1.0.0']],
    ['has but another commit', [a('#c', HERE, null)], [a('#d', HERE, null)], ['changed a #c #d']],
    ['has a tag on another commit', [a('1', HERE, 'git:c')], [a('1', HERE, 'git:d')], ['integrity a 1 1']],
  ])('%s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected)
  })
})

describe('the hashes of one version', () => {
  test.each([
    ['a SHA-1 gives way to a SHA-512, as npm does it', 'sha1-a', 'sha512-a', ['rehashed']],
    ['a SHA-1 is replaced', 'sha1-a', 'sha1-b', ['integrity']],
    ['a SHA-512 gives way to a SHA-256', 'sha512-a', 'sha256-a', ['integrity']],
    ['a SHA-512 joins a SHA-1', 'sha1-a', 'sha1-a sha512-a', ['rehashed']],
    ['a SHA-1 goes and a SHA-512 stays', 'sha1-a sha512-a', 'sha512-a', []],
    ['a file is added', 'sha256:a', 'sha256:a sha256:b', ['rehashed']],
    ['a file is withdrawn', 'sha256:a sha256:b', 'sha256:a', []],
    ['a file is replaced', 'sha256:a sha256:b', 'sha256:a sha256:c', ['integrity']],
    ['a file without a hash is added', 'sha256:a', 'none: sha256:a', ['integrity-lost']],
    ['a hash is there for the first time', null, 'sha512-a', []],
    ['the checksum of Yarn has another cache key', '10c0/a', '11/a', ['integrity']],
    ['a bare checksum is replaced', 'aaaa', 'bbbb', ['integrity']],
  ])('%s', (_, before, after, kinds) => {
    expect(compareLocked([a('1', HERE, before)], [a('1', HERE, after)]).map(({ kind }) => kind)).toEqual(kinds)
  })
})

describe('several versions of a name', () => {
  test.each<[string, LockedPackage[], LockedPackage[], string[]]>([
    ['one of them changes', [a('1.0.0'), a('2.0.0')], [a('1.0.0'), a('2.1.0')], ['changed a 2.0.0 2.1.0']],
    [
      'both change',
      [a('9.0.0'), a('10.0.0')],
      [a('9.0.1'), a('10.0.1')],
      ['changed a 9.0.0 9.0.1', 'changed a 10.0.0 10.0.1'],
    ],
    [
      'one more comes, and one changes',
      [a('1.9.0')],
      [a('1.10.0'), a('2.0.0')],
      ['added a - 2.0.0', 'changed a 1.9.0 1.10.0'],
    ],
    ['two become one', [a('1.0.0'), a('2.0.0')], [a('2.0.0')], ['removed a 1.0.0 -']],
    ['one copy of two comes from elsewhere', [a('1.0.0')], [a('1.0.0'), a('1.0.0', THERE)], ['moved a 1.0.0 1.0.0']],
    [
      'one copy of two has other content',
      [a('1.0.0')],
      [a('1.0.0'), a('1.0.0', HERE, 'sha512-x')],
      ['integrity a 1.0.0 1.0.0'],
    ],
    ['one more comes from elsewhere', [a('1.0.0')], [a('1.0.0'), a('2.0.0', THERE)], ['moved a 1.0.0 2.0.0']],
    [
      'a patched one and a plain one change side by side',
      [a('1.0.0', null), a('1.0.0', 'patch:x')],
      [a('1.1.0', null), a('1.1.0', 'patch:x')],
      ['changed a 1.0.0 1.1.0', 'changed a 1.0.0 1.1.0'],
    ],
    [
      'the newer one is taken from where the older one came from',
      [a('1.0.0'), a('2.0.0', THERE)],
      [a('2.0.0', THERE), a('3.0.0', THERE)],
      ['moved a 1.0.0 3.0.0'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected)
  })
})

describe('a new package without a hash', () => {
  test('is told where others from its host have one', () => {
    expect(changes([a('1')], [a('1'), locked('b', '1', HERE)])).toEqual(['unverified b - 1'])
  })

  test.each([
    ['of a format without hashes', [locked('a', '1')], [locked('a', '1'), locked('b', '1')]],
    ['from git, which needs none', [a('1')], [a('1'), locked('b', `1#${commit('a')}`, 'github.com/b/b')]],
    ['of a folder of the project', [a('1')], [a('1'), locked('b', '1', 'file:b')]],
    ['that Yarn leaves to other systems', [a('1', null)], [a('1', null), locked('b', '1')]],
  ])('is like any other: one %s', (_, before, after) => {
    expect(compareLocked(before, after).map(({ kind }) => kind)).toEqual(['added'])
  })
})

test('the riskiest comes first, then the order is by name', () => {
  const before = ['g', 'f', 'e', 'd', 'c', 'b'].map((name) => locked(name, '1', HERE, `sha512-${name}`))
  const after = [
    locked('z', '1', HERE, 'sha512-z'),
    locked('y', '1', HERE),
    locked('b', '2', HERE, 'sha512-b2'),
    locked('c', '1', HERE, 'sha512-c sha512-more'),
    locked('d', '1', THERE, 'sha512-d'),
    locked('e', '1', THERE, 'sha512-other'),
    locked('f', '1', HERE),
    locked('g', '1', HERE, 'sha512-other'),
    locked('a', '1', HERE, 'sha512-a'),
  ]
  expect(changes([...before, locked('h', '1', HERE)], after).map((line) => line.split(' ', 2).join(' '))).toEqual([
    'integrity g',
    'integrity-lost f',
    'moved e',
    'moved d',
    'unverified y',
    'added a',
    'added z',
    'changed b',
    'rehashed c',
    'removed h',
  ])
})

describe('whatever the packages', () => {
  const anyPackage = fc.record({
    name: fc.constantFrom('a', 'b', '__proto__', 'constructor'),
    version: fc.constantFrom('', '1', '1.9', '1.10', '2#c'),
    source: fc.constantFrom(null, HERE, THERE),
    integrity: fc.constantFrom(null, 'sha1-a', 'sha512-a', 'sha512-b', 'sha256:a sha256:b'),
  })
  const anyPackages = fc.array(anyPackage, { maxLength: 8 })

  test('nothing changed between equals', () => {
    fc.assert(
      fc.property(anyPackages, (packages) => {
        expect(compareLocked(packages, packages)).toEqual([])
      }),
    )
  })

  test('the order in which they stand changes nothing', () => {
    fc.assert(
      fc.property(anyPackages, anyPackages, (before, after) => {
        const turned = compareLocked([...before].reverse(), [...after].reverse())
        expect(turned).toEqual(compareLocked(before, after))
      }),
    )
  })

  test('every name that came or went is told', () => {
    fc.assert(
      fc.property(anyPackages, anyPackages, (before, after) => {
        const names = (packages: readonly LockedPackage[]) => new Set(packages.map(({ name }) => name))
        const told = new Set(compareLocked(before, after).map(({ name }) => name))
        for (const name of names(after)) if (!names(before).has(name)) expect(told).toContain(name)
        for (const name of names(before)) if (!names(after).has(name)) expect(told).toContain(name)
      }),
    )
  })
})
