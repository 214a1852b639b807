import { expect, test } from 'vitest'
import { decodePolicy } from '../../src/policy/decode.ts'
import { explainPath } from '../../src/policy/explain.ts'

const decoded = decodePolicy(
  `version: 1
paths:
  - { name: secrets, match: ['.env', '.env.*', '/config/'], except: ['.env.example'] }
  - { name: deploy, match: [deploy/] }
`,
  [],
)
if (!('policy' in decoded)) throw new Error(JSON.stringify(decoded))
const { policy } = decoded

const explained = (path: string, mode = '100644') =>
  explainPath(policy, path, mode).map(({ entry, through, exceptedBy }) => [entry.name, through, exceptedBy])

test('a path that several patterns of an entry match', () => {
  expect(explained('config/.env')).toEqual([['secrets', ['.env', '/config/'], []]])
})

test('a path that an exception takes out again', () => {
  expect(explained('web/.env.example')).toEqual([['secrets', ['.env.*'], ['.env.example']]])
})

test('guards ignore case, exceptions do not', () => {
  expect(explained('web/.ENV.Example')).toEqual([['secrets', ['.env.*'], []]])
})

test('a link in the place of a guarded folder', () => {
  expect(explained('deploy', '120000')).toEqual([['deploy', ['deploy/'], []]])
})

test('lock files and the policy itself, which every policy guards', () => {
  expect(explained('web/package-lock.json')).toEqual([
    ['lockfiles', [expect.stringContaining('package-lock.json')], []],
  ])
  expect(explained('.precheck.yml').map(([name]) => name)).toEqual(['policy'])
})

test('a lock file of a name that others use too', () => {
  const [lockfiles] = explainPath(policy, 'app/manifest.toml', '100644')
  expect(lockfiles).toMatchObject({ entry: { name: 'lockfiles' }, through: [], exceptedBy: [] })
  expect(lockfiles!.ifBeside).toContain('gleam.toml')
})

test('a path that nobody guards', () => {
  expect(explained('src/index.ts')).toEqual([])
})
