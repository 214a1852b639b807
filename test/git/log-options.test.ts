import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { messagesWithSignOffs } from '../../src/collect/sign-offs/landed-covers.ts'
import { SIGN_OFF_REFLOG, signedHere, signedLine } from '../../src/collect/sign-offs/signed-here.ts'
import { openRepository } from '../../src/git/repository.ts'
import { writeBlock } from '../../src/signoff/block.ts'
import { aSignOff } from '../signoff/given.ts'
import { file, jane } from '../signoff/sign-offs.ts'
import { makeHistory } from '../support/history.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const step = { path: 'é', old: file('a'), new: file('b') }
const MESSAGE = `Sign É\n\n${writeBlock(aSignOff([step], { signer: { ...jane, name: 'Jané' } }))}`

/** A commit that carries a sign-off, and a signature at which plain git has a program look; HEAD is moved to it. */
function makeSigned(repository: TestRepository): void {
  const { root } = makeHistory(repository, [{ name: 'root', files: { a: '1' } }])
  const tree = repository.git('rev-parse', `${root}^{tree}`)
  const person = 'Ann Author <ann@example.com> 1700009999 +0000'
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----'
  const input = `tree ${tree}\nparent ${root}\nauthor ${person}\ncommitter ${person}\n${signature}\n\n${MESSAGE}`
  const commit = repository.run('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { input }).stdout.trim()
  repository.git('update-ref', '-m', SIGN_OFF_REFLOG, 'HEAD', commit)
}

const read = async (repository: TestRepository) => {
  const { place } = await openRepository(repository.dir, repository.env)
  const messages = async (...revisions: readonly string[]) =>
    (await messagesWithSignOffs(place, revisions)).filter((message) => message !== '')
  return {
    branch: await messages('HEAD'),
    reflog: await messages('--walk-reflogs', 'HEAD'),
    here: await signedHere(place),
  }
}

const SETTINGS: readonly (readonly [string, string])[] = [
  ['log.showSignature', 'true'],
  ['i18n.logOutputEncoding', 'UTF-16'],
  ['i18n.logOutputEncoding', 'ISO-8859-1'],
  ['grep.patternType', 'fixed'],
  ['grep.patternType', 'extended'],
  ['log.decorate', 'full'],
  ['color.ui', 'always'],
]

test.each(SETTINGS)('%s=%s neither starts a program nor bends what a log says', async (key, value) => {
  await withRepository(async (repository) => {
    makeSigned(repository)
    const marker = join(repository.dir, '../marker')
    const program = join(repository.dir, '../gpg')
    writeFileSync(program, `#!/bin/sh\necho "$0 $*" >>'${marker}'\nexit 1\n`, { mode: 0o755 })
    repository.git('config', 'gpg.program', program)
    repository.git('config', key, value)
    expect(await read(repository)).toEqual({
      branch: [MESSAGE],
      reflog: [MESSAGE],
      here: new Set([signedLine(jane.email, step)]),
    })
    expect(existsSync(marker)).toBe(false)
    repository.tryGit(['log'])
    expect(existsSync(marker), 'plain git starts it').toBe(key === 'log.showSignature')
    rmSync(marker, { force: true })
  })
})

test('every log of ours has these options', () => {
  const src = fileURLToPath(new URL('../../src', import.meta.url))
  const logs = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const calls = readFileSync(join(src, name), 'utf8').match(/\[\s*'log',\s*\S+/g) ?? []
      return calls.map((call) => ({ name, pinned: call.endsWith('...LOG_OPTIONS,') }))
    })
  const open = logs.filter(({ pinned }) => !pinned).map(({ name }) => name)
  // Names of people are asked for as the mailmap has them; what could bend them is pinned there.
  expect(open).toEqual(['install/recent-authors.ts'])
  expect(logs.length).toBeGreaterThan(5)
})
