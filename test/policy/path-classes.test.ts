import { expect, test } from 'vitest'
import { pathClassReader } from '../../src/policy/path-classes.ts'

const classesOf = pathClassReader()

test.each([
  ['.env', ['secrets']],
  ['.github/workflows/ci.yml', ['ci']],
  ['.precheck.yml', ['policy']],
  ['.precheck/packet.md', ['policy']],
  ['.husky/commit-msg', ['policy', 'hooks']],
  ['AGENTS.md', ['agents']],
  ['deploy/run.sh', ['deploy']],
  ['db/migrate/1_cards.rb', ['migrations']],
  ['web/package-lock.json', ['lockfiles']],
  ['Package-Lock.JSON', ['lockfiles']],
  ['web/package.json', ['dependencies']],
  ['requirements-dev.txt', ['dependencies']],
  ['go.mod', ['lockfiles', 'dependencies']],
  ['src/pay.test.ts', ['tests']],
  ['pkg/api/server_test.go', ['tests']],
  ['src/test/java/PayTest.java', ['tests']],
  ['tests/test_pay.py', ['tests']],
  ['spec/models/user_spec.rb', ['tests']],
  ['test/golden/packet.golden', ['tests']],
  ['src/__snapshots__/a.snap', ['tests']],
  ['vitest.config.ts', ['quality']],
  ['src/api.gen.ts', ['generated']],
])('%s is %j', (path, classes) => expect(classesOf(path, '100644')).toEqual(classes))

test.each([
  'src/app.ts',
  'README.md',
  'src/latest.ts',
  'contest/rules.md',
  'deploy.md',
  'src/testing.md',
  'docs/test/page.md',
])('%s is nothing in particular', (path) => expect(classesOf(path, '100644')).toEqual([]))

test('a link in the place of a guarded folder is what the folder is', () => {
  expect(classesOf('.github', '120000')).toContain('ci')
})
