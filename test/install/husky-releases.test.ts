import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { isKnownRelease, releaseWriting } from '../../src/install/husky-releases.ts'

test('the husky that comes with precheck is known, and what it writes', () => {
  const husky = dirname(createRequire(import.meta.url).resolve('husky'))
  const { version } = JSON.parse(readFileSync(join(husky, 'package.json'), 'utf8')) as { version: string }
  expect(isKnownRelease(version), `add ${version} to src/install/husky-releases.ts`).toBe(true)
  expect(releaseWriting(readFileSync(join(husky, 'husky'), 'utf8'))).toBe(version)
})

test('a text that no release writes is told, and so is a version that was never released', () => {
  expect(releaseWriting('#!/usr/bin/env sh\nexit 0\n')).toBe(null)
  expect(isKnownRelease('9.0.0')).toBe(false)
  expect(isKnownRelease('9.1')).toBe(false)
})
