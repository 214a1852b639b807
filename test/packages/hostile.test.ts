import { describe, expect, test } from 'vitest'
import { readLock } from '../../src/packages/locked.ts'
import { fc } from '../support/fuzz.ts'
import { locks } from './locks/index.ts'

const paths = [...new Set(locks.map(({ path }) => path))]
const MEGABYTE = 1024 * 1024

describe('reading never throws', () => {
  // What is special to one format or another, to be put anywhere into a text.
  const pieces = [
    '"',
    "'",
    '\\',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '\n',
    ' ',
    '#',
    '=',
    '&a ',
    '*a',
    '!x ',
    '<<: ',
    '---\n',
    '%',
    '(',
    '::',
  ]

  test.each(locks)('$title, changed in some places', ({ path, text }) => {
    const anyEdit = fc.tuple(
      fc.nat(text.length),
      fc.nat(12),
      fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 })),
    )
    fc.assert(
      fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 4 }), (edits) => {
        let edited = text
        for (const [at, length, piece] of edits) edited = edited.slice(0, at) + piece + edited.slice(at + length)
        const { packages, why } = readLock(path, edited)
        expect(packages === null).toBe(why !== null)
      }),
      { numRuns: 200 },
    )
  })

  test.each(paths)('%s, of any text', (path) => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.array(fc.constantFrom(...pieces)).map((all) => all.join('')),
      fc.json(),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        const { packages, why } = readLock(path, text)
        expect(packages === null).toBe(why !== null)
      }),
      { numRuns: 300 },
    )
  })

  test.each(paths)('%s, cut short anywhere', (path) => {
    const { text } = locks.find((lock) => lock.path === path)!
    for (let length = 0; length < text.length; length += 7) readLock(path, text.slice(0, length))
  })
})

describe('a text of many megabytes', () => {
  test.each(['[', '{"a":', '"', '\\"', ' ', '\n', 'a', 'a: ', '- ', 'a = [', '[[a.', '"a"', '# ', '(', ':', '1.'])(
    'is read, or refused, in one go: %j without end',
    (piece) => {
      for (const path of paths) {
        // The library that reads YAML takes a good while for a megabyte of this.
        const length = /pnpm|pubspec/.test(path) ? MEGABYTE / 16 : MEGABYTE
        const { packages } = readLock(path, piece.repeat(length / piece.length))
        expect(packages ?? []).toEqual([])
      }
    },
  )

  test.each(['[', '"', ' ', 'a'])('five of them: %j without end', (piece) => {
    const text = piece.repeat(5 * MEGABYTE)
    for (const path of paths) expect(readLock(path, text).packages ?? []).toEqual([])
  })

  test('is read where it is a lock: 20,000 packages of npm', () => {
    const entries = Array.from(
      { length: 20_000 },
      (_, index) =>
        `"node_modules/p${index}": { "version": "1.0.${index}", "resolved": "https://registry.npmjs.org/p${index}/-/p${index}-1.0.${index}.tgz", "integrity": "sha512-${index}" }`,
    )
    expect(
      readLock('package-lock.json', `{ "lockfileVersion": 3, "packages": { ${entries.join(',\n')} } }`).packages,
    ).toHaveLength(20_000)
  })

  test('is refused, with the reason, past a length that no lock has', () => {
    expect(readLock('yarn.lock', '#'.repeat(33 * MEGABYTE))).toEqual({
      packages: null,
      why: 'it is longer than 32 MiB',
    })
    expect(readLock('pnpm-lock.yaml', '#'.repeat(5 * MEGABYTE))).toEqual({
      packages: null,
      why: 'it is YAML of more than 4 MiB',
    })
  })
})

describe('depth', () => {
  test.each<[string, string, string]>([
    ['package-lock.json', '{"a":'.repeat(300), 'it is nested more than 200 levels deep'],
    ['pnpm-lock.yaml', `a: ${'['.repeat(100)}`, 'it is nested more than 32 levels deep'],
    ['Cargo.lock', `a = ${'['.repeat(100)}`, 'line 1: nested more than 32 levels deep'],
    ['mix.lock', `%{"a": ${'{'.repeat(100)}`, 'line 1: nested more than 32 levels deep'],
  ])('is bounded in %s', (path, text, why) => {
    expect(readLock(path, text)).toEqual({ packages: null, why })
  })

  test('of what npm really nests is no hindrance', () => {
    const open = '{ "version": "1.0.0", "dependencies": { "a": '
    const text = `{ "lockfileVersion": 1, "dependencies": { "a": ${open.repeat(40)}{ "version": "2.0.0" }${' } }'.repeat(40)} } }`
    expect(readLock('package-lock.json', text).packages?.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0'])
  })
})

describe('names that objects are born with', () => {
  test.each<[string, string]>([
    ['package-lock.json', '{ "lockfileVersion": 3, "packages": { "node_modules/__proto__": { "version": "1.0.0" } } }'],
    ['package-lock.json', '{ "lockfileVersion": 1, "dependencies": { "__proto__": { "version": "1.0.0" } } }'],
    ['pnpm-lock.yaml', "lockfileVersion: '9.0'\npackages:\n  __proto__@1.0.0: {resolution: {}}\n"],
    ['pubspec.lock', 'packages:\n  __proto__:\n    version: "1.0.0"\n'],
    ['Cargo.lock', '[[package]]\nname = "__proto__"\nversion = "1.0.0"\n[package.__proto__]\nsource = "x"\n'],
    ['bun.lock', '{ "lockfileVersion": 1, "packages": { "__proto__": ["__proto__@1.0.0", "", {}, ""], } }'],
  ])('are names like any other in %s', (path, text) => {
    expect(readLock(path, text).packages).toEqual([
      { name: '__proto__', version: '1.0.0', source: null, integrity: null },
    ])
    expect({}).not.toHaveProperty('source')
  })

  test('give nothing to an entry that does not say it', () => {
    const text = '{ "lockfileVersion": 3, "packages": { "node_modules/a": { "__proto__": { "version": "6.6.6" } } } }'
    expect(readLock('package-lock.json', text).packages).toEqual([
      { name: 'a', version: '', source: null, integrity: null },
    ])
  })
})

describe('a text that is another thing than its name says', () => {
  test.each(paths)('%s that is a pointer to a large file', (path) => {
    const pointer = `version https://git-lfs.example/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`
    expect(readLock(path, pointer)).toMatchObject({ packages: null, why: expect.stringMatching(/./) })
  })

  test.each(paths)('%s that is a link', (path) => {
    expect(readLock(path, '../other/lock')).toMatchObject({ packages: null })
  })

  test.each(['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'Cargo.lock', 'go.sum', 'Gemfile.lock', 'mix.lock'])(
    '%s in the middle of a merge',
    (path) => {
      const { text } = locks.find((lock) => lock.path.endsWith(path))!
      const middle = text.indexOf('\n', text.length / 2) + 1
      const merging = `${text.slice(0, middle)}<<<<<<< HEAD\n=======\n>>>>>>> topic\n${text.slice(middle)}`
      expect(readLock(path, merging)).toMatchObject({ packages: null, why: expect.stringMatching(/./) })
    },
  )

  test('says the reason without a control character', () => {
    expect(readLock('go.sum', 'a\u001b[2K b c')).toEqual({
      packages: null,
      why: 'line 1 is not as Go writes it: "a\\x1B[2K b c"',
    })
  })
})
