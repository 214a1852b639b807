import { describe, expect, test } from 'vitest'
import { pathFromBytes } from '../../src/git/path-bytes.ts'
import { quotePath, unquotePath } from '../../src/git/quoted-path.ts'
import { fc, runs } from '../support/fuzz.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

/** Puts paths of any bytes into the index, without a work tree that would have to hold them. */
function stage(repository: TestRepository, paths: readonly Buffer[]): void {
  const empty = repository.git('hash-object', '-w', '-t', 'blob', '/dev/null')
  const input = Buffer.concat(paths.flatMap((path) => [Buffer.from(`100644 ${empty}\t`), path, Buffer.from([0])]))
  const ran = repository.tryGit(['update-index', '-z', '--index-info'], { input })
  if (ran.status !== 0) throw new Error(ran.stderr)
}

/** What git prints of its paths, with and without quoting, in the same order. */
function listed(repository: TestRepository, args: readonly string[]): { quoted: string[]; paths: string[] } {
  const config = ['-c', 'core.quotePath=true', '-c', 'core.precomposeUnicode=false', '-c', 'core.protectNTFS=false']
  const bytes = repository.tryGit([...config, ...args, '-z']).bytes
  const paths: string[] = []
  for (let at = 0; at < bytes.length; at = bytes.indexOf(0, at) + 1) {
    paths.push(pathFromBytes(bytes.subarray(at, bytes.indexOf(0, at))))
  }
  return { quoted: repository.git(...config, ...args).split('\n'), paths }
}

const NASTY = [
  'plain.txt',
  'two words',
  ' leading',
  'trailing ',
  'a"quote',
  '"',
  'back\\slash',
  'tab\there',
  'line\nbreak',
  'all\u0001\u0007\b\t\n\v\f\r\u001b\u007f',
  "tilde~!@#$%^&*()_+{}|:<>?[];,.'`",
  'grüße/übung.txt',
  '中文',
  '\u202Egpj.exe',
  '\u{1F600}',
  'a\uFFFDb',
]

describe('paths as git quotes them', () => {
  test('ls-files and diff-tree print every nasty name as quotePath does, and unquotePath takes it back', async () => {
    await withRepository((repository) => {
      const odd = [Buffer.from([0x61, 0xff, 0x62]), Buffer.from([0xc3]), Buffer.from([0x80, 0x22])]
      stage(repository, [...NASTY.map((path) => Buffer.from(path)), ...odd])
      repository.git('commit', '-q', '-m', 'nasty')
      const fromIndex = listed(repository, ['ls-files'])
      expect(fromIndex.paths).toHaveLength(NASTY.length + odd.length)
      expect(fromIndex.paths.map(quotePath)).toEqual(fromIndex.quoted)
      expect(fromIndex.quoted.map(unquotePath)).toEqual(fromIndex.paths)
      const raw = repository.git('diff-tree', '--raw', '--root', '-r', '--no-commit-id', 'HEAD').split('\n')
      expect(raw.map((line) => line.slice(line.indexOf('\t') + 1))).toEqual(fromIndex.quoted)
    })
  })

  test('any bytes: what git prints is what quotePath writes', async () => {
    const names = fc.sample(
      fc
        .uint8Array({ minLength: 1, maxLength: 12 })
        .map((bytes) => Buffer.from(bytes.filter((b) => b !== 0 && b !== 0x2f))),
      { numRuns: 400, seed: 5 },
    )
    const usable = names.filter((name) => name.length > 0 && !/^\.{1,2}$|^\.git$/i.test(name.toString('latin1')))
    await withRepository((repository) => {
      stage(repository, usable)
      const { quoted, paths } = listed(repository, ['ls-files'])
      expect(paths.length).toBeGreaterThan(300)
      expect(paths.map(quotePath)).toEqual(quoted)
      expect(quoted.map(unquotePath)).toEqual(paths)
    })
  })

  test.each([
    ['nothing', ''],
    ['quotes around what needs none', '"plain"'],
    ['an empty path in quotes', '""'],
    ['one quote', '"'],
    ['no quotes around what needs them', 'gr\u00fc\u00dfe'],
    ['a raw byte inside of quotes', '"gr\u00fc\\303"'],
    ['an escape that is none of git\u2019s', '"a\\x41\\n"'],
    ['octal for what has a letter', '"a\\012"'],
    ['octal for what is plain', '"\\101\\n"'],
    ['octal with too few digits', '"\\1\\n"'],
    ['a byte that is none', '"\\777"'],
    ['a NUL', '"\\000"'],
    ['a backslash at the end', '"a\\"'],
    ['a quote in the middle', '"a"b"'],
    ['a line break', 'a\nb'],
    ['something behind the quotes', '"a\\n" '],
  ])('unquotePath refuses %s', (_, text) => {
    expect(unquotePath(text)).toBeNull()
  })

  test('whatever unquotePath accepts, quotePath writes back', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('"', '\\', 'n', '0', '3', '7', 'a', ' ', '/', '\n', 'é') }),
      fc
        .string({ unit: fc.constantFrom('\\303', '\\251', '\\n', '\\"', '\\\\', 'a', ' ') })
        .map((inside) => `"${inside}"`),
    )
    let accepted = 0
    fc.assert(
      fc.property(text, (written) => {
        const path = unquotePath(written)
        if (path === null) return
        accepted += 1
        expect(quotePath(path)).toBe(written)
      }),
      { numRuns: runs(2000) },
    )
    expect(accepted).toBeGreaterThan(100)
  })
})
