import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { braceExpand, minimatch } from 'minimatch'
import { describe, expect, test } from 'vitest'
import { MODE_FILE, MODE_LINK } from '../../src/change.ts'
import { globOf } from '../../src/policy/globs.ts'
import { matcher } from '../../src/policy/match.ts'
import { pathKey } from '../../src/policy/path-key.ts'
import { compilePatterns, patternFault } from '../../src/policy/patterns.ts'
import { fc, runs } from '../support/fuzz.ts'
import { withRepository } from '../support/repository.ts'

const GLOB = { dot: true, nocomment: true, nonegate: true, noext: true, nobrace: true, platform: 'linux' } as const

const matches = (patterns: readonly string[], path: string, options: { fold: boolean; mode?: string }): boolean =>
  matcher(compilePatterns(patterns, options), globOf)(pathKey(path, options.mode ?? MODE_FILE))

const paths = (...names: string[]) =>
  fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'))

const patterns = (...parts: string[]) =>
  fc
    .tuple(
      fc.constantFrom('', '/'),
      fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '/'),
    )
    .map(([start, written, end]) => start + written.join('/') + end)
    .filter((written) => patternFault(written) === null)

describe('a table matches what the glob library alone would', () => {
  const pattern = patterns('a', 'b', 'ab', '*', 'a*', '*b', 'a*b', '?', '[ab]', '**', '{a,b}', '.a', '(a)', 'a.b')
  const path = paths('a', 'b', 'ab', 'axb', '.a', 'c', '(a)', 'a.b', '[ab]')

  test('a guard, tried on the path and on every folder above it', () => {
    const folds = { fold: true }
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 4 }), path, fc.boolean(), (written, tried, isLink) => {
        const fast = matches(written, tried, { ...folds, mode: isLink ? MODE_LINK : MODE_FILE })
        const slow = written.some((each) => slowGuard(each, tried, isLink) || (isLink && slowStandIn(each, tried)))
        expect(fast).toBe(slow)
      }),
      { numRuns: runs(3000) },
    )
  })

  test('folding only adds: what a pattern matches as it stands, a guard matches', () => {
    const letters = [...'aAée\u0301\u200bßİﬁ／:. Σς😀\udc80']
    const piece = fc.record({
      text: fc.constantFrom(...letters),
      as: fc.constantFrom('itself', 'itself', 'itself', '*', '?', '[!A]', '[A-Z]'),
    })
    const part = fc.array(piece, { minLength: 1, maxLength: 5 })
    let matched = 0
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
        const tried = parts.map((pieces) => pieces.map(({ text }) => text).join('')).join('/')
        const written = parts
          .map((pieces) => pieces.map(({ text, as }) => (as === 'itself' ? text : as)).join(''))
          .join('/')
        if (patternFault(written) !== null || !minimatch(tried, written, GLOB)) return
        matched += 1
        expect(matches([written], tried, { fold: true })).toBe(true)
      }),
      { numRuns: runs(5000) },
    )
    expect(matched).toBeGreaterThan(1000)
  })

  test('an exception takes no more than a guard, and no path is too strange', () => {
    fc.assert(
      fc.property(pattern, fc.oneof(path, fc.string({ unit: 'binary' })), (written, tried) => {
        if (matches([written], tried, { fold: false })) expect(matches([written], tried, { fold: true })).toBe(true)
      }),
      { numRuns: runs(2000) },
    )
  })
})

/** What a guard means, without any index: every folder above the path and the path itself against the glob library. */
function slowGuard(pattern: string, path: string, isLink: boolean): boolean {
  const parts = path.split('/')
  const folders = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'))
  const readings = braceExpand(pattern).flatMap((each) => [each, each.replaceAll('[ab]', '\\[ab\\]')])
  return readings.some((reading) => {
    const bare = reading.replace(/\/$/, '')
    const glob = (bare.includes('/') ? '' : '**/') + bare.replace(/^\//, '')
    const is = (tried: string, by: string) => minimatch(tried, by, GLOB)
    if (folders.some((folder) => is(folder, glob))) return true
    if (reading.endsWith('/')) return is(path, glob) && (isLink || isName(glob))
    if (is(path, glob)) return true
    // `x/**` and `x/*` also guard what is itself called `x`.
    const above = glob.replace(/(?:\/\*\*)*\/\*\*?$/, '')
    return above !== glob && is(path, above) && (isLink || isName(above))
  })
}

/** Whether a pattern goes through a folder of that path, before the name at its end and before its first `**`. */
function slowStandIn(pattern: string, path: string): boolean {
  const readings = braceExpand(pattern).flatMap((each) => [each, each.replaceAll('[ab]', '\\[ab\\]')])
  return readings.some((reading) => {
    const written = reading.replace(/\/$/, '')
    const parts = written.replace(/^\//, '').split('/')
    const anywhere = parts[0] === '**' || !written.includes('/')
    while (parts[0] === '**') parts.shift()
    const folders = parts.slice(0, parts.includes('**') ? parts.indexOf('**') : -1)
    return folders.some((_, index) => {
      const through = folders.slice(0, index + 1)
      if (anywhere && through.every((name) => /^[*?]+$/.test(name))) return false
      return minimatch(path, (anywhere ? '**/' : '') + through.join('/'), GLOB)
    })
  })
}

const isName = (glob: string): boolean => !/[*?]|(?<!\\)\[/.test(glob.slice(glob.lastIndexOf('/') + 1))

describe('the same as gitignore, where both know a pattern', () => {
  const tried = [
    ...fc.sample(paths('a', 'b', 'ab', 'axb', '.a', 'a.b', 'deploy'), { numRuns: 200, seed: 7 }),
    'deploy/a.sh',
    'x/deploy/a/b.sh',
  ]
  const written = [
    ...fc.sample(patterns('a', 'b', 'ab', '*', 'a*', '*b', 'a*b', 'a?', '**', '.a', '[!a]', 'deploy'), {
      numRuns: 200,
      seed: 7,
    }),
    'deploy',
    'deploy/',
    '/deploy',
    '/deploy/**',
    '**/deploy',
    'x/**/b.sh',
    '*',
    '**',
    '*/',
  ]

  test('what git ignores is guarded, what is guarded git ignores as file or folder, and an exception is never wider', async () => {
    await withRepository((repository) => {
      for (const pattern of new Set(written)) {
        repository.write('.git/info/exclude', `${pattern}\n`)
        const asked = [...tried, ...tried.map((path) => `${path}/x`)]
        const input = asked.map((path) => `${path}\0`).join('')
        const ran = repository.tryGit(['check-ignore', '--no-index', '-z', '--stdin'], { input })
        expect(ran.status, ran.stderr).toBeLessThan(2)
        const ignored = new Set(ran.stdout.split('\0'))
        const guards = matcher(compilePatterns([pattern], { fold: true }), globOf)
        const excepts = matcher(compilePatterns([pattern], { fold: false }), globOf)
        for (const path of tried) {
          const key = pathKey(path, MODE_FILE)
          const said = `${pattern} on ${path}`
          if (ignored.has(path)) expect(guards(key), said).toBe(true)
          else if (guards(key)) expect(ignored.has(`${path}/x`), said).toBe(true)
          // Narrower only where the last part is a name with a wildcard: no folder of such a name is excepted.
          if (excepts(key) || !/[^/]*(?:[*?\]][^/*]|[^/*][*?\]])[^/]*$/.test(pattern))
            expect(excepts(key), said).toBe(ignored.has(path))
        }
      }
    })
  })
})

describe('no pattern and no path hangs the matcher', () => {
  test('what takes exponential time in older libraries ends, as do patterns that are refused', () => {
    // In a process of its own, since a pattern that hangs could not be stopped from within.
    const dir = mkdtempSync(join(tmpdir(), 'precheck-patterns-'))
    try {
      const outfile = join(dir, 'match.mjs')
      const from = (module: string) => JSON.stringify(new URL(`../../src/policy/${module}`, import.meta.url).pathname)
      const contents = `
        import { compilePatterns, patternFault } from ${from('patterns.ts')}
        import { matcher } from ${from('match.ts')}
        import { globOf } from ${from('globs.ts')}
        import { pathKey } from ${from('path-key.ts')}
        const hard = [
          ['a*'.repeat(15) + 'b?', 'ab'.repeat(5000)],
          ['?*'.repeat(20) + 'b', 'ab'.repeat(5000) + 'c'],
          ['**/a*/'.repeat(10) + 'z?', 'a/'.repeat(20000) + 'zzz'],
          ['**/[ab]?/**/c?', 'ab/'.repeat(100000)],
          ['x', '. '.repeat(500000) + 'x'],
          ['a/b', 'a/'.repeat(500000)],
          ['*a', 'é'.repeat(500000)],
        ]
        const refused = ['{a,b}'.repeat(200), '{1..1000000000}', '{'.repeat(512) + '}'.repeat(512), '{a,'.repeat(250) + '}'.repeat(250), '{1..9}'.repeat(160), '[a]'.repeat(300), '[a][b][c]'.repeat(100)]
        for (const [pattern, path] of hard)
          for (const fold of [true, false]) matcher(compilePatterns([pattern], { fold }), globOf)(pathKey(path, '120000'))
        refused.forEach((pattern) => patternFault(pattern) ?? compilePatterns([pattern], { fold: true }))
        console.log('done')`
      const resolveDir = new URL('../..', import.meta.url).pathname
      buildSync({
        stdin: { contents, resolveDir },
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile,
        logLevel: 'error',
      })
      const ran = spawnSync(process.execPath, [outfile], { timeout: 50_000, encoding: 'utf8' })
      expect({ signal: ran.signal, stdout: ran.stdout, stderr: ran.stderr }).toEqual({
        signal: null,
        stdout: 'done\n',
        stderr: '',
      })
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
