import { describe, expect, test } from 'vitest'
import { MODE_FILE, MODE_LINK, MODE_SUBMODULE } from '../../src/change.ts'
import { globOf } from '../../src/policy/globs.ts'
import { globsFor, matcher } from '../../src/policy/match.ts'
import { pathKey } from '../../src/policy/path-key.ts'
import { compilePatterns, patternFault } from '../../src/policy/patterns.ts'

const guards = (pattern: string, path: string, mode = MODE_FILE): boolean =>
  matcher(compilePatterns([pattern], { fold: true }), globOf)(pathKey(path, mode))

const excepts = (pattern: string, path: string, mode = MODE_FILE): boolean =>
  matcher(compilePatterns([pattern], { fold: false }), globOf)(pathKey(path, mode))

describe('a guard takes patterns as people write them', () => {
  test.each([
    ['.github/workflows/*', '.github/workflows/ci.yml', true],
    ['.github/**', '.github/workflows/ci.yml', true],
    ['.github', '.github/workflows/ci.yml', true],
    ['.github/', '.github/workflows/ci.yml', true],
    ['.github/', '.githubs/x', false],
    ['deploy/', 'deploy/a/b.sh', true],
    ['deploy/', 'x/deploy/a.sh', true],
    ['/deploy/', 'x/deploy/a.sh', false],
    ['/deploy/', 'deploy/a.sh', true],
    ['/deploy/**', 'deploy/a.sh', true],
    ['deploy', 'deploy', true],
    ['deploy', 'deploy.md', false],
    ['deploy', 'src/deploy.ts', false],
    ['deploy/**', 'x/deploy/a.sh', false],
    ['**/deploy/**', 'deploy/a.sh', true],
    ['**/deploy/**', 'x/y/deploy/a.sh', true],
    ['*.lock', 'Cargo.lock', true],
    ['*.lock', 'crates/a/Cargo.lock', true],
    ['*.lock', 'dune.lock/yojson.pkg', true],
    ['*.lock', 'src/lock.ts', false],
    ['*.pem', '.pem', true],
    ['package-lock.json', 'apps/web/package-lock.json', true],
    ['package-lock.json', 'package-lock.json.md', false],
    ['/package-lock.json', 'apps/package-lock.json', false],
    ['src/auth', 'src/auth/login.ts', true],
    ['src/auth', 'x/src/auth/login.ts', false],
    ['src/auth', 'src/author.ts', false],
    ['src/auth/*', 'src/auth/x/login.ts', true],
    ['src/auth/**', 'src/auth/.hidden/login.ts', true],
    ['**', '.env', true],
    ['*', '.env', true],
    ['**/*', '.github/workflows/ci.yml', true],
    ['/*', 'a/b', true],
    ['**/.env*', '.env.local', true],
    ['.env*', 'apps/x/.env', true],
    ['.env*', 'src/env.ts', false],
    ['src/**/*.ts', 'src/a.ts', true],
    ['src/**/*.ts', 'src/a/b/c.ts', true],
    ['src/**/*.ts', 'lib/src/a.ts', false],
    ['src/**.ts', 'src/a/b.ts', false],
    ['src/**.ts', 'src/a.ts', true],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/b', 'a/xb', false],
    ['{.github,deploy}/**', '.github/x', true],
    ['*.{yml,yaml}', 'ci.yml', true],
    ['src/[ab].ts', 'src/a.ts', true],
    ['src/[ab].ts', 'src/c.ts', false],
    ['src/[!a].ts', 'src/b.ts', true],
    ['src/[^a].ts', 'src/b.ts', true],
    ['src/[!a].ts', 'src/a.ts', false],
    ['src/[[:digit:]].ts', 'src/7.ts', true],
    ['app/(auth)/login.tsx', 'app/(auth)/login.tsx', true],
    ['app/(auth)/**', 'app/(auth)/login.tsx', true],
    ['app/(auth)/**', 'app/auth/login.tsx', false],
    ['app/@modal/**', 'app/@modal/x.tsx', true],
    ['app/@(auth)/x', 'app/@(auth)/x', true],
    ['docs/a+b.md', 'docs/a+b.md', true],
    ['docs/a+b.md', 'docs/aab.md', false],
    ['src/?', 'src/😀', true],
    ['src/?', 'src/ab', false],
    ['**/migrations/**', 'db/migrations/001.sql', true],
    ['**/migrations/**', 'migrations/001.sql', true],
    ['**/config/master.key', 'a/config/master.key', true],
    ['**/config/master.key', 'config/master.key', true],
    ['**/config/master.key', 'myconfig/master.key', false],
    ['..foo', '..foo', true],
    ['*/x.ts', 'a/x.ts', true],
    ['*/x.ts', 'a/b/x.ts', false],
    ['a*b*c', 'z/a1b2c', true],
    ['$x{y}', '$x{y}', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(patternFault(pattern)).toBeNull()
    expect(guards(pattern, path)).toBe(expected)
  })

  test.each([
    ['app/[id]/page.tsx', 'app/[id]/page.tsx', true],
    ['app/[id]/page.tsx', 'app/i/page.tsx', true],
    ['app/[id]/page.tsx', 'app/x/page.tsx', false],
    ['app/[...slug]/**', 'app/[...slug]/page.tsx', true],
    ['app/[[...slug]]/**', 'app/[[...slug]]/page.tsx', true],
    ['app/[id]/[ab].ts', 'app/[id]/a.ts', true],
    ['app/[id]/[ab].ts', 'app/[id]/c.ts', false],
    ['a[b', 'a[b', true],
  ])('brackets are a class and also a name: %s and %s: %s', (pattern, path, expected) => {
    expect(guards(pattern, path)).toBe(expected)
  })
})

describe('a guarded folder is also guarded against what takes its place', () => {
  test.each([
    ['deploy/**', MODE_FILE],
    ['deploy/', MODE_LINK],
    ['/deploy/', MODE_SUBMODULE],
    ['deploy/*', MODE_FILE],
    ['deploy/**/*', MODE_LINK],
    ['src/a.ts/', MODE_FILE],
  ])('%s guards what is itself called so, mode %s', (pattern, mode) => {
    expect(guards(pattern, pattern.startsWith('src') ? 'src/a.ts' : 'deploy', mode)).toBe(true)
  })

  test('a link or a submodule in place of a folder above counts, a file there cannot', () => {
    for (const pattern of ['.github/workflows/precheck.yml', '.github/workflows/*.lock.yml', '/.github/**/*.yml']) {
      expect(guards(pattern, '.github', MODE_LINK)).toBe(true)
      expect(guards(pattern, '.GitHub', MODE_SUBMODULE)).toBe(true)
      expect(guards(pattern, '.github', MODE_FILE)).toBe(false)
      expect(guards(pattern, 'docs/.github', MODE_LINK)).toBe(false)
      expect(guards(pattern, '.github-pages', MODE_LINK)).toBe(false)
    }
  })

  test.each([
    ['deploy/prod/run.sh', ['deploy', 'deploy/prod'], ['deploy/prod/run', 'x/deploy', 'prod']],
    ['**/config/master.key', ['config', 'x/config'], ['config/x', 'myconfig', 'x', 'master']],
    ['**/a/b/run.sh', ['a', 'x/a', 'a/b', 'x/a/b'], ['b', 'x/b', 'a/x']],
    ['services/*/deploy/run.sh', ['services', 'services/a', 'services/a/deploy'], ['services/a/b', 'x/services', 'x']],
    ['services/*/deploy/', ['services', 'services/a'], ['services/a/b', 'x/services/a']],
    ['services/v*/run.sh', ['services/v1', 'Services/V1'], ['services/w1', 'v1']],
    ['**/test-[0-9]/run.sh', ['test-1', 'x/test-2', 'test-[0-9]'], ['test-x', 'x']],
    ['**/{nix,npins}/sources.json', ['nix', 'x/npins'], ['sources', 'lon', 'nix/x']],
    ['*/run.sh', ['a'], ['a/b']],
    // Of a folder that may have any name at any depth, no link is more suspicious than another.
    ['**/*/run.sh', [], ['a', 'a/b']],
    ['**/*/b/run.sh', ['a/b', 'x/a/b'], ['b', 'a', 'b/a']],
    ['**/package-lock.json', [], ['a', 'a/b', 'package-lock']],
    ['a/**/b/run.sh', ['a'], ['a/x', 'x/a', 'b']],
    ['**/a/**/b/run.sh', ['a', 'x/a'], ['a/x', 'b']],
  ])('%s: a link in the place of each folder that it goes through, and no other', (pattern, guarded, others) => {
    for (const mode of [MODE_LINK, MODE_SUBMODULE])
      expect([...guarded, ...others].filter((path) => guards(pattern, path, mode))).toEqual(guarded)
    expect(
      [...guarded, ...others].filter((path) => guards(pattern, path) || excepts(pattern, path, MODE_LINK)),
    ).toEqual([])
  })

  test('folders that are meant by a wildcard: links count as folders, files do not', () => {
    for (const pattern of ['test-*/', 'test-?/', '*/test-*/', 'x/test-*/**']) {
      const path = pattern.includes('/t') ? 'x/test-1' : 'test-1'
      expect(guards(pattern, `${path}/a`)).toBe(true)
      expect(guards(pattern, path, MODE_LINK)).toBe(true)
      expect(guards(pattern, path)).toBe(false)
    }
  })

  test('a link elsewhere is no folder of any name', () => {
    expect(guards('*.pem', 'certs', MODE_LINK)).toBe(false)
    expect(guards('/deploy/*.sh', 'deployed', MODE_LINK)).toBe(false)
  })
})

describe('a guard holds for every spelling that some system opens as the same file', () => {
  test.each([
    ['case', 'Secrets/**', 'secrets/a'],
    ['case', '.github/workflows/', '.GitHub/Workflows/x.yml'],
    ['case in a name', 'package-lock.json', 'a/Package-Lock.JSON'],
    ['case in a class', '[a-c]x', 'Bx'],
    ['an upper-case class', '[[:upper:]]x?', 'qX1'],
    ['a class that leaves capitals out', '[!A-Z]x?', 'bx1'],
    ['Unicode form', 'caf\u00e9/**', 'cafe\u0301/x'],
    ['Unicode form, the other way', 'cafe\u0301/**', 'caf\u00e9/x'],
    ['letter and accent parted by a wildcard', 'cafe*', 'cafe\u0301.txt'],
    ['letter and accent as two characters', 'caf??', 'cafe\u0301'],
    ['full-width letters', '.env', '\uff0eｅｎｖ'],
    ['a letter whose capital is that of two', 'strasse/', 'STRAßE/x'],
    ['a sigma at the end of a word', 'ΟΔΟΣ*', 'οδοσα'],
    ['a Kelvin sign', 'k.txt', '\u212a.txt'],
    ['characters that HFS+ drops', '.env', '.e\u200cnv'],
    ['a zero-width blank', '.github/', '.git\u200bhub/x'],
    ['a dot at the end', '.env', '.env.'],
    ['dots and blanks at the end of a folder', '.github/workflows/', '.github. ./workflows /x.yml'],
    ['a stream', '.env', '.env::$DATA'],
    ['a stream of a folder', '.github/', '.github:x/y'],
    ['a stream after a blank', '*.pem', 'a/KEY.PEM :x'],
    ['a backslash', '.github/workflows/', '.github\\workflows\\x.yml'],
    ['all at once', 'caf\u00e9.pem', 'CAFE\u0301.PEM\u200b. :s'],
  ])('%s: %s and %s', (_, pattern, path) => {
    expect(guards(pattern, path)).toBe(true)
  })

  test.each([
    ['a name of dots alone is not cut away', 'x/', '...'],
    ['a colon at the beginning is not cut away', 'x/', ':x'],
    ['a full-width colon is a letter of the name', 'deploy/', 'deploy\uff1a说明.md'],
    ['a full-width slash is a letter of the name', 'deploy/', 'deploy\uff0f说明.md'],
    ['a blank at the beginning stays', '.env', ' .env'],
    ['a dot in the middle stays', '.env', '.env.d.ts'],
    ['the dotless i is another letter', 'link', 'lınk'],
    ['a Cyrillic look-alike is another letter', '.env', '.еnv'],
    ['a folder that ends like one', 'deploy/', 'redeploy/x'],
  ])('%s: %s and %s', (_, pattern, path) => {
    expect(guards(pattern, path)).toBe(false)
  })

  test('bytes that are not UTF-8 are characters of their own', () => {
    expect(guards('*.pem', 'caf\udce9.pem')).toBe(true)
    expect(guards('caf?.pem', 'caf\udce9.pem')).toBe(true)
    expect(guards('caf\u00e9.pem', 'caf\udce9.pem')).toBe(false)
  })
})

describe('an exception holds for what it says and no more', () => {
  test.each([
    ['.env.example', '.env.example', true],
    ['.env.example', 'apps/web/.env.example', true],
    ['.env.example', '.ENV.example', false],
    ['.env.example', '.env.example.', false],
    ['caf\u00e9', 'cafe\u0301', false],
    ['test/fixtures/', 'test/fixtures/a/package-lock.json', true],
    ['test/fixtures', 'test/fixtures/a', true],
    ['test/fixtures/**', 'test/fixtures/a', true],
    ['test/fixtures/*', 'test/fixtures/a/b', true],
    ['test/fixtures/', 'test/fixtures', false],
    ['test/fixtures/**', 'test/fixtures', false],
    ['fixtures/', 'a/fixtures/b', true],
    ['fixtures/', 'a/fixtures', false],
    ['**/test/data/', 'a/test/data/x', true],
    ['**/test/data/', 'a/test/data', false],
    ['*.md', 'deploy/README.md', true],
    ['*.md', 'deploy/x.md/run.sh', false],
    ['docs/*.md', 'docs/x.md/run.sh', false],
    ['a?.md', 'ab.md/run.sh', false],
    ['*.snap/', 'x.snap/run', true],
    ['src/*/fixtures', 'src/a/fixtures/x', true],
    ['app/[id]/', 'app/[id]/x', true],
    ['**', 'anything', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(excepts(pattern, path)).toBe(expected)
  })

  test('a link or a submodule is no folder that an exception means', () => {
    for (const pattern of ['docs/', 'docs/**', 'd*/', '/docs/x']) {
      expect(excepts(pattern, 'docs', MODE_LINK)).toBe(false)
      expect(excepts(pattern, 'docs', MODE_SUBMODULE)).toBe(false)
    }
    expect(excepts('docs', 'docs', MODE_LINK)).toBe(true)
  })
})

describe('a pattern that cannot mean what was meant is refused, with what to write', () => {
  test.each([
    ['', 'empty'],
    ['  ', 'empty'],
    [' src/a.ts', 'blank'],
    ['src/a.ts ', 'blank'],
    ['src\\auth\\**', 'write "/"'],
    ['\\*', '"[*]"'],
    ['!keep.txt', '"except"'],
    ['#notes', '"**/#notes"'],
    ['./src/a.ts', 'without "." and ".."'],
    ['a/../b', 'without "." and ".."'],
    ['a/.', 'without "." and ".."'],
    ['..', 'without "." and ".."'],
    ['src//a.ts', 'one "/"'],
    ['//a', 'one "/"'],
    ['/', '"**" for everything'],
    ['a\u0000b', 'control'],
    ['a\nb', 'control'],
    ['a'.repeat(1025), '1,024'],
    ['**/a/'.repeat(11), 'more than ten'],
    ['{1..100000}', '1,000'],
    ['{a,b}'.repeat(20), '1,000'],
    ['{1..9}'.repeat(150), '1,000'],
    ['[a][b][c][d][e][f][g][h][i][j]', '1,000'],
    ['{,}', 'leave nothing'],
    ['{a,../b}', 'also stands for "../b"'],
    ['a/{,b}/c', 'also stands for "a//c"'],
    ['{a,!b}', 'also stands for "!b"'],
    ['x[a/b]y', 'no "/" can stand in brackets'],
    ['[!a/b]', 'no "/" can stand in brackets'],
    ['a[b/[id]/c', 'write "[[]"'],
    ['x/{a,[b/c]}', 'also stands for "x/[b/c]": no "/" can stand in brackets'],
  ])('%j: %s', (pattern, says) => {
    expect(patternFault(pattern)).toContain(says)
  })

  test.each([
    ['a'.repeat(1024)],
    ['**/a/'.repeat(10)],
    ['{1..999}'],
    ['[0-9]'.repeat(14) + '_*.sql'],
    ['{a,b}{c,d}{e,f}'],
    ['{'.repeat(1000)],
    ['..foo'],
    ['a/...'],
    ['**/#notes'],
    ['**/!keep.txt'],
    ['{a,b'],
    ['{}'],
    ['{a}'],
    ['con/aux'],
    ['日本語/'],
    ['~'],
    ['a b/c d'],
    ['app/[id]/[[...slug]]/page.tsx'],
    // A range the wrong way round is the name of a folder in frameworks of the web.
    ['app/[post-id]/page.tsx'],
    ['a[b/c'],
    ['a]b/[c]'],
    ['{[a],[b]}/c'],
    ['a[[]b/[id]/c'],
  ])('%j is fine', (pattern) => {
    expect(patternFault(pattern)).toBeNull()
    compilePatterns([pattern], { fold: true })
  })

  test('what is written instead works', () => {
    expect(guards('**/#notes', '#notes')).toBe(true)
    expect(guards('**/!keep.txt', 'a/!keep.txt')).toBe(true)
    expect(guards('a[*]b?', 'a*bc')).toBe(true)
    expect(guards('a[*]b?', 'axbc')).toBe(false)
    expect(guards('a[[]b/[id]/c', 'a[b/[id]/c')).toBe(true)
    expect(guards('app/[post-id]/page.tsx', 'app/[post-id]/page.tsx')).toBe(true)
  })
})

describe('a table', () => {
  const patterns = [
    'package-lock.json',
    '*.pem',
    '/deploy/',
    '**/.aws/config',
    '.github/*/x?.yml',
    'app/[id]/',
    '[!A]z',
  ]

  test('is plain data, and the same after a round through JSON', () => {
    for (const fold of [true, false]) {
      const table = compilePatterns(patterns, { fold })
      expect(JSON.parse(JSON.stringify(table))).toEqual(table)
    }
  })

  test('has no place for a prototype', () => {
    for (const path of ['__proto__', 'constructor', 'a/toString', 'hasOwnProperty/x'])
      expect(matcher(compilePatterns(patterns, { fold: true }), globOf)(pathKey(path, MODE_FILE))).toBe(false)
    expect(guards('__proto__/', 'a/__proto__/x')).toBe(true)
  })

  test('asks the glob library only where nothing else can tell', () => {
    const asked: string[] = []
    const matches = matcher(compilePatterns(patterns, { fold: true }), (pattern) => {
      asked.push(pattern)
      return globOf(pattern)
    })
    for (const path of [
      'a/package-lock.json',
      'b.PEM',
      'deploy/x',
      'y/.aws/config',
      'app/[id]/x',
      'src/index.ts',
      'README.md',
    ])
      matches(pathKey(path, MODE_FILE))
    expect(asked).toEqual([])
    expect(matches(pathKey('.github/a/x1.yml', MODE_FILE))).toBe(true)
    expect(asked).toEqual(['.github/*/x?.yml'])
  })

  test('says beforehand whether the glob library has to be loaded', async () => {
    const tables = [compilePatterns(patterns, { fold: true })]
    const plain = ['src/index.ts', 'a/package-lock.json'].map((path) => pathKey(path, MODE_FILE))
    expect(await globsFor(tables, plain)).not.toBe(globOf)
    const matches = matcher(tables[0]!, await globsFor(tables, plain))
    expect(plain.map(matches)).toEqual([false, true])
    expect(await globsFor(tables, [...plain, pathKey('.GITHUB/A/X1.YML', MODE_FILE)])).toBe(globOf)
    expect(await globsFor(tables, [pathKey('Xz', MODE_FILE)])).toBe(globOf)
  })

  test('needs it for a link where a pattern goes through a folder with a part of a name, and not for any folder', async () => {
    const through = (pattern: string) => [compilePatterns([pattern], { fold: true })]
    const [link, file] = [pathKey('x', MODE_LINK), pathKey('x', MODE_FILE)]
    expect(await globsFor(through('v*/run.sh'), [link])).toBe(globOf)
    expect(await globsFor(through('v*/run.sh'), [file])).not.toBe(globOf)
    const plain = await globsFor(through('*/prod/run.sh'), [link])
    expect(plain).not.toBe(globOf)
    expect(matcher(through('*/prod/run.sh')[0]!, plain)(link)).toBe(true)
  })
})
