import { describe, expect, test } from 'vitest'
import { compareLocked } from '../../src/packages/compare.ts'
import type { LockedPackage } from '../../src/packages/locked.ts'
import { sayPackageChanges } from '../../src/packages/words.ts'
import { fc } from '../support/fuzz.ts'
import { commit, locked } from './locks/lock.ts'

const HERE = 'registry.npmjs.org'
const THERE = 'evil.example'

const say = (before: readonly LockedPackage[], after: readonly LockedPackage[], most = 50): readonly string[] =>
  sayPackageChanges(compareLocked(before, after), { most })

test('every kind of change is one line, what to stop at first', () => {
  const before = [
    locked(
      'lodash',
      '4.17.21',
      HERE,
      'sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==',
    ),
    locked('ms', '2.1.3', HERE, 'sha512-ms'),
    locked('debug', '4.3.4', HERE, 'sha512-debug'),
    locked('chalk', '5.0.0', HERE, 'sha512-chalk'),
    locked('react', '18.2.0', HERE, 'sha512-react'),
    locked('vue', '3.0.0', HERE, 'sha512-vue'),
    locked('numpy', '1.26.0', 'pypi.org, files.pythonhosted.org', 'sha256:a'),
    locked('tool', `1.0.0#${commit('a')}`, 'git+ssh://github.com/owner/tool'),
    locked('left-pad', '1.3.0', HERE, 'sha512-lp'),
  ]
  const after = [
    locked(
      'lodash',
      '4.17.21',
      HERE,
      'sha512-xvkDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==',
    ),
    locked('ms', '2.1.3', HERE),
    locked('debug', '4.3.4', THERE, 'sha512-other'),
    locked('chalk', '5.0.0', `git+ssh://${THERE}/chalk/chalk`),
    locked('react', '18.2.0', 'npm.example', 'sha512-react'),
    locked('vue', '3.1.0', `evue at ${HERE}`, 'sha512-evue'),
    locked('numpy', '1.26.0', 'pypi.org, files.pythonhosted.org', 'sha256:a sha256:b'),
    locked('tool', `1.0.0#${commit('b')}`, 'git+ssh://github.com/owner/tool'),
    locked('is-even', '1.0.0', HERE),
    locked('is-odd', '3.0.1', HERE, 'sha512-odd'),
    locked('cart', '', 'file:packages/cart'),
  ]
  expect(say(before, after)).toEqual([
    '! lodash 4.17.21 (registry.npmjs.org): other content in the same version, sha512-v2kDEe57lecTulaD… -> sha512-xvkDEe57lecTulaD…',
    '! ms 2.1.3 (registry.npmjs.org) has no hash any more',
    '! chalk 5.0.0 moved from registry.npmjs.org to git+ssh://evil.example/chalk/chalk, no hash',
    '! debug 4.3.4 moved from registry.npmjs.org to evil.example, other hash',
    '! vue 3.0.0 -> 3.1.0 moved from registry.npmjs.org to evue at registry.npmjs.org',
    '! react 18.2.0 moved from registry.npmjs.org to npm.example, same hash',
    '! is-even 1.0.0 (registry.npmjs.org) is new and has no hash, unlike others from there',
    '+ cart (file:packages/cart)',
    '+ is-odd 3.0.1 (registry.npmjs.org)',
    '~ tool 1.0.0#aaaaaaaaaaaa -> 1.0.0#bbbbbbbbbbbb (git+ssh://github.com/owner/tool)',
    '~ numpy 1.26.0 (pypi.org, files.pythonhosted.org): more hashes, or stronger ones',
    '- left-pad 1.3.0 (registry.npmjs.org)',
  ])
})

test('what is weakened, and what names no place or version, has words too', () => {
  expect(say([locked('a', '1', HERE, 'sha512-a')], [locked('a', '1', HERE, 'sha1-a')])).toEqual([
    '! a 1 (registry.npmjs.org) has no strong hash for all of it any more',
  ])
  expect(say([locked('a', '1', null, 'sha512-a')], [locked('a', '', 'link:a')])).toEqual([
    '! a 1 -> no version moved from where no place is named to link:a, no hash',
  ])
  expect(
    say([locked('nixpkgs', commit('a'), null, 'sha256-a')], [locked('nixpkgs', commit('b'), null, 'sha256-b')]),
  ).toEqual(['~ nixpkgs aaaaaaaaaaaa -> bbbbbbbbbbbb'])
})

describe('more changes than are asked for', () => {
  const many = Array.from({ length: 12 }, (_, index) => locked(`p${index + 10}`, '1', HERE, 'sha512-a'))

  test('are counted', () => {
    expect(say([], many, 2)).toEqual(['+ p10 1 (registry.npmjs.org)', '+ p11 1 (registry.npmjs.org)', '… and 10 more'])
  })

  test('are counted apart if a person should have stopped at them', () => {
    expect(
      say(
        many,
        many.map((one) => ({ ...one, source: THERE })),
        0,
      ),
    ).toEqual(['… and 12 more, 12 of them marked !'])
  })

  test('are not spoken of when all are said', () => {
    expect(say([], many, 12)).toHaveLength(12)
    expect(say([], [], 0)).toEqual([])
  })
})

describe('hostile text', () => {
  test.each([
    ['a terminal escape', 'a\u001b[2K', '+ "a\\x1B[2K" 1 (registry.npmjs.org)'],
    ['a line break', 'a\n+ b', '+ "a\\x0A+ b" 1 (registry.npmjs.org)'],
    ['the rest of a line', 'a 1 (registry.npmjs.org)', '+ "a 1 (registry.npmjs.org)" 1 (registry.npmjs.org)'],
    ['a quote', 'a" "b', '+ "a\\" \\"b" 1 (registry.npmjs.org)'],
    ['a direction override', 'a\u202eb', '+ "a\\u{202E}b" 1 (registry.npmjs.org)'],
    ['a Cyrillic letter', 'l\u043edash', '+ "l\u043edash" 1 (registry.npmjs.org)'],
    ['nothing', '', '+ "" 1 (registry.npmjs.org)'],
  ])('in a name stays within its quotes: %s', (_, name, line) => {
    expect(say([], [locked(name, '1', HERE)])).toEqual([line])
  })

  test('never makes a line that is long, or more than one, or that a terminal obeys', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom('a', 'b', HERE))
    const anyPackage = fc.record({
      name: anyText,
      version: anyText,
      source: fc.option(anyText),
      integrity: fc.option(anyText),
    })
    const anyPackages = fc.array(anyPackage, { maxLength: 4 })
    fc.assert(
      fc.property(anyPackages, anyPackages, (before, after) => {
        for (const line of say(before, after)) {
          expect(line.length).toBeLessThanOrEqual(500)
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        }
      }),
    )
  })
})
