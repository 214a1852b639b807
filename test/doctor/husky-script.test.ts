import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { huskyScript } from '../../src/doctor/husky-script.ts'
import { lookAt } from '../../src/install/look.ts'
import { putHusky } from '../install/installed.ts'

const AGAIN = 'broken; npx --no-install husky'

/** A work tree with husky among its packages: what husky copies to `_/h`, and what is said of a text that stands there. */
function withHusky() {
  const dir = mkdtempSync(join(tmpdir(), 'precheck-husky-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  putHusky(dir)
  mkdirSync(join(dir, '.husky/_'), { recursive: true })
  const script = join(dir, '.husky/_/h')
  const said = () => {
    const roots = { topLevel: dir, commonDir: join(dir, '.git') }
    const existing = lookAt(roots, ['work:.husky/_/h'])
    return huskyScript({ roots, existing, hooksPath: [], packageFolder: '' }).map(
      ({ state, fix }) => `${state}; ${fix}`,
    )
  }
  const saidOf = (text: string) => {
    writeFileSync(script, text)
    return said()[0]
  }
  const copy = join(dir, 'node_modules/husky/husky')
  const written = readFileSync(copy, 'utf8')
  return { dir, script, copy, written, edited: written.replace('\n', '\nexit 0\n'), said, saidOf }
}

test('as a known release writes it, whichever is installed', () => {
  const { saidOf, written, dir } = withHusky()
  expect(saidOf(written)).toBe('ok; null')
  expect(saidOf(written.replaceAll('\n', '\r\n')), 'a checkout that ends lines so').toBe('ok; null')
  const older = written.replace('"node_modules/.bin:$PATH"', 'node_modules/.bin:$PATH').replace(/\n$/, '')
  expect(saidOf(older), '9.1.2').toBe('ok; null')
  rmSync(join(dir, 'node_modules'), { recursive: true })
  expect(saidOf(written), 'without any').toBe('ok; null')
})

test('edited, or a link to what is not tracked', () => {
  const { saidOf, said, written, edited, script, copy } = withHusky()
  expect(saidOf(edited)).toBe(AGAIN)
  expect(saidOf(written.replace('/$n\n', '/$n\r\n')), 'a CR makes it look for another file').toBe(AGAIN)
  expect(saidOf('')).toBe(AGAIN)
  rmSync(script)
  expect(said(), 'of one that is missing each hook says so').toEqual([])
  symlinkSync(copy, script)
  expect(said()).toEqual([AGAIN])
})

test("husky's own copy is edited as well", () => {
  const { saidOf, edited, copy } = withHusky()
  writeFileSync(copy, edited)
  expect(saidOf(edited)).toMatch(/^broken; take node_modules\/husky away, where it is edited too/)
})

test('a husky that nobody here knows may write another: never called broken', () => {
  const { saidOf, edited, copy, dir } = withHusky()
  writeFileSync(join(dir, 'node_modules/husky/package.json'), '{ "version": "9.99.0", "exports": "./index.js" }')
  writeFileSync(copy, edited)
  expect(saidOf(edited)).toBe('ok; null')
  expect(saidOf(`${edited}#`)).toMatch(/^look; read it/)
  writeFileSync(join(dir, 'node_modules/husky/package.json'), '{ "version": { "9": 1 }, "exports": "./index.js" }')
  rmSync(copy)
  expect(saidOf(edited)).toMatch(/^look; read it/)
  rmSync(join(dir, 'node_modules'), { recursive: true })
  expect(saidOf(edited)).toMatch(/^look; read it/)
})
