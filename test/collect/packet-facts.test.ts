import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packetFacts } from '../../src/collect/packet/packet-facts.ts'
import { openRepository } from '../../src/git/repository.ts'
import type { PacketFacts } from '../../src/packet.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const POLICY = 'version: 1\ntrailers: {}\npaths:\n  - { name: deploy, match: [deploy/] }\n'

const read = async (repository: TestRepository, base: string | null, head: string): Promise<PacketFacts> =>
  await packetFacts(
    await openRepository(repository.dir, repository.env),
    repository.env,
    { kind: 'range', at: 'wall', ref: null, base, head, branch: null, named: null },
    { command: ['precheck'], policy: null },
  )

/** Makes a planned history and gathers what a packet of `base..head` says. */
const gathered = (plan: readonly Planned[], base: string | null = 'base'): Promise<PacketFacts> =>
  withRepository(async (repository) => {
    const ids = makeHistory(repository, plan)
    return await read(repository, base === null ? null : ids[base]!, ids['head']!)
  })

const base = (files: Planned['files'] = {}): Planned => ({ name: 'base', files: { '.precheck.yml': POLICY, ...files } })

describe('commits', () => {
  test('are there with all that they say, oldest first', async () => {
    const { commits } = await gathered([
      base(),
      {
        name: 'one',
        files: { a: '1\n' },
        message: 'Add a\n\nBecause\nof it.\n\nTask-Id: A-1\nX-Note: folded\n value\n',
      },
      { name: 'head', files: { b: '1\n', 'c/d': '1\n' }, message: 'two\nlines\n' },
    ])
    expect(commits.map(({ subject, body, kind, paths }) => ({ subject, body, kind, paths }))).toEqual([
      { subject: 'Add a', body: ['Because', 'of it.'], kind: 'work', paths: ['a'] },
      { subject: 'two lines', body: [], kind: 'work', paths: ['b', 'c/d'] },
    ])
    expect(commits[0]!.trailers.map(({ key, value }) => [key, value])).toEqual([
      ['Task-Id', 'A-1'],
      ['X-Note', 'folded value'],
    ])
  })

  test('of every kind are known by what they are, not by what they say', async () => {
    const { commits } = await gathered([
      base(),
      { name: 'fixup', files: { a: '1\n' }, message: 'fixup! something\n' },
      { name: 'empty', message: 'chore: sign off 1 guarded change\n\nnothing of the kind\n' },
      { name: 'side', on: ['base'], files: { s: '1\n' } },
      { name: 'head', on: ['empty', 'side'], files: { a: '1\n', s: '1\n' }, message: 'Merge\n' },
    ])
    expect(commits.map(({ subject, kind }) => [subject, kind])).toEqual(
      expect.arrayContaining([
        ['fixup! something', 'autosquash'],
        ['chore: sign off 1 guarded change', 'work'],
        ['side', 'work'],
        ['Merge', 'merge'],
      ]),
    )
  })

  test('have their sign-offs apart from their words and trailers, wherever they stand', async () => {
    const blob = '2'.repeat(40)
    const lines = `Signed-off-by: Jane Doe <jane@example.com>\nSign-off-made: 2026-11-21T00:40:00Z\nSign-off-covers: ${'1'.repeat(40)}..\n ${blob} deploy/a\n`
    const indented = lines.replace(/^(?=.)/gm, '    ')
    const { commits } = await gathered([
      base(),
      { name: 'one', files: { a: '1\n' }, message: `one\n\nWords.\n\n${indented}\nMore words.\n\nTask-Id: A-1\n` },
      { name: 'head', files: { a: '2\n' }, message: `two\n\nWords.\n\nTask-Id: A-2\n${lines}Fixes: #1\n` },
    ])
    expect(commits.map(({ body }) => body.filter(Boolean))).toEqual([['Words.', 'More words.'], ['Words.']])
    expect(commits.map(({ trailers }) => trailers.map(({ key }) => key))).toEqual([['Task-Id'], ['Task-Id', 'Fixes']])
    expect(commits.flatMap(({ signOffs }) => signOffs.map(({ text }) => text))).toEqual([lines, lines])
  })

  test('with a NUL byte say what stands before it', async () => {
    const { commits } = await gathered([
      base(),
      { name: 'head', files: { a: '1\n' }, message: 'all good\n\nTask-Id: A-1\n\0\nTask-Id: A-2\n' },
    ])
    expect(commits[0]!.trailers.map(({ value }) => value)).toEqual(['A-1'])
  })
})

describe('files', () => {
  test('are the net change, with what each is by its name and by the policy', async () => {
    const { files, from } = await gathered([
      base({ kept: 'x\n', gone: 'a\nb\n', 'deploy/run.sh': 'x\n' }),
      { name: 'other', on: ['base'], files: { theirs: '1\n' } },
      { name: 'one', on: ['base'], files: { back: '1\n', 'deploy/run.sh': 'y\n', gone: null } },
      {
        name: 'head',
        files: {
          back: null,
          'db/migrations/1.sql': 'x\n',
          bin: { mode: '100755', is: '#!/bin/sh\n' },
          link: { mode: '120000', is: 'kept' },
        },
      },
    ])
    expect(from).toHaveLength(40)
    expect(files.map(({ path, classes, guards, lines }) => [path, classes, guards, lines])).toEqual([
      ['bin', [], [], { added: 1, removed: 0 }],
      ['db/migrations/1.sql', ['migrations'], [], { added: 1, removed: 0 }],
      ['deploy/run.sh', ['deploy'], ['deploy'], { added: 1, removed: 1 }],
      ['gone', [], [], { added: 0, removed: 2 }],
      ['link', [], [], { added: 1, removed: 0 }],
    ])
  })

  test('that moved as they are, are no loss; but an empty file is like any other', async () => {
    const { files } = await gathered([
      base({ 'test/a.test.ts': "it('x', f)\n", 'old.ts': 'text\n', 'empty.txt': '' }),
      {
        name: 'head',
        files: {
          'test/a.test.ts': null,
          'test/b.test.ts': "it('x', f)\n",
          'old.ts': null,
          'new.ts': 'other\n',
          'empty.txt': null,
          'void.txt': '',
        },
      },
    ])
    expect(files.map(({ path, movedFrom, movedTo }) => [path, movedFrom, movedTo])).toEqual([
      ['empty.txt', null, null],
      ['new.ts', null, null],
      ['old.ts', null, null],
      ['test/a.test.ts', null, 'test/b.test.ts'],
      ['test/b.test.ts', 'test/a.test.ts', null],
      ['void.txt', null, null],
    ])
  })

  test('of tests say what was skipped and taken away, but not what was only moved', async () => {
    const { files } = await gathered([
      base({ 'a.test.ts': "it('one', f)\nit('two', f)\nit.skip('old', f)\n", 'src/app.ts': 'x\n' }),
      {
        name: 'head',
        files: {
          'a.test.ts': "it.skip('one', f)\n",
          'b.test.ts': "it.skip('old', f)\n",
          'src/app.ts': "it.skip('no test', f)\n",
        },
      },
    ])
    const of = (path: string) => files.find((file) => file.path === path)!
    expect([of('a.test.ts').skips, of('a.test.ts').tests]).toEqual([["it.skip('one', f)"], { added: 1, removed: 3 }])
    expect([of('b.test.ts').skips, of('src/app.ts').skips]).toEqual([[], []])
  })

  test('have the lines that say that something is left to do, unless they were there', async () => {
    const { files } = await gathered([
      base({ a: '// TODO: old\n', 'package-lock.json': '{}\n' }),
      {
        name: 'head',
        files: { a: '// TODO: new\nfine\n', b: '// TODO: old\n', 'package-lock.json': '{ "TODO": 1 }\n' },
      },
    ])
    expect(files.map(({ path, unfinished }) => [path, unfinished])).toEqual([
      ['a', ['// TODO: new']],
      ['b', []],
      ['package-lock.json', []],
    ])
  })

  test('of locks are told in packages', async () => {
    const lock = (packages: object) => `${JSON.stringify({ lockfileVersion: 3, packages })}\n`
    const entry = (host: string) => ({
      version: '1.0.0',
      resolved: `https://${host}/a/-/a-1.0.0.tgz`,
      integrity: 'sha512-YQ==',
    })
    const { files } = await gathered([
      base({ 'package-lock.json': lock({ 'node_modules/a': entry('registry.npmjs.org') }), 'other.lock': 'x\n' }),
      {
        name: 'head',
        files: {
          'package-lock.json': lock({ 'node_modules/a': entry('evil.example') }),
          'web/yarn.lock': 'no lock at all: [',
        },
      },
    ])
    expect(
      files.map(({ path, packages }) => [path, packages?.map(({ kind, name }) => `${kind} ${name}`) ?? null]),
    ).toEqual([
      ['package-lock.json', ['moved a']],
      ['web/yarn.lock', null],
    ])
  })

  test('of a range without a base are all that there is', async () => {
    const { files, from, commits } = await gathered(
      [
        { name: 'one', files: { a: '1\n' } },
        { name: 'head', files: { b: '1\n' } },
      ],
      null,
    )
    expect([from, files.map(({ path }) => path), commits.length]).toEqual([null, ['a', 'b'], 2])
  })
})

describe('what messages name', () => {
  test('is held against the change and the tree', async () => {
    const { mentions } = await gathered([
      base({ 'docs/guide.md': 'x\n', 'src/kept.ts': 'x\n' }),
      {
        name: 'one',
        files: { 'src/pay.ts': '1\n', 'src/brief.ts': '1\n' },
        message:
          'Add pay.ts\n\nAs guide.md says; src/brief.ts, src/nowhere.ts and other/kept.ts.\n\nTests-Run: vitest test/pay.test.ts (2 passed)\n',
      },
      {
        name: 'head',
        files: { 'src/brief.ts': null, 'test_pay.py': 'def test_refund():\n    pass\n' },
        message: 'Add test_refund and test_charge\n',
      },
    ])
    expect(mentions.map(({ name, what, is }) => [name, what, is])).toEqual([
      ['pay.ts', 'file', 'changed'],
      ['guide.md', 'file', 'unchanged'],
      ['src/brief.ts', 'file', 'taken-back'],
      ['src/nowhere.ts', 'file', 'absent'],
      ['other/kept.ts', 'file', 'absent'],
      ['test/pay.test.ts', 'file', 'absent'],
      ['test_refund', 'test', 'changed'],
      ['test_charge', 'test', 'absent'],
    ])
  })

  test('in what git wrote itself is nobody’s claim', async () => {
    const { mentions } = await gathered([
      base(),
      { name: 'side', on: ['base'], files: { s: '1\n' } },
      { name: 'one', on: ['base'], files: { a: '1\n' } },
      {
        name: 'head',
        on: ['one', 'side'],
        files: { s: '1\n' },
        message: 'Merge\n\n# Conflicts:\n#\tsrc/app.ts\nsrc/other.ts\n',
      },
    ])
    expect(mentions).toEqual([])
  })
})

describe('facts that cannot be had', () => {
  const damaged = (path: string, plan: readonly Planned[]): Promise<PacketFacts> =>
    withRepository(async (repository) => {
      const ids = makeHistory(repository, plan)
      repository.git('repack', '-q', '-a', '-d')
      const pack = repository.run('sh', [
        '-c',
        'mv .git/objects/pack/*.pack x && rm -f .git/objects/pack/* && git unpack-objects -q <x',
      ])
      expect(pack.status).toBe(0)
      const oid = repository.git('rev-parse', path)
      rmSync(join(repository.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)))
      return await read(repository, ids['base']!, ids['head']!)
    })

  test('make no packet in which nothing happened', async () => {
    const plan = [base(), { name: 'head', files: { a: '1\n' } }]
    const facts = await damaged('head:a', plan)
    expect(facts.report?.verdict).toBe('pass')
    expect(facts.unread).toMatch(/failed|unable to read/)
    expect([facts.commits, facts.files]).toEqual([[], []])
  })

  test('are missed by the check as well, where it needs them', async () => {
    const facts = await damaged('head^{tree}', [base(), { name: 'head', files: { a: '1\n' } }])
    expect(facts.report?.verdict).toBe('incomplete')
    expect(facts.unread).not.toBeNull()
  })

  test('of two histories have nothing in common', async () => {
    const facts = await gathered([base(), { name: 'head', on: [], files: { a: '1\n' } }])
    expect(facts.report?.verdict).toBe('incomplete')
    expect(facts.unread).toBe('base and head have no common history')
  })
})

test('without a policy on either side there is a packet, and no verdict', async () => {
  const facts = await gathered([
    { name: 'base', files: { a: '1\n' } },
    { name: 'head', files: { a: '2\n', '.github/workflows/ci.yml': 'x\n' } },
  ])
  expect([facts.report, facts.unread, facts.trailers]).toEqual([null, null, []])
  expect(facts.files.map(({ classes, guards }) => [classes, guards])).toEqual([
    [['ci'], []],
    [[], []],
  ])
})

test('what the repository says of diffs and attributes has no say', () =>
  withRepository(async (repository) => {
    const ids = makeHistory(repository, [
      base({ '.gitattributes': '* -diff linguist-generated\n', a: '1\n' }),
      { name: 'head', files: { a: '2\n' } },
    ])
    repository.git('config', 'diff.external', '/bin/false')
    repository.git('replace', ids['head']!, ids['base']!)
    const { files, commits } = await read(repository, ids['base']!, ids['head']!)
    expect(files.map(({ path, lines }) => [path, lines])).toEqual([['a', { added: 1, removed: 1 }]])
    expect(commits).toHaveLength(1)
  }))
