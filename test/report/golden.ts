import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect } from 'vitest'

/**
 * Holds a text against the golden file of that name. A file that is missing fails the test; only `UPDATE_GOLDEN=1`
 * writes one.
 */
export function expectGolden(name: string, text: string, update = process.env.UPDATE_GOLDEN === '1'): void {
  const file = new URL(`golden/${name}`, import.meta.url).pathname
  if (update) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
}
