import { expect, test } from 'vitest'
import { coversPath } from '../../src/signoff/cover.ts'
import { CoveredPaths } from '../../src/signoff/covered-paths.ts'
import { fc, runs } from '../support/fuzz.ts'
import { file } from './sign-offs.ts'

const cover = (path: string) => ({ path, old: file('a'), new: file('b') })

const parts = fc.array(fc.constantFrom('a', 'b', 'a.', 'a0', 'a-', 'é', '\uDCFF', '😀'), { minLength: 1, maxLength: 3 })
const files = parts.map((names) => names.join('/'))
const covered = fc.oneof(
  files,
  files.map((path) => `${path}/`),
)

test('what is covered is what each cover covers by itself', () => {
  fc.assert(
    fc.property(fc.array(files, { maxLength: 20 }), fc.array(covered, { maxLength: 5 }), (asked, names) => {
      const covers = names.map(cover)
      const paths = new CoveredPaths(asked)
      const expected = [...new Set(asked)].filter((path) => covers.some((each) => coversPath(each, path)))
      expect(paths.of(covers).toSorted()).toEqual(expected.toSorted())
      expect(paths.touches(covers)).toBe(expected.length > 0)
    }),
    { numRuns: runs(500) },
  )
})

test('a folder covers what is below it, and nothing that only begins like it', () => {
  const paths = new CoveredPaths(['a', 'a/b', 'a/b/c', 'a.b', 'a0', 'ab/c'])
  expect(paths.of([cover('a/')])).toEqual(['a/b', 'a/b/c'])
  expect(paths.of([cover('a/b/'), cover('a')])).toEqual(['a/b/c', 'a'])
  expect(paths.touches([cover('b/'), cover('c')])).toBe(false)
})
