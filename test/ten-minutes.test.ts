import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Ran, TestRepository } from './support/repository.ts'

const TOP = new URL('..', import.meta.url).pathname

/**
 * The first ten minutes of a stranger: the packed package installed in a repository of their own, adopted, worked under by
 * an agent, checked as a CI checks, signed off by a person, squashed as a forge squashes. Each step goes on from the one
 * before, in real repositories, and nothing is called that a stranger would not type.
 */
const root = mkdtempSync(join(tmpdir(), 'precheck-ten-minutes-'))
const shop = join(root, 'shop')
mkdirSync(shop)
const work = new TestRepository(shop, root)

const AGENT = { CLAUDECODE: '1' }
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(shop, path)), { recursive: true })
  writeFileSync(join(shop, path), text)
}
const npm = (args: readonly string[], cwd: string): Ran =>
  work.run('npm', [...args, '--ignore-scripts', '--offline', '--no-audit', '--no-fund'], { cwd })
const precheck = (...args: readonly string[]): Ran => work.run('npx', ['--no-install', 'precheck', ...args])

/** A command at a terminal, as util-linux's `script` makes one, with what is typed there. */
const atTerminal = (command: string, typed: string): Ran =>
  work.run('script', ['-qec', command, '/dev/null'], {
    env: { SHELL: '/bin/sh', TERM: 'xterm', NO_COLOR: '1' },
    input: typed,
  })

/** Runs it and expects it to end so. */
function ends(ran: Ran, status: number): string {
  expect(ran.status, `${ran.stdout}${ran.stderr}`).toBe(status)
  return `${ran.stdout}${ran.stderr}`
}

/** Packs a folder as it would be published, and gives the archive. */
function pack(folder: string): string {
  const ran = npm(['pack', '--json', '--pack-destination', root], folder)
  ends(ran, 0)
  return join(root, (JSON.parse(ran.stdout) as [{ filename: string }])[0].filename)
}

/** What a refused commit says to repeat, filled in by somebody who knows the work. */
function repeated(refused: string): string[] {
  const known: Readonly<Record<string, string>> = { 'Task-Id': 'SHOP-12', 'Tests-Run': 'npm test (12 passed)' }
  const lines = [...refused.matchAll(/--trailer '([A-Za-z-]+): ([^']*)'/g)]
  expect(lines.length, refused).toBeGreaterThan(0)
  return lines.flatMap(([, key, value]) => ['--trailer', `${key}: ${known[key!] ?? value}`])
}

const onMain = (): string => work.git('rev-parse', 'origin/main')

afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

/** The steps in order. */
const STORY: readonly (readonly [says: string, does: () => void])[] = [
  [
    'there is a shop',
    () => {
      if (!existsSync(join(TOP, 'dist/types/index.d.ts')))
        throw new Error('there is no built package: "npm run build" first')
      work.git('init', '-q', '--bare', '-b', 'main', join(root, 'shop.git'))
      work.git('init', '-q', '-b', 'main')
      work.git('remote', 'add', 'origin', join(root, 'shop.git'))
      write('package.json', '{ "name": "shop", "version": "1.0.0", "private": true }\n')
      write('package-lock.json', '{ "name": "shop", "lockfileVersion": 3, "packages": { "": {} } }\n')
      write('.gitignore', 'node_modules\n')
      write('src/tax.js', 'export const tax = 0.19\n')
      work.git('add', '-A')
      work.git('commit', '-q', '-m', 'feat: open the shop')
      work.git('push', '-q', 'origin', 'main')
    },
  ],
  [
    'the packed package is installed, and sets itself up',
    () => {
      const packed = [pack(TOP), pack(join(TOP, 'node_modules/husky'))]
      ends(npm(['install', '--save-dev', ...packed], shop), 0)
      const said = ends(precheck('install'), 0)
      expect(said).toContain('.precheck.yml')
      expect(said).toContain('This policy and the last 1 commit')
      expect(ends(precheck('install'), 0)).toContain('nothing to change')
    },
  ],
  [
    'the adoption is a pull request that warns of what will be guarded, and is green',
    () => {
      work.git('switch', '-q', '-c', 'adopt')
      work.git('add', '-A')
      ends(work.tryGit(['commit', '-q', '-m', 'chore: adopt precheck']), 0)
      const said = ends(precheck('check', 'origin/main..HEAD'), 0)
      expect(said).toMatch(/lockfiles: 1 file/)
      work.git('push', '-q', 'origin', 'HEAD:main')
      work.git('fetch', '-q')
    },
  ],
  [
    'an agent’s careless commit is refused, and passes when it repeats what was printed',
    () => {
      work.git('switch', '-q', '-c', 'rounding', 'origin/main')
      write('src/tax.js', 'export const tax = 0.2\n')
      const careless = ['commit', '-q', '-a', '-m', 'fix: round the tax']
      const refused = ends(work.tryGit(careless, { env: AGENT }), 1)
      expect(ends(work.tryGit([...careless, ...repeated(refused)], { env: AGENT }), 0)).toBe('')
    },
  ],
  [
    'a changed lock file is asked for and pushed; CI blocks, and says who must do what',
    () => {
      const lock = readFileSync(join(shop, 'package-lock.json'), 'utf8')
      write('package-lock.json', lock.replace('"lockfileVersion": 3', '"lockfileVersion": 3, "requires": true'))
      const bump = ['commit', '-q', '-a', '-m', 'build: newer packages']
      const refused = ends(work.tryGit(bump, { env: AGENT }), 1)
      expect(refused).toContain('Sign-off-requested: package-lock.json')
      ends(work.tryGit([...bump, ...repeated(refused)], { env: AGENT }), 0)
      ends(work.tryGit(['push', '-q', 'origin', 'rounding'], { env: AGENT }), 0)
      const said = ends(precheck('check', '--require-policy', 'origin/main..HEAD'), 1)
      expect(said).toContain('package-lock.json')
      expect(said).toContain('npx --no-install precheck signoff origin/main..HEAD')
    },
  ],
  [
    'one command by a person makes it green',
    () => {
      const ran = atTerminal('npx --no-install precheck signoff origin/main..HEAD', 'y\n')
      expect(ran.status, ran.stdout).toBe(0)
      const { verdict, limits } = JSON.parse(precheck('check', '--format', 'json', 'origin/main..HEAD').stdout)
      expect([verdict, limits]).toEqual(['pass', ['bound: not proof of a person']])
    },
  ],
  [
    'the packet tells a reviewer what was asked, done, signed, and how to take it back',
    () => {
      const packet = ends(precheck('packet', 'origin/main..HEAD'), 0)
      const firstScreen = packet.split('\n').slice(0, 25).join('\n')
      for (const word of ['SHOP-12', 'npm test (12 passed)', '`revert`']) expect(firstScreen).toContain(word)
      expect(packet).toContain('git revert --no-edit')
      expect(packet).toContain('package-lock.json')
      expect(packet).toContain('ann@example.com')
    },
  ],
  [
    'squashed as a forge does it, with the message that was printed, it is judged right on main',
    () => {
      const message = ends(precheck('packet', '--squash-message', 'origin/main..HEAD'), 0)
      const before = onMain()
      work.git('switch', '-q', '-c', 'landing', 'origin/main')
      work.git('merge', '-q', '--squash', 'rounding')
      // A forge runs no hook of this clone.
      work.tryGit(['commit', '-q', '--no-verify', '-F', '-'], { input: message })
      expect(ends(precheck('check', '--require-policy', `${before}..HEAD`), 0)).not.toContain('refused')
      work.git('push', '-q', '--no-verify', 'origin', 'HEAD:main')
      work.git('fetch', '-q')
    },
  ],
  [
    'a policy that an agent changes is blocked, in the hook and in the check',
    () => {
      work.git('switch', '-q', '-c', 'looser', 'origin/main')
      const policy = readFileSync(join(shop, '.precheck.yml'), 'utf8')
      write('.precheck.yml', `${policy}mode: warn\n`.replace(/^mode: block\n/m, ''))
      const loosen = [
        ...['commit', '-q', '-a', '-m', 'chore: less noise', '--trailer', 'Task-Id: SHOP-13'],
        ...['--trailer', 'Tests-Run: npm test (12 passed)', '--trailer', 'Rollback: revert'],
      ]
      expect(ends(work.tryGit(loosen, { env: AGENT }), 1)).toContain('.precheck.yml')
      ends(work.tryGit([...loosen, '--no-verify'], { env: AGENT }), 0)
      expect(ends(precheck('check', '--require-policy', 'origin/main..HEAD'), 1)).toContain('.precheck.yml')
    },
  ],
]

test('the first ten minutes of a stranger', () => {
  for (const [says, does] of STORY) {
    try {
      does()
    } catch (error) {
      throw new Error(`${says}: ${(error as Error).message}`, { cause: error })
    }
  }
}, 240_000)
