import { describe, expect, test } from 'vitest'
import { rollback } from '../../src/rules/rollback.ts'
import { aChange, aCommit, aCommitBeingMade, aMessage, anOid, aPolicy, type Told, told } from '../support/change.ts'
import { judge } from '../support/example.ts'
import { withRepository } from '../support/repository.ts'

const PLAIN = aPolicy('trailers:\n  Rollback: {}')

const inTrailers = (lines: readonly string[], has: Readonly<Record<string, boolean>> = {}, policy = PLAIN) =>
  told(rollback, aCommitBeingMade({ message: aMessage(...lines), has }), policy)
const inValue = (value: string, has: Readonly<Record<string, boolean>> = {}) =>
  inTrailers([`Rollback: ${value}`], has).map(({ message }) => message)
const readOf = (value: string) => rollback.reads!(PLAIN)(aCommit({ message: aMessage(`Rollback: ${value}`) }))

describe('ways back', () => {
  test.each([
    'revert',
    'Revert',
    'revert; see above',
    'revert; then restart the worker',
    'revert;n/a',
    'revert ; mail <ops@example.com>',
    'revert; run undo <file> after it',
    'revert;',
    'flag new-checkout',
    'FLAG new-checkout',
    'flag  checkout.v2 in the dashboard',
    'none: the data is gone',
    'NONE : the data is gone',
    'none\uff1a the data is gone',
  ])('%s', (value) => {
    expect(inValue(value)).toEqual([])
  })
})

describe('what is none', () => {
  test.each([
    ['just undo it', 'form'],
    ['yes', 'form'],
    ['N/A', 'form'],
    ['n\u200b/a', 'form'],
    ['TODO', 'form'],
    ['\u21a9\ufe0f', 'form'],
    ['reverts', 'form'],
    ['revert it', 'form'],
    ['revert, then restart', 'form'],
    ['rev\u0435rt', 'form'],
    ['rollback', 'form'],
    ['flag', 'form'],
    ['flag <name>', 'form'],
    ['flag \uff1cname\uff1e', 'form'],
    ['flag n/a', 'form'],
    ['flag -', 'form'],
    ['flags on', 'form'],
    ['revert; <note>', 'form'],
    ['runbook', 'form'],
    ['runbook <path>', 'form'],
    ['migration <path>', 'form'],
    ['runbook: docs/undo.md', 'form'],
    ['nonesuch: gone', 'form'],
    ['none', 'no-reason'],
    ['none:', 'no-reason'],
    ['none: n/a', 'no-reason'],
    ['none: <reason>', 'no-reason'],
    ['none: none', 'no-reason'],
    ['none: \u{1f937}', 'no-reason'],
    ['none: no reason', 'no-reason'],
  ])('%s', (value, message) => {
    expect(inValue(value)).toEqual([message])
  })
})

describe('a path of the tree', () => {
  test.each([
    ['runbook docs/undo.md', 'docs/undo.md'],
    ['Runbook docs/undo.md', 'docs/undo.md'],
    ['migration db/042_down.sql', 'db/042_down.sql'],
    ['runbook ./docs/undo.md', 'docs/undo.md'],
    ['migration db/042', 'db/042'],
    ['migration db/042/', 'db/042'],
    ['runbook docs/undo it.md', 'docs/undo it.md'],
    ['runbook TODO', 'TODO'],
    ['runbook .hidden/x', '.hidden/x'],
    ['runbook ..x/y', '..x/y'],
    ['runbook docs/caf\u00e9.md', 'docs/caf\u00e9.md'],
    ['runbook :x', ':x'],
    ['runbook constructor', 'constructor'],
  ])('%s: it is asked for, and must be there', (value, path) => {
    expect(readOf(value)).toEqual([path])
    expect(inValue(value, { [path]: true })).toEqual([])
    expect(inValue(value, { [path]: false })).toEqual(['no-such-path'])
    expect(inValue(value)).toEqual(['no-such-path'])
  })

  test.each([
    ['above the top', '../x'],
    ['above the top on the way', 'docs/../../x'],
    ['around a corner', 'docs/../x'],
    ['through the folder itself', 'docs/./x'],
    ['absolute', '/etc/passwd'],
    ['two slashes', 'docs//x'],
    ['two slashes at the end', 'docs//'],
    ['the top itself', '.'],
    ['the top itself, with a slash', './'],
    ['the root', '/'],
    ['a NUL', 'a\u0000b'],
  ])('%s: git is never asked, whatever the facts say', (_, path) => {
    const commit = { trailers: [{ key: 'Rollback', value: `runbook ${path}`, line: 3 }] }
    expect(rollback.reads!(PLAIN)(aCommit(commit))).toEqual([])
    expect(told(rollback, aCommitBeingMade({ ...commit, has: {} }), PLAIN)).toMatchObject([{ message: 'no-such-path' }])
  })

  test('a newline is never asked of git', () => {
    const commit = aCommit({ trailers: [{ key: 'Rollback', value: 'runbook a\nHEAD:b', line: 3 }] })
    expect(rollback.reads!(PLAIN)(commit)).toEqual([])
  })

  test('nothing is asked for what names no path, or of a commit that owes no trailers', () => {
    for (const value of ['revert', 'flag docs/undo.md', 'none: docs/undo.md', 'undo']) expect(readOf(value)).toEqual([])
    const merge = aCommit({ message: aMessage('Rollback: runbook x'), owesTrailers: false })
    expect(rollback.reads!(PLAIN)(merge)).toEqual([])
  })

  test('the one that is missing is named, with what would mend it', () => {
    expect(inTrailers(['Rollback: runbook docs/\u202eundo.md'])).toMatchObject([
      {
        text: '"Rollback" names docs/\\u{202E}undo.md, which is not in the commit\'s tree',
        data: { path: 'docs/\u202eundo.md', line: 'Rollback: revert' },
      },
    ])
  })
})

describe('which value counts', () => {
  test.each<readonly [string, readonly string[], readonly Told[]]>([
    ['no value: required-trailers says so', ['Rollback:'], []],
    ['too long a value: required-trailers says so', [`Rollback: revert; ${'x'.repeat(1020)}`], []],
    ['the key in other case', ['ROLLBACK: undo'], [{ message: 'form', trailer: 'Rollback', line: 3 }]],
    ['a longer key', ['Rollback-Plan: undo', 'No-Rollback: undo'], []],
    ['a valid one beside an invalid one', ['Rollback: undo', 'Rollback: revert', 'Rollback: n/a'], []],
    ['one that is there beside one that is not', ['Rollback: runbook x', 'Rollback: revert'], []],
    ['two invalid ones: the last is said', ['Rollback: runbook x', 'Rollback: undo'], [{ message: 'form', line: 4 }]],
    ['one that is not there last', ['Rollback: undo', 'Rollback: runbook x'], [{ message: 'no-such-path', line: 4 }]],
  ])('%s', (_, lines, expected) => {
    expect(inTrailers(lines)).toMatchObject(expected)
  })

  test('the newest, where one for the change is enough', () => {
    const once = aPolicy('trailers: { Rollback: { per: change } }')
    const commits = ['undo', 'revert', 'n/a'].map((value, index) =>
      aCommit({ sha: anOid(String(index + 1)), message: aMessage(`Rollback: ${value}`) }),
    )
    expect(told(rollback, aChange({ commits: commits.slice(0, 2) }), once)).toEqual([])
    expect(told(rollback, aChange({ commits }), once)).toMatchObject([{ message: 'form', commit: anOid('3') }])
  })

  test('one that the policy’s own pattern refuses', () => {
    const strict = aPolicy("trailers: { Rollback: { pattern: 'revert' } }")
    expect(inTrailers(['Rollback: revert'], {}, strict)).toEqual([])
    expect(inTrailers(['Rollback: revert; later'], {}, strict)).toMatchObject([{ message: 'form' }])
  })
})

test('a commit that owes no trailers is left alone, and so is a policy that asks for no way back', () => {
  const wrong = { message: aMessage('Rollback: undo') }
  expect(told(rollback, aCommitBeingMade({ ...wrong, owesTrailers: false }), PLAIN)).toEqual([])
  expect(told(rollback, aCommitBeingMade(wrong), aPolicy('trailers: {}'))).toEqual([])
})

test('in a repository: a file, a folder, what another commit has, and what only the work tree has', async () => {
  await withRepository(async (repository) => {
    const policy = 'version: 1\ntrailers-for: everyone\ntrailers: { Rollback: {} }\n'
    const base = repository.commit('Adopt a policy', {
      '.precheck.yml': policy,
      'docs/undo.md': 'x\n',
      '.gitignore': 'w\n',
    })
    const values = ['docs/undo.md', 'docs/', './docs', 'later.md', 'w', '../work/docs/undo.md', 'Docs/undo.md']
    repository.write('w', 'x\n')
    for (const value of values) repository.commit(aMessage(`Rollback: runbook ${value}`))
    repository.commit(aMessage('Rollback: runbook later.md'), { 'later.md': 'x\n' })
    const found = (await judge(repository, base)).findings.filter(({ rule }) => rule === 'rollback')
    expect(found.map(({ data }) => data.path)).toEqual(['later.md', 'w', '../work/docs/undo.md', 'Docs/undo.md'])
  })
})
