import { describe, expect, test } from 'vitest'
import { compareLocked } from '../../src/packages/compare.ts'
import { readLock } from '../../src/packages/locked.ts'
import { sayPackageChanges } from '../../src/packages/words.ts'
import { locks } from './locks/index.ts'

/** A lock of this title, changed in one place, and what a person is shown of that. */
function shown(title: string, from: string, to: string): readonly string[] | string | null {
  const { path, text, packages } = locks.find((lock) => lock.title.startsWith(title))!
  if (!text.includes(from)) throw new Error(`${title}: nothing there to be changed`)
  const reading = readLock(path, text.replace(from, to))
  if (reading.packages === null) return reading.why
  return sayPackageChanges(compareLocked(packages, reading.packages), { most: 20 })
}

const MS = 'https://registry.npmjs.org/ms/-/ms-2.1.3.tgz'
const MOVED = '! ms 2.1.3 moved from registry.npmjs.org to'

describe('one place of a package-lock.json', () => {
  test.each([
    ['another host', MS, 'https://evil.example/ms/-/ms-2.1.3.tgz', `${MOVED} evil.example, same hash`],
    [
      'a host behind a user name',
      MS,
      'https://registry.npmjs.org@evil.example/ms/-/ms-2.1.3.tgz',
      `${MOVED} evil.example, same hash`,
    ],
    [
      'a host that looks alike',
      MS,
      'https://registry.npmj\u0455.org/ms/-/ms-2.1.3.tgz',
      `${MOVED} registry.xn--npmj-j9d.org, same hash`,
    ],
    [
      'no encryption',
      MS,
      'http://registry.npmjs.org/ms/-/ms-2.1.3.tgz',
      `${MOVED} http://registry.npmjs.org, same hash`,
    ],
    [
      'git over ssh',
      `${MS}", "integrity": "sha512-ms3=="`,
      'git+ssh://git@evil.example/ms.git#v2"',
      '! ms 2.1.3 -> 2.1.3#v2 moved from registry.npmjs.org to git+ssh://evil.example/ms, no hash',
    ],
    [
      'another package of the same host',
      MS,
      'https://registry.npmjs.org/evil/-/evil-2.1.3.tgz',
      `${MOVED} evil at registry.npmjs.org, same hash`,
    ],
    [
      'another one under an escaped scope',
      MS,
      'https://registry.npmjs.org/@evil%2fms/-/ms-2.1.3.tgz',
      `${MOVED} @evil/ms at registry.npmjs.org, same hash`,
    ],
    [
      'another one behind dots',
      MS,
      'https://registry.npmjs.org/ms/-/%2e%2e/../evil/-/evil-2.1.3.tgz',
      `${MOVED} evil at registry.npmjs.org, same hash`,
    ],
    [
      'another version than it says',
      MS,
      'https://registry.npmjs.org/ms/-/ms-0.1.0.tgz',
      `${MOVED} ms 0.1.0 at registry.npmjs.org, same hash`,
    ],
    ['a path whose escapes are broken', MS, 'https://registry.npmjs.org/%zz/-/ms-2.1.3.tgz', null],
    [
      'other content',
      'sha512-ms3==',
      'sha512-evil==',
      '! ms 2.1.3 (registry.npmjs.org): other content in the same version, sha512-ms3== -> sha512-evil==',
    ],
    ['no hash', ', "integrity": "sha512-ms3=="', '', '! ms 2.1.3 (registry.npmjs.org) has no hash any more'],
    [
      'a weaker hash',
      'sha512-ms3==',
      'sha1-ms3=',
      '! ms 2.1.3 (registry.npmjs.org) has no strong hash for all of it any more',
    ],
    ['another package under its name', '"version": "2.1.3",', '"version": "2.1.3", "name": "ms",', null],
    [
      'one more package, without a hash',
      '"node_modules/ms": {',
      '"node_modules/evil": { "version": "1.0.0", "resolved": "https://registry.npmjs.org/evil/-/evil-1.0.0.tgz" }, "node_modules/ms": {',
      '! evil 1.0.0 (registry.npmjs.org) is new and has no hash, unlike others from there',
    ],
  ])('has %s', (_, from, to, line) => {
    expect(shown('npm, format 3', from, to)).toEqual(line === null ? [] : [line])
  })

  test('has a key twice, of which npm obeys the last', () => {
    expect(shown('npm, format 3', '"version": "2.1.3",', '"version": "2.1.3", "version": "0.0.1",')).toBe(
      'line 6: the key "version" stands twice in one object',
    )
  })

  test('has a key twice, once in escapes', () => {
    expect(shown('npm, format 3', '"version": "2.1.3",', '"version": "2.1.3", "v\\u0065rsion": "0.0.1",')).toBe(
      'line 6: the key "version" stands twice in one object',
    )
  })

  test('has a package only in the table that older npm reads', () => {
    expect(
      shown(
        'npm, format 2',
        '"dependencies": {',
        '"dependencies": { "ms2": { "version": "1.0.0", "resolved": "https://evil.example/ms2.tgz" },',
      ),
    ).toEqual(['+ ms2 1.0.0 (evil.example/ms2.tgz)'])
  })
})

describe('one place of another lock', () => {
  const zeros = '0'.repeat(40)
  test.each<[string, string, string, string | readonly string[]]>([
    [
      'Yarn 1',
      'registry.yarnpkg.com/ms',
      'evil.example/ms',
      ['! ms 2.1.3 moved from registry.yarnpkg.com to evil.example, same hash, a weak one'],
    ],
    [
      'Yarn 1',
      'c'.repeat(40),
      zeros,
      [
        '! ms 2.1.3 (registry.yarnpkg.com): other content in the same version, sha1:cccccccccccccccccc… -> sha1:000000000000000000…',
      ],
    ],
    ['Yarn 1', 'ms@2.1.3:\n', 'ms@2.1.3:\n  version "0.0.1"\n', 'line 17: "version" stands twice in one block'],
    ['Yarn 1', 'ms@2.1.3:\n', '"@babel/core@^7.0.0":\n', 'line 15: "@babel/core@^7.0.0" stands twice'],
    [
      'Yarn 2',
      'abc123',
      'abc124',
      ['! @babel/core 7.24.0: other content in the same version, 10c0/abc123 -> 10c0/abc124'],
    ],
    ['Yarn 2', '  checksum: 10c0/abc123\n', '', ['! @babel/core 7.24.0 has no hash any more']],
    [
      'Yarn 2',
      '"@babel/core@npm:7.24.0"',
      '"evil@npm:7.24.0"',
      ['! @babel/core 7.24.0 moved from where no place is named to npm:evil, same hash'],
    ],
    [
      'Yarn 2',
      '"@babel/core@npm:7.24.0"',
      '"@babel/core@npm:7.24.0::__archiveUrl=https%3A%2F%2Fevil.example%2Fx.tgz"',
      ['! @babel/core 7.24.0 moved from where no place is named to evil.example, same hash'],
    ],
    [
      'Yarn 2',
      '"@babel/core@npm:7.24.0"',
      '"@babel/core@exec:./evil.js"',
      ['! @babel/core 7.24.0 moved from where no place is named to exec:./evil.js, same hash'],
    ],
    [
      'pnpm, format 9',
      '{integrity: sha512-bc==}',
      '{integrity: sha512-bc==, tarball: https://evil.example/x.tgz}',
      ['! @babel/core 7.24.0 moved from where no place is named to evil.example, same hash'],
    ],
    [
      'pnpm, format 9',
      '{integrity: sha512-bc==}',
      '&a {integrity: sha512-bc==}',
      'line 42: an anchor, an alias or a tag',
    ],
    [
      'pnpm, format 9',
      "  '@babel/core@7.24.0':\n",
      "  <<: {}\n  '@babel/core@7.24.0':\n",
      'line 41: expected a key, one plain word',
    ],
    [
      'pnpm, format 9',
      '  string-width@4.2.3:\n',
      "  '@babel/core@7.24.0':\n",
      'line 46: the key "@babel/core@7.24.0" stands twice',
    ],
    [
      'Bun',
      '["ms@2.1.3", ""',
      '["ms@2.1.3", "https://evil.example/ms.tgz"',
      ['! ms 2.1.3 moved from where no place is named to evil.example, same hash'],
    ],
    ['Bun', '{}, "sha512-ms=="', '{}', ['! ms 2.1.3 has no hash any more']],
    [
      'Cargo',
      'checksum = "aa"',
      'checksum = "ab"',
      [
        '! serde 1.0.200 (github.com/rust-lang/crates.io-index): other content in the same version, sha256:aa -> sha256:ab',
      ],
    ],
    [
      'Cargo',
      'rust-lang/crates.io-index',
      'evil/crates.io-index',
      ['! serde 1.0.200 moved from github.com/rust-lang/crates.io-index to github.com/evil/crates.io-index, same hash'],
    ],
    ['Cargo', 'checksum = "aa"', 'checksum = "aa"\nchecksum = "ab"', 'line 10: "checksum" stands twice'],
    ['go.sum', 'h1:aa=', 'h1:ab=', ['! golang.org/x/mod v0.17.0: other content in the same version, h1:aa= -> h1:ab=']],
    [
      'go.mod',
      'exclude golang.org/x/old v0.1.0',
      'replace golang.org/x/mod => github.com/evil/mod v0.17.0',
      ['! golang.org/x/mod v0.17.0 moved from where no place is named to github.com/evil/mod, no hash'],
    ],
    [
      'uv',
      'url = "https://files.pythonhosted.org/packages/14',
      'url = "https://evil.example/packages/14',
      [
        '! anyio 4.3.0 moved from pypi.org, files.pythonhosted.org to pypi.org, evil.example, files.pythonhosted.org, same hash',
      ],
    ],
    [
      'uv',
      ', hash = "sha256:bb"',
      '',
      ['! anyio 4.3.0 (pypi.org, files.pythonhosted.org) has no strong hash for all of it any more'],
    ],
    [
      'Poetry',
      'hash = "sha256:aa"',
      'hash = "sha256:ab"',
      ['! requests 2.31.0: other content in the same version, sha256:aa -> sha256:ab'],
    ],
    [
      'Composer',
      'Seldaek/monolog/zipball',
      'evil/monolog/zipball',
      [
        '! monolog/monolog 3.5.0 moved from github.com/Seldaek/monolog to github.com/evil/monolog, github.com/Seldaek/monolog, same hash',
      ],
    ],
    [
      'Bundler',
      'https://rubygems.org/',
      'https://evil.example/',
      [
        '! nokogiri 1.16.0-x86_64-linux moved from rubygems.org to evil.example, same hash',
        '! rack 3.0.9 moved from rubygems.org to evil.example, same hash',
      ],
    ],
    [
      'Dart',
      '"https://pub.dev"',
      '"https://evil.example"',
      ['! http 1.2.0 moved from pub.dev to evil.example, same hash'],
    ],
    ['Mix', '{:git,', '(fn -> :evil end).({:git,', 'line 5: expected ", found "(fn -> :evil end).({:git, "htt"'],
    ['Mix', '"v1.2.0"', '"#{System.halt()}"', 'line 5: code within text'],
    [
      'Swift, format 3',
      'apple/swift-log',
      'evil/swift-log',
      ['! swift-log 1.5.4 moved from github.com/apple/swift-log to github.com/evil/swift-log, same hash'],
    ],
    [
      'Swift, format 3',
      'a'.repeat(40),
      zeros,
      [
        '! swift-log 1.5.4 (github.com/apple/swift-log): other content in the same version, git:aaaaaaaaaaaaaaaaaaa… -> git:0000000000000000000…',
      ],
    ],
    [
      'Terraform',
      '"registry.terraform.io/hashicorp/aws"',
      '"evil.example/hashicorp/aws"',
      ['! hashicorp/aws 5.31.0 moved from registry.terraform.io to evil.example, same hash'],
    ],
    [
      'Terraform',
      '    "h1:aa=",\n    "zh:bb",\n',
      '',
      ['! hashicorp/aws 5.31.0 (registry.terraform.io) has no hash any more'],
    ],
    [
      'Nix',
      '"owner": "NixOS"',
      '"owner": "evil"',
      ['! nixpkgs aaaaaaaaaaaa moved from github.com/NixOS/nixpkgs to github.com/evil/nixpkgs, same hash'],
    ],
    [
      'Nix',
      'sha256-aa=',
      'sha256-ab=',
      [
        '! nixpkgs aaaaaaaaaaaa (github.com/NixOS/nixpkgs): other content in the same version, sha256-aa= -> sha256-ab=',
      ],
    ],
  ])('%s: %s', (title, from, to, expected) => {
    expect(shown(title, from, to)).toEqual(expected)
  })
})
