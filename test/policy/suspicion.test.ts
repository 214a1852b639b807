import { describe, expect, test } from 'vitest'
import { collisionKey, harmlessPath, suspicions } from '../../src/policy/suspicion.ts'
import { fc, runs } from '../support/fuzz.ts'

const kinds = (path: string) => suspicions(path).map(({ kind }) => kind)

describe('a name that is another file elsewhere, or that nobody can read', () => {
  test.each([
    ['a\nb', 'control', 'a-b'],
    ['a\u001b[31m', 'control', 'a-[31m'],
    ['a\u009bb', 'control', 'a-b'],
    ['a\u2028b', 'control', 'a-b'],
    ['.e\u200bnv', 'hidden', '.env'],
    ['.g\u200cit', 'hidden', '.git'],
    ['\ufeffREADME.md', 'hidden', 'README.md'],
    ['gpj.\u202eexe', 'hidden', 'gpj.exe'],
    ['pass\u00adword', 'hidden', 'password'],
    ['a\ufe0fb', 'hidden', 'ab'],
    ['a\u{e0041}', 'hidden', 'a'],
    ['x\u3164', 'hidden', 'x'],
    ['é\u200cb', 'hidden', 'éb'],
    ['caf\udce9.md', 'not-utf8', 'café.md'],
    ['\udc80', 'not-utf8', '-'],
    ['src\\auth\\x', 'backslash', 'src-auth-x'],
    ['.env::$DATA', 'colon', '.env-$DATA'],
    ['C:/x', 'colon', 'C-/x'],
    ['.env.', 'trailing', '.env'],
    ['.github /x.yml', 'trailing', '.github/x.yml'],
    ['a/...', 'trailing', 'a/renamed'],
    ['GITHUB~1/x.yml', 'short-name', 'GITHUB-1/x.yml'],
    ['PACKAG~1.JSO', 'short-name', 'PACKAG-1.JSO'],
    ['git~12', 'short-name', 'git-12'],
    ['con', 'device', '_con'],
    ['src/AUX.c', 'device', 'src/_AUX.c'],
    ['con/x', 'device', '_con/x'],
    ['nul .txt', 'device', '_nul .txt'],
    ['lpt9.tar.gz', 'device', '_lpt9.tar.gz'],
    ['com¹', 'device', '_com¹'],
    ['CONOUT$', 'device', '_CONOUT$'],
  ])('%j: %s', (path, kind, instead) => {
    expect(kinds(path)).toEqual([kind])
    expect(harmlessPath(path)).toBe(instead)
  })

  test('several things at once, each once, with the part that has it', () => {
    expect(suspicions('a:b/c:d/e.')).toEqual([
      { kind: 'colon', name: 'a:b' },
      { kind: 'trailing', name: 'e.' },
    ])
  })
})

describe('a name that only looks odd', () => {
  test.each([
    ['app/[id]/(auth)/@modal/page.tsx'],
    ['..foo'],
    ['...foo'],
    ['.gitignore'],
    ['naïve/café.txt'],
    ['naïve/cafe\u0301.txt'],
    ['日本語.md'],
    ['deploy：说明.md'],
    ['می\u200cخواهم.md'],
    ['क्\u200dष.md'],
    ['❤️.md'],
    ['👩‍💻.md'],
    ['1️⃣-intro.md'],
    ['Screenshot 2024-01-01 at 1.00.00\u202fPM.png'],
    ['a\u00a0b.md'],
    ['draft~1-final.md'],
    ['notes.txt.~1~'],
    ['notes~'],
    ['~1'],
    ['a~b'],
    ['file~0'],
    ['longer-name~1.txt'],
    ['console/auxiliary.c'],
    ['icon.png'],
    ['com10/lpt0'],
    ['common/conman.ts'],
    ['nullable.ts'],
    ['a b/c d.txt'],
    [' leading'],
    ["it's.md"],
    ['#notes'],
    ['-rf'],
    ['a$b`c"d'],
    ['\u{1f1e9}\u{1f1ea}.svg'],
  ])('%j', (path) => {
    expect(suspicions(path)).toEqual([])
    expect(harmlessPath(path)).toBe(path)
  })
})

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom(...'aC.~1 :\\/\u200b\u200cé\udc80\n', 'con', 'GIT~1', '\ufe0f'))
    .map((found) => found.join('')),
)

test('what is proposed instead is never suspicious', () => {
  fc.assert(
    fc.property(text, (path) => {
      // A lone surrogate that stands for no byte is never in a path.
      fc.pre(!/[\ud800-\udc7f\udd00-\udfff]/u.test(path))
      expect(suspicions(harmlessPath(path))).toEqual([])
    }),
    { numRuns: runs(3000) },
  )
})

describe('two paths that are one elsewhere have one key', () => {
  test.each([
    ['README.md', 'Readme.MD'],
    ['caf\u00e9', 'cafe\u0301'],
    ['CAF\u00c9', 'cafe\u0301'],
    ['.g\u200cit/x', '.git/x'],
    ['stra\u00dfe', 'STRASSE'],
    ['\u212a', 'k'],
    ['ΣΑΣ', 'σας'],
  ])('%j and %j', (one, other) => {
    expect(collisionKey(one)).toBe(collisionKey(other))
  })

  test.each([
    ['a', 'a.'],
    ['a', 'b'],
    ['link', 'lınk'],
    ['ﬁle', 'file'],
    ['Ａ', 'A'],
    ['é', 'e'],
    ['\udc80', '\udc81'],
    ['a/b', 'a-b'],
  ])('%j and %j stay two', (one, other) => {
    expect(collisionKey(one)).not.toBe(collisionKey(other))
  })
})
