import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import description from '../package.json' with { type: 'json' }
import { type Ran, TestRepository } from './support/repository.ts'

const TOP = new URL('..', import.meta.url).pathname

/** A temporary folder with an empty project, in which the packed package is installed; no network is needed. */
const root = mkdtempSync(join(tmpdir(), 'precheck-package-'))
const project = join(root, 'project')
const modules = join(project, 'node_modules')
const installed = join(modules, 'precheck')
const machine = new TestRepository(project, root)

const npm = (args: readonly string[], cwd: string): Ran => {
  const ran = machine.run('npm', [...args, '--ignore-scripts', '--offline', '--no-audit', '--no-fund'], { cwd })
  if (ran.status !== 0) throw new Error(`npm ${args.join(' ')}: exit ${ran.status}\n${ran.stderr}`)
  return ran
}

/** Packs a folder and gives the path of the archive. */
const pack = (folder: string): string => {
  const [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', root], folder).stdout) as {
    filename: string
  }[]
  return join(root, packed!.filename)
}

beforeAll(() => {
  if (!existsSync(join(TOP, 'dist/types/index.d.ts')))
    throw new Error('there is no built package: "npm run build" first')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  npm(['install', pack(TOP), pack(join(TOP, 'node_modules/husky'))], project)
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => lstatSync(join(folder, path)).isFile())

test('it brings few packages and little to download', () => {
  const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'))
  expect(Object.keys(packages).sort()).toEqual(['node_modules/husky', 'node_modules/precheck'])
  const bytes = filesIn(modules).reduce((sum, path) => sum + lstatSync(join(modules, path)).size, 0)
  expect(bytes).toBeLessThan(2 * 1024 * 1024)
})

test('all that is promised is in it, and nothing else', () => {
  const files = filesIn(installed)
  for (const part of description.files.filter((name) => !name.startsWith('!'))) {
    expect(files.filter((path) => path.startsWith(`${part}/`)).length, part).toBeGreaterThan(0)
  }
  const hooks = readdirSync(join(TOP, 'hooks'))
  expect(readdirSync(join(installed, 'hooks')).sort()).toEqual(hooks.sort())
  for (const hook of hooks) expect(lstatSync(join(installed, 'hooks', hook)).mode & 0o111, hook).toBe(0o111)
  expect(readdirSync(join(installed, 'templates')).sort()).toEqual(readdirSync(join(TOP, 'templates')).sort())
  expect(files.filter((path) => /\.map$|(?:^|\/)(?:test|src)\/|\.test\.|^dist\/compiled\//.test(path))).toEqual([])
})

test('nothing that it needs is only there to build it', () => {
  expect(Object.keys(description.dependencies)).toEqual(['husky'])
  expect(description.peerDependenciesMeta).toEqual({ '@commitlint/core': { optional: true } })
  expect(Object.keys(description.peerDependencies)).toEqual(['@commitlint/core'])
})

test('it says its version and its help where there is no repository', () => {
  const empty = join(root, 'empty')
  mkdirSync(empty)
  const program = join(modules, '.bin/precheck')
  const version = machine.run(program, ['--version'], { cwd: empty })
  expect(version).toMatchObject({ status: 0, stdout: `${description.version}\n`, stderr: '' })
  expect(machine.run(program, ['--help'], { cwd: empty })).toMatchObject({ status: 0, stderr: '' })
  expect(readdirSync(empty)).toEqual([])
})

test('the library can be imported, judges a range and makes a packet, as the program does', () => {
  const dir = join(root, 'repository')
  mkdirSync(dir)
  const git = (...args: readonly string[]) => machine.run('git', args, { cwd: dir })
  git('init', '-q', '-b', 'main')
  writeFileSync(join(dir, '.precheck.yml'), 'version: 1\ntrailers-for: everyone\n')
  git('add', '-A')
  git('commit', '-q', '-m', 'adopt')
  git('commit', '-q', '--allow-empty', '-m', 'careless')
  writeFileSync(
    join(project, 'use.js'),
    `import { checkRange, exitCode, packetOf, packetTemplate, renderPacket, renderText, ruleIds } from 'precheck'
const report = await checkRange({ dir: process.argv[2], base: 'HEAD~1', head: 'HEAD', env: process.env })
console.log(report.verdict, exitCode(report.verdict), ruleIds.includes(report.findings[0].rule))
console.log(renderText(report, { colour: null, command: 'precheck' }).split('\\n')[0])
const facts = await packetOf({ dir: process.argv[2], base: 'HEAD~1', head: 'HEAD', env: process.env })
console.log(renderPacket(facts, { template: packetTemplate() }).split('\\n')[0])
`,
  )
  const ran = machine.run(process.execPath, ['use.js', dir])
  expect(ran).toMatchObject({ status: 0, stderr: '' })
  expect(ran.stdout).toMatch(/^block 1 true\nprecheck: .+\n## Review packet\n$/)
  const program = machine.run(join(modules, '.bin/precheck'), ['packet', 'HEAD~1..HEAD'], { cwd: dir })
  expect(program).toMatchObject({ status: 1, stderr: '' })
  expect(program.stdout).toMatch(/^## Review packet\n[\s\S]*`careless`/)
})

test('the library has types, which hold what they promise', () => {
  writeFileSync(
    join(project, 'use.ts'),
    `import { checkRange, type Finding, type Report } from 'precheck'
const report: Report | null = await checkRange({ dir: '.', base: null, head: 'HEAD', env: {} })
const findings: readonly Finding[] = report?.findings ?? []
// @ts-expect-error A range has a head.
await checkRange({ dir: '.', base: null, env: {} })
export const texts: readonly string[] = findings.map(({ text }) => text)
`,
  )
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'es2023',
        module: 'nodenext',
        types: ['node'],
        typeRoots: [join(TOP, 'node_modules/@types')],
      },
      files: ['use.ts'],
    }),
  )
  const ran = machine.run(process.execPath, [join(TOP, 'node_modules/typescript/bin/tsc'), '-p', '.'])
  expect(ran).toMatchObject({ status: 0, stdout: '' })
})

test('the installed program judges commits through the hooks that it installs', () => {
  const dir = join(root, 'adopted')
  mkdirSync(dir)
  const git = (...args: readonly string[]) => machine.run('git', args, { cwd: dir })
  git('init', '-q', '-b', 'main')
  expect(machine.run(join(modules, '.bin/precheck'), ['install'], { cwd: dir })).toMatchObject({ status: 0 })
  git('add', '-A')
  expect(git('commit', '-q', '-m', 'adopt')).toMatchObject({ status: 0 })
  const refused = machine.run('git', ['commit', '-q', '--allow-empty', '-m', 'careless'], {
    cwd: dir,
    env: { CLAUDECODE: '1' },
  })
  expect(refused.status).toBe(1)
  expect(refused.stderr).toContain('--trailer')
})
