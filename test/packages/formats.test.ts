import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readLock } from '../../src/packages/locked.ts'
import { locks } from './locks/index.ts'

describe('the packages of a lock file', () => {
  test.each(locks)('$title', ({ path, text, packages }) => {
    expect(readLock(path, text)).toEqual({ packages, why: null })
  })

  test.each(locks)('$title, with the line breaks of Windows and a byte order mark', ({ path, text, packages }) => {
    expect(readLock(path, `\ufeff${text.replaceAll('\n', '\r\n')}`).packages).toEqual(packages)
  })

  test('are found under a name in other letters, which some systems open as the same file', () => {
    const { text, packages } = locks[0]!
    expect(readLock('web/Package-Lock.JSON', text).packages).toEqual(packages)
  })

  test('are unknown of a format that is not read, without a reason', () => {
    expect(readLock('bun.lockb', 'x')).toEqual({ packages: null, why: null })
    expect(readLock('src/package-lock.json.ts', '{}')).toEqual({ packages: null, why: null })
  })

  test('of this project are all from one registry, and all held to a hash', () => {
    const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')
    const found = readLock('package-lock.json', text).packages ?? []
    expect(found.length).toBeGreaterThan(50)
    expect(new Set(found.map(({ source }) => source)).size).toBe(1)
    expect(found.filter(({ integrity }) => !integrity?.startsWith('sha512-'))).toEqual([])
  })

  test.each(['yarn.lock', 'go.sum', 'Cargo.lock', 'gradle.lockfile'])('are none in an empty %s', (path) => {
    expect(readLock(path, '').packages).toEqual([])
  })
})
