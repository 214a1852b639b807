import { createHash } from 'node:crypto'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { type GitObject, objectStream, readObjects, waitForObjects } from '../../src/git/object-stream.ts'
import { inIsolation } from '../support/isolated.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const blobId = (content: string | Buffer): string =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(content)}\0`)
    .update(content)
    .digest('hex')

/** Stores blobs in one process and gives their ids. */
function store(repository: TestRepository, contents: readonly (string | Buffer)[]): string[] {
  const input = Buffer.concat(
    contents.map((content) =>
      Buffer.concat([
        Buffer.from(`blob\ndata ${Buffer.byteLength(content)}\n`),
        Buffer.from(content),
        Buffer.from('\n'),
      ]),
    ),
  )
  const done = repository.tryGit(['fast-import', '--quiet'], { input })
  if (done.status !== 0) throw new Error(done.stderr)
  return contents.map(blobId)
}

/** Two blobs whose ids begin with the same four digits. */
function alike(): [string, string] {
  const seen = new Map<string, string>()
  for (let number = 0; ; number += 1) {
    const start = blobId(String(number)).slice(0, 4)
    const other = seen.get(start)
    if (other !== undefined) return [other, String(number)]
    seen.set(start, String(number))
  }
}

describe('objects', () => {
  test('are given in the order in which they were asked for, and null where there is none', async () => {
    await withRepository(async (repository) => {
      const [a, b] = store(repository, ['a', '']) as [string, string]
      await inIsolation(repository, async (place) => {
        const found = await readObjects(place, [b, '0'.repeat(40), a, 'refs/heads/none', 'not a name at all', a])
        expect(found.map((object) => object?.oid ?? null)).toEqual([b, null, a, null, null, a])
        expect(found[0]).toEqual({ oid: b, type: 'blob', content: Buffer.alloc(0) })
      })
    })
  })

  test('are null for a name that several have', async () => {
    await withRepository(async (repository) => {
      const [a, b] = store(repository, alike()) as [string, string]
      expect(a.slice(0, 4)).toBe(b.slice(0, 4))
      await inIsolation(repository, async (place) => {
        const found = await readObjects(place, [a.slice(0, 4), a.slice(0, 4), a])
        expect(found.map((object) => object?.oid ?? null)).toEqual([null, null, a])
      })
    })
  })

  test('are null for names that look like answers', async () => {
    await withRepository(async (repository) => {
      const [a] = store(repository, ['a']) as [string]
      repository.commit('x', { 'blob 3': 'x' })
      const names = [`${a} blob 3`, `${a} blob`, 'HEAD:no blob 3', 'HEAD:blob 3 ', ' ', '']
      const found = await readObjects({ cwd: repository.dir, env: repository.env, options: [] }, [...names, a])
      expect(found.map((object) => object?.oid ?? null)).toEqual([null, null, null, null, null, null, a])
    })
  })

  test('keep content that looks like answers, of any size around that of a pipe', async () => {
    await withRepository(async (repository) => {
      const answer = `\n${'0'.repeat(40)} missing\n${'1'.repeat(40)} blob 3\nabc\n\0`
      const contents = [0, 1, 4095, 4096, 65_534, 65_535, 65_536, 65_537, 131_072]
        .map((size) => Buffer.alloc(size, answer))
        .concat(Buffer.alloc(5_000_000, answer), Buffer.from('last'))
      const oids = store(repository, contents)
      await inIsolation(repository, async (place) => {
        const found = await readObjects(place, oids)
        const alike = contents.map((content, index) => found[index]?.content.equals(content))
        expect(alike).toEqual(contents.map(() => true))
        expect(found).toHaveLength(contents.length)
      })
    })
  })

  test('come one by one, thousands of them, asked while answers come in', async () => {
    await withRepository(async (repository) => {
      const contents = Array.from({ length: 9000 }, (_, index) => `content ${index}\n`.repeat(index % 7))
      const oids = store(repository, contents)
      await inIsolation(repository, async (place) => {
        const stream = objectStream(place)
        const found: (GitObject | null)[] = []
        await new Promise<void>((resolve) => {
          const ask = (from: number) => {
            for (const oid of oids.slice(from, from + 3000)) stream.ask(oid, take)
          }
          const take = (object: GitObject | null) => {
            found.push(object && { ...object, content: Buffer.from(object.content) })
            if (found.length === oids.length) resolve()
            else if (found.length % 3000 === 1) ask(found.length + 2999)
          }
          ask(0)
        })
        await stream.close()
        expect(found.map((object) => object?.content.toString())).toEqual(contents)
      })
    })
  })

  test('none asked for is fine', async () => {
    await withRepository(async (repository) => {
      await inIsolation(repository, async (place) => {
        await objectStream(place).close()
        expect(await readObjects(place, [])).toEqual([])
      })
    })
  })

  test('that are damaged are as if they were not there, and stop no other', async () => {
    await withRepository(async (repository) => {
      const oid = repository.run('git', ['hash-object', '-w', '--stdin'], { input: 'content' }).stdout.trim()
      const file = join(repository.dir, '.git/objects', oid.slice(0, 2), oid.slice(2))
      chmodSync(file, 0o644)
      writeFileSync(file, 'damaged')
      const [a] = store(repository, ['a']) as [string]
      await inIsolation(repository, async (place) => {
        const found = await readObjects(place, [a, oid, a])
        expect(found.map((object) => object?.oid ?? null)).toEqual([a, null, a])
      })
    })
  })

  test('that their asker cannot take end it all', async () => {
    await withRepository(async (repository) => {
      const [oid] = store(repository, ['a']) as [string]
      await inIsolation(repository, async (place) => {
        const stream = objectStream(place)
        stream.ask(oid, () => {
          throw new RangeError('not this one')
        })
        stream.ask(oid, () => {})
        await expect(stream.close()).rejects.toThrow('not this one')
      })
    })
  })

  test('nobody waits for them any more where git cannot be started', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    try {
      const stream = objectStream({ cwd: '/', env: { PATH: '/nonexistent' }, options: [] })
      await new Promise((resolve) => setTimeout(resolve, 50))
      await expect(stream.close()).rejects.toThrow(/git cannot be started/)
      expect(unhandled).toEqual([])
    } finally {
      process.off('unhandledRejection', note)
    }
  })

  test('asked of no repository are an error, never an absence', async () => {
    await withRepository(async (repository) => {
      const place = { cwd: repository.dir, env: { ...repository.env, GIT_DIR: '/nonexistent' }, options: [] }
      await expect(readObjects(place, ['HEAD'])).rejects.toThrow(CouldNotCheck)
    })
  })
})

test('one that is too large to hold is refused by its size, asked for by itself or beside others; one below it is read', async () => {
  await withRepository(async (repository) => {
    const mebibytes = (count: number) => Buffer.alloc(count * 1024 * 1024, 'a')
    const [small, large] = store(repository, [mebibytes(1), mebibytes(65)]) as [string, string]
    await inIsolation(repository, async (place) => {
      expect((await readObjects(place, [small]))[0]?.content).toHaveLength(1024 * 1024)
      await expect(readObjects(place, [small, large])).rejects.toThrow(`blob ${large} has 68157440 bytes, more than`)
      expect(() => waitForObjects(place, [large])).toThrow(/more than is read/)
    })
  })
})
