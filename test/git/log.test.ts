import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CouldNotCheck, UsageError } from '../../src/errors.ts'
import { type LoggedCommit, readLog, startLog, walkLog } from '../../src/git/log.ts'
import { rawCommit } from '../support/example.ts'
import { makeHistory } from '../support/history.ts'
import { inIsolation } from '../support/isolated.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const walk = (repository: TestRepository, ...revisions: string[]) =>
  inIsolation(repository, async (place, { objectFormat }) => {
    const found: LoggedCommit[] = []
    await walkLog(
      place,
      objectFormat,
      revisions,
      () => true,
      (commit) => found.push(commit),
    )
    return found
  })

/** Subject, and each change as `parent:path old-mode new-mode`. */
const told = (commits: readonly LoggedCommit[]) =>
  commits.map(({ object, changes }) => [
    object.message.split('\n', 1)[0],
    ...changes.map(({ parent, path, old, new: now }) => `${parent}:${path} ${old.mode} ${now.mode}`),
  ])

describe('a walk', () => {
  test('gives children before parents, each with what it changes, roots with all they have', async () => {
    await withRepository(async (repository) => {
      const { main } = makeHistory(repository, [
        { name: 'root', files: { a: '1', b: '1' } },
        { name: 'empty' },
        { name: 'main', files: { a: null, b: '2' } },
      ])
      const commits = await walk(repository, main!)
      expect(told(commits)).toEqual([
        ['main', '0:a 100644 000000', '0:b 100644 100644'],
        ['empty'],
        ['root', '0:a 000000 100644', '0:b 000000 100644'],
      ])
      expect(commits.map(({ empty }) => empty)).toEqual([false, true, false])
    })
  })

  test('knows an empty commit from one whose changes are not watched', async () => {
    await withRepository(async (repository) => {
      const { main, root } = makeHistory(repository, [{ name: 'root' }, { name: 'main', files: { a: '1' } }])
      await inIsolation(repository, async (place) => {
        const empty: Record<string, boolean> = {}
        await walkLog(
          place,
          'sha1',
          [main!],
          () => false,
          (commit) => {
            empty[commit.sha] = commit.empty
            expect(commit.changes).toEqual([])
          },
        )
        expect(empty).toEqual({ [main!]: false, [root!]: true })
      })
    })
  })

  test('compares merges with each of their parents, an octopus too', async () => {
    await withRepository(async (repository) => {
      const { main } = makeHistory(repository, [
        { name: 'root', files: { a: '1' } },
        { name: 'one', files: { b: '1' } },
        { name: 'two', on: ['root'], files: { c: '1' } },
        { name: 'three', on: ['root'], files: { d: '1' } },
        { name: 'octopus', on: ['one', 'two', 'three'], files: { c: '1', d: '1', evil: '1' } },
        { name: 'same', on: ['octopus', 'root'] },
        { name: 'main', on: ['same', 'same'], files: { a: '2' } },
      ])
      const commits = await walk(repository, main!)
      const bySubject: Record<string, readonly (string | undefined)[]> = {}
      for (const [subject, ...changes] of told(commits)) bySubject[subject!] = changes
      expect(bySubject['octopus']).toEqual([
        '0:c 000000 100644',
        '0:d 000000 100644',
        '0:evil 000000 100644',
        '1:b 000000 100644',
        '1:d 000000 100644',
        '1:evil 000000 100644',
        '2:b 000000 100644',
        '2:c 000000 100644',
        '2:evil 000000 100644',
      ])
      expect(bySubject['same']).toEqual([
        '1:b 000000 100644',
        '1:c 000000 100644',
        '1:d 000000 100644',
        '1:evil 000000 100644',
      ])
      // Once for each time that it names the parent.
      expect(bySubject['main']).toEqual(['0:a 100644 100644', '0:a 100644 100644'])
    })
  })

  test('does not compare a commit with one parent again and again', async () => {
    await withRepository(async (repository) => {
      const { a, b } = makeHistory(repository, [
        { name: 'a', files: { a: '1' } },
        { name: 'b', files: { b: '1' } },
      ])
      const tree = repository.git('rev-parse', `${b}^{tree}`)
      const person = 'Ann Author <ann@example.com> 1700009999 +0000'
      const merge = (...parents: string[]) => {
        const input = `tree ${tree}\n${parents.map((id) => `parent ${id}\n`).join('')}author ${person}\ncommitter ${person}\n\nx\n`
        return repository.run('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { input }).stdout.trim()
      }
      await expect(walk(repository, merge(...Array(5).fill(a!)))).rejects.toThrow(/names a parent again and again/)
      expect(await walk(repository, merge(a!, a!, a!, a!))).toHaveLength(2)
      expect(await walk(repository, merge(a!, b!))).toHaveLength(3)
    })
  })

  test('is not led astray by subjects that look like what git prints', async () => {
    await withRepository(async (repository) => {
      const { root } = makeHistory(repository, [{ name: 'root', files: { a: '1' } }])
      const forged = ` (from ${'1'.repeat(40)}) x`
      const entry = `:100644 100644 ${'1'.repeat(40)} ${'2'.repeat(40)} M\0a`
      const { main } = makeHistory(repository, [
        { name: 'one', on: [root!], files: { b: '1' }, message: `(from ${root}) x` },
        { name: 'two', on: [root!], files: { c: '1' }, message: forged },
        { name: 'merge', on: ['one', 'two'], files: { c: '1', d: '1' }, message: `(from ${root}) x` },
        { name: 'clean', on: ['merge', 'two'], message: '(from two' },
        { name: 'main', files: { e: '1' }, message: '' },
      ])
      const commits = await walk(repository, main!)
      expect(commits.map(({ changes }) => changes.length)).toEqual([1, 2, 4, 1, 1, 1])
      repository.git('checkout', '-q', 'main')
      repository.write('f', '1')
      repository.git('add', 'f')
      const odd = rawCommit(repository, `${entry}\0${'1'.repeat(40)} x\n`)
      const [commit] = await walk(repository, odd, `^${main}`)
      expect(commit!.changes.map(({ path }) => path)).toEqual(['f'])
      expect(commit!.object.message).toBe(`${entry}\0${'1'.repeat(40)} x\n`)
    })
  })

  test('gives every commit of a long history once, though the listing runs far ahead of the reading', async () => {
    await withRepository(async (repository) => {
      const plan = Array.from({ length: 10_000 }, (_, index) => ({ name: `c${index}`, files: { a: `${index}` } }))
      const names = plan.map(
        ({ name }, index) =>
          `commit refs/heads/main\nmark :${index + 1}\ncommitter A <a@example.com> ${index} +0000\ndata ${name.length}\n${name}\n${index > 0 ? `from :${index}\n` : ''}M 100644 inline a\ndata ${name.length}\n${name}\n\n`,
      )
      const done = repository.tryGit(['fast-import', '--quiet'], { input: names.join('') })
      expect(done.status, done.stderr).toBe(0)
      const commits = await walk(repository, repository.git('rev-parse', 'main'))
      expect(commits).toHaveLength(plan.length)
      expect(new Set(commits.map(({ sha }) => sha)).size).toBe(plan.length)
      expect(commits.filter(({ changes }) => changes.length === 1)).toHaveLength(plan.length)
      expect(commits.at(0)!.object.message).toBe('c9999')
    })
  })

  test('of nothing is nothing', async () => {
    await withRepository(async (repository) => {
      const { main } = makeHistory(repository, [{ name: 'main', files: { a: '1' } }])
      expect(await walk(repository, main!, `^${main}`)).toEqual([])
    })
  })
})

describe('a walk ends with an error', () => {
  test('where a commit is not there, or its parent', async () => {
    await withRepository(async (repository) => {
      makeHistory(repository, [{ name: 'main', files: { a: '1' } }])
      await expect(walk(repository, '1'.repeat(40))).rejects.toThrow(CouldNotCheck)
      const tree = repository.git('rev-parse', 'main^{tree}')
      const raw = `tree ${tree}\nparent ${'1'.repeat(40)}\nauthor A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\n\nx\n`
      const orphan = repository
        .run('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { input: raw })
        .stdout.trim()
      await expect(walk(repository, orphan)).rejects.toThrow(CouldNotCheck)
    })
  })

  test.each(['main^{tree}', 'main:folder'])('where %s is not there', async (name) => {
    await withRepository(async (repository) => {
      repository.git('config', 'fastimport.unpackLimit', '10000')
      makeHistory(repository, [{ name: 'main', files: { a: '1', 'folder/b': '1' } }])
      const oid = repository.git('rev-parse', name)
      rmSync(join(repository.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)))
      await expect(walk(repository, repository.git('rev-parse', 'main'))).rejects.toThrow(CouldNotCheck)
    })
  })

  test('where whoever asked cannot go on', async () => {
    await withRepository(async (repository) => {
      const { main } = makeHistory(repository, [
        { name: 'root', files: { a: '1' } },
        { name: 'main', files: { b: '1' } },
      ])
      await inIsolation(repository, async (place) => {
        const refusing = (what: string) => () => {
          throw new RangeError(what)
        }
        await expect(walkLog(place, 'sha1', [main!], () => true, refusing('commit'))).rejects.toThrow('commit')
        await expect(walkLog(place, 'sha1', [main!], refusing('watch'), () => {})).rejects.toThrow('watch')
      })
    })
  })

  test('where git cannot be started for the listing, and no reader of objects is left behind', async () => {
    await withRepository(async ({ dir }) => {
      const ended = join(dir, 'ended')
      writeFileSync(join(dir, 'git'), `#!/bin/sh\nwhile read -r line; do :; done\n: >'${ended}'\n`, { mode: 0o755 })
      const at = (path: string) => ({ cwd: dir, env: { PATH: path }, options: [] })
      const log = startLog(at('/nonexistent'), ['HEAD'])
      const read = async () =>
        await readLog(
          at(dir),
          'sha1',
          log,
          () => true,
          () => {},
        )
      await expect(read()).rejects.toThrow(UsageError)
      expect(existsSync(ended)).toBe(true)
    })
  })
})

/** Offset of a commit's first parent in the commit-graph: chunks are listed after eight bytes, each by name and offset. */
function parentsInGraph(graph: Buffer, commit: string): number {
  const chunk = (name: string): number => Number(graph.readBigUInt64BE(graph.indexOf(name) + 4))
  const count = graph.readUInt32BE(chunk('OIDF') + 4 * 255)
  for (let row = 0; row < count; row += 1) {
    const at = chunk('OIDL') + row * 20
    if (graph.toString('hex', at, at + 20) === commit) return chunk('CDAT') + row * 36 + 20
  }
  throw new Error('not in the graph')
}

describe('what is kept beside the objects has no say', () => {
  const plan = [
    { name: 'root', files: { a: '1' } },
    { name: 'middle', files: { guarded: '1' } },
    { name: 'main', files: { b: '1' } },
  ]
  const subjects = async (repository: TestRepository) =>
    (await walk(repository, repository.git('rev-parse', 'main'))).map(({ object }) => object.message)
  /** What git says without any of our settings. */
  const believed = (repository: TestRepository) => repository.git('log', '--format=%s', 'main').split('\n')

  test('replace refs', async () => {
    await withRepository(async (repository) => {
      const { main, root } = makeHistory(repository, plan)
      const forged = repository.git('commit-tree', `${main}^{tree}`, '-p', root!, '-m', 'forged')
      repository.git('replace', main!, forged)
      expect(believed(repository)).toEqual(['forged', 'root'])
      expect(await subjects(repository)).toEqual(['main', 'middle', 'root'])
    })
  })

  test('grafts', async () => {
    await withRepository(async (repository) => {
      const { main, root } = makeHistory(repository, plan)
      repository.write('.git/info/grafts', `${main} ${root}\n`)
      expect(believed(repository)).toEqual(['main', 'root'])
      expect(await subjects(repository)).toEqual(['main', 'middle', 'root'])
    })
  })

  test('a commit-graph', async () => {
    await withRepository(async (repository) => {
      const { main } = makeHistory(repository, plan)
      repository.git('commit-graph', 'write', '--reachable')
      const file = join(repository.dir, '.git/objects/info/commit-graph')
      const graph = readFileSync(file)
      graph.writeUInt32BE(0x70000000, parentsInGraph(graph, main!))
      rmSync(file)
      writeFileSync(file, graph)
      expect(believed(repository)).toEqual(['main'])
      expect(await subjects(repository)).toEqual(['main', 'middle', 'root'])
    })
  })

  test('notes, decorations and signatures that the configuration would show', async () => {
    await withRepository(async (repository) => {
      makeHistory(repository, plan)
      repository.git('notes', 'add', '-m', ':100644 note', 'main')
      appendFileSync(
        join(repository.dir, '.git/config'),
        `[log]
	showSignature = true
	decorate = full
	abbrevCommit = true
	showRoot = false
	diffMerges = off
	follow = true
[notes]
	displayRef = *
[diff]
	renames = copies
	noprefix = true
	orderFile = /dev/null
	ignoreSubmodules = all
[color]
	ui = always
[core]
	quotePath = false
	abbrev = 4
[format]
	pretty = raw
`,
      )
      expect(repository.git('config', 'format.pretty')).toBe('raw')
      expect(await subjects(repository)).toEqual(['main', 'middle', 'root'])
      expect(readdirSync(join(repository.dir, '.git'))).toContain('config')
    })
  })
})
