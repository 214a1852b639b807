import { describe, expect, test, vi } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { runGit } from '../../src/git/process.ts'
import { RAW_DIFF_OPTIONS, type RawChange, RawDiffReader, readRawDiff } from '../../src/git/raw-diff.ts'
import { makeHistory } from '../support/history.ts'
import { inIsolation } from '../support/isolated.ts'
import { withRepository } from '../support/repository.ts'

const ONE = '1'.repeat(40)
const TWO = '2'.repeat(40)
const NONE = '0'.repeat(40)
const ENTRY = `:100644 100755 ${ONE} ${TWO} M\0`

const everything = () => true
const read = (bytes: Buffer) => readRawDiff(bytes, 'sha1', everything)

describe('a raw diff', () => {
  /** Everything that could be taken for the end of something, and paths that look like entries and headers. */
  const hostile = [`:100644 100644 ${ONE} ${TWO} M`, `${ONE} subject`, ':', 'a\nb', ' ', '\t', '"quoted"', 'é\u0301']
  const words = [`${ONE} a subject`, ...hostile.flatMap((path) => [ENTRY.slice(0, -1), path]), `${TWO} (from ${ONE})`]
  const bytes = Buffer.concat([
    Buffer.from(words.map((word) => `${word}\0`).join('')),
    Buffer.from(`:000000 120000 ${NONE} ${ONE} A\0`),
    Buffer.from([0x66, 0xff, 0xfe, 0]),
  ])

  const readIn = (chunks: readonly Buffer[]) => {
    const headers: string[] = []
    const changes: RawChange[] = []
    const reader = new RawDiffReader(
      'sha1',
      everything,
      (words, start, end) => headers.push(words.toString('utf8', start, end)),
      (change) => changes.push(change),
    )
    for (const chunk of chunks) reader.push(chunk)
    reader.end()
    return { headers, changes, entries: reader.entries }
  }

  test('is entries and headers, whatever a path looks like', () => {
    const { headers, changes, entries } = readIn([bytes])
    expect(headers).toEqual([words[0], words.at(-1)])
    expect(changes.map(({ path }) => path)).toEqual([...hostile, 'f\udcff\udcfe'])
    expect(entries).toBe(changes.length)
    expect(changes[0]).toEqual({
      path: hostile[0],
      old: { mode: '100644', oid: ONE },
      new: { mode: '100755', oid: TWO },
    })
    expect(changes.at(-1)).toMatchObject({ old: { mode: '000000', oid: NONE }, new: { mode: '120000', oid: ONE } })
  })

  test('is the same wherever it is cut in two', () => {
    const whole = readIn([bytes])
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(readIn([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole)
    }
  })

  test('is the same byte by byte', () => {
    expect(readIn([...bytes].map((byte) => Buffer.from([byte])))).toEqual(readIn([bytes]))
  })

  test('that ends anywhere but behind a whole entry is an error', () => {
    const entry = Buffer.from(`${ENTRY}path\0`)
    for (let at = 1; at < entry.length; at += 1) {
      expect(() => read(entry.subarray(0, at)), `cut at ${at}`).toThrow(CouldNotCheck)
    }
    expect(read(entry)).toHaveLength(1)
    expect(read(Buffer.alloc(0))).toEqual([])
  })

  test('with entries of another form, or something else between them, is an error', () => {
    expect(() => read(Buffer.from(`:100644 100644 ${ONE.slice(1)} ${TWO} M\0path\0`))).toThrow('form')
    expect(() => readRawDiff(Buffer.from(`${ENTRY}path\0`), 'sha256', everything)).toThrow('form')
    expect(() => read(Buffer.from('warning\0'))).toThrow('something else')
  })

  test('asks about a path once, counts all, and keeps what is watched', () => {
    const asked: string[] = []
    const changes: RawChange[] = []
    const watch = (path: string) => asked.push(path) > 0 && path === 'kept'
    const reader = new RawDiffReader(
      'sha1',
      watch,
      () => {},
      (change) => changes.push(change),
    )
    for (const path of ['kept', 'other', 'kept', 'other']) reader.push(Buffer.from(`${ENTRY}${path}\0`))
    reader.end()
    expect(asked).toEqual(['kept', 'other'])
    expect(changes.map(({ path }) => path)).toEqual(['kept', 'kept'])
    expect(reader.entries).toBe(4)
  })
})

test('a header that comes in many chunks is put together once', () => {
  const headers: string[] = []
  const reader = new RawDiffReader(
    'sha1',
    everything,
    (bytes, start, end) => headers.push(bytes.toString('latin1', start, end)),
    () => {},
  )
  const concat = vi.spyOn(Buffer, 'concat')
  try {
    for (let chunk = 0; chunk < 1_000; chunk += 1) reader.push(Buffer.from('abcdefgh'))
    reader.push(Buffer.from('end\0next'))
    reader.push(Buffer.from(' one\0'))
    reader.end()
    expect(concat).toHaveBeenCalledTimes(2)
  } finally {
    concat.mockRestore()
  }
  expect(headers).toEqual([`${'abcdefgh'.repeat(1_000)}end`, 'next one'])
})

describe.each(['sha1', 'sha256'] as const)('git’s own raw diff in a %s repository', (objectFormat) => {
  test('gives every path as it is, and both ends of a rename', async () => {
    await withRepository(
      async (repository) => {
        const odd = [':100644', 'a\nb', '\udcff\udc80', 'tab\t', '"q"', 'back\\slash', 'é', 'e\u0301', ' ']
        const text = 'the same text\n'.repeat(20)
        const ids = makeHistory(repository, [
          { name: 'before', files: { 'old/name': text, gone: '1', mode: 'x', type: 'x' } },
          {
            name: 'after',
            files: {
              ...Object.fromEntries(odd.map((path) => [path, 'new'])),
              'old/name': null,
              'new/name': text,
              gone: null,
              mode: { mode: '100755', is: 'x' },
              type: { mode: '120000', is: 'x' },
            },
          },
        ])
        await inIsolation(repository, async (place) => {
          const out = await runGit(place, ['diff-tree', ...RAW_DIFF_OPTIONS, ids['before']!, ids['after']!])
          const found = new Map(readRawDiff(out, objectFormat, everything).map((change) => [change.path, change]))
          expect([...found.keys()].sort()).toEqual([...odd, 'old/name', 'new/name', 'gone', 'mode', 'type'].sort())
          const modes = (path: string) => [found.get(path)!.old.mode, found.get(path)!.new.mode]
          expect(modes('old/name')).toEqual(['100644', '000000'])
          expect(modes('new/name')).toEqual(['000000', '100644'])
          expect(modes('mode')).toEqual(['100644', '100755'])
          expect(modes('type')).toEqual(['100644', '120000'])
          expect(found.get('mode')!.old.oid).toBe(found.get('mode')!.new.oid)
        })
      },
      { init: [`--object-format=${objectFormat}`] },
    )
  })
})
