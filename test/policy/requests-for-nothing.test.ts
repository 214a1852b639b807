import { expect, test } from 'vitest'
import { nearestPath, requestsForNothing } from '../../src/policy/requests-for-nothing.ts'

const CHANGED = ['deploy/run.sh', 'src/Pay.ts', 'src/api/pay.ts', 'web/package-lock.json', 'docs/a b.md']

test.each<[string, string, string | null]>([
  ['in other letters', 'deploy/Run.sh', 'deploy/run.sh'],
  ['from here', './deploy/run.sh', 'deploy/run.sh'],
  ['from the top', '/deploy/run.sh', 'deploy/run.sh'],
  ['with the slashes of Windows', 'deploy\\run.sh', 'deploy/run.sh'],
  ['without its folder', 'run.sh', 'deploy/run.sh'],
  ['with a folder too many', 'repository/deploy/run.sh', 'deploy/run.sh'],
  ['in another folder', 'scripts/run.sh', 'deploy/run.sh'],
  ['a folder that has it', 'deploy/', 'deploy/run.sh'],
  ['a folder without a slash', 'web', 'web/package-lock.json'],
  ['a slip', 'depoly/rum.sh', 'deploy/run.sh'],
  ['of two with one name, the one in the folder', 'api/pay.ts', 'src/api/pay.ts'],
  ['of two with one name, none', 'pay.ts', null],
  ['nothing like it', 'README.md', null],
  ['several in one line', 'deploy/run.sh, src/Pay.ts', null],
  ['a pattern', '**/*.ts', null],
  ['nothing at all', '/', null],
])('%s: %s', (_, written, meant) => {
  expect(nearestPath(written, CHANGED)).toBe(meant)
})

test('of a commit that changes nothing, nothing is near', () => expect(nearestPath('deploy/run.sh', [])).toBeNull())

test('a hostile flood of requests and paths takes no time', () => {
  const paths = Array.from({ length: 20_000 }, (_, index) => `${'a/'.repeat(20)}${index}`)
  const requests = Array.from({ length: 20_000 }, (_, index) => ({ value: `b${index}`, paths: [`b${index}`] }))
  const found = requestsForNothing(requests, paths)
  expect(found.filter(({ nearest }) => nearest === null)).toHaveLength(20_000)
})
