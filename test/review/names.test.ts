import { describe, expect, test } from 'vitest'
import { filesNamedIn, referencesIn, testsNamedIn } from '../../src/review/names.ts'

describe('files that a text names', () => {
  test.each([
    ['Adds src/app.ts and `web/index.html`.', ['src/app.ts', 'web/index.html']],
    ['fix(src/pay.py): round (see docs/tax.md:12, "a/b.go")', ['src/pay.py', 'docs/tax.md', 'a/b.go']],
    ['Update package-lock.json, Dockerfile and .gitignore', ['package-lock.json', 'Dockerfile', '.gitignore']],
    ['npx vitest run ./test/report/packet.test.ts (3 passed)', ['test/report/packet.test.ts']],
    ['pages/[slug]/page.tsx, app/(shop)/cart.tsx', ['pages/[slug]/page.tsx', 'app/(shop)/cart.tsx']],
    ['grün/straße.ts', ['grün/straße.ts']],
    ['twice: a.ts, a.ts', ['a.ts']],
  ])('%s', (text, names) => expect(filesNamedIn(text)).toEqual(names))

  test.each([
    'Use Node.js 20 and Next.js; e.g. v1.2.3, i.e. 3.5 and user.name',
    'See https://example.com/src/app.ts and www.example.com/a.html',
    'Co-authored by noreply@anthropic.com',
    'rename .ts files, call foo.bar() and obj.method',
    'Add /api/permissions/summary endpoint and the src/auth/ folder',
  ])('and what is none: %s', (text) => expect(filesNamedIn(text)).toEqual([]))

  test('of a text of a megabyte are found before anybody loses patience', () => {
    for (const part of ['.', '@', 'a.', '/', 'a/', '(', '[x](', 'a@b.', '---', '[']) {
      expect(filesNamedIn(part.repeat(300_000))).toEqual([])
      expect(testsNamedIn(part.repeat(300_000))).toEqual([])
    }
  })
})

test('tests that a text names as programs do', () => {
  expect(testsNamedIn('Adds test_retry_backoff, `TestRetry` and TestHTTPClient_Timeout.')).toEqual([
    'test_retry_backoff',
    'TestRetry',
    'TestHTTPClient_Timeout',
  ])
  expect(testsNamedIn('Test the thing. tests, test, Testing, contest_x, test_a, src/test_retry.py')).toEqual([])
})

test('tasks and requests that commits name, those of the newest first', () => {
  const commits = [
    { subject: 'fix: it (#12)', body: ['Part of SHOP-7.'] },
    { subject: 'feat: UTF-8 and SHA-256', body: ['Closes #13, #12; not a#1 or #x'] },
  ]
  expect(referencesIn(commits)).toEqual(['#13', '#12', 'SHOP-7'])
})
