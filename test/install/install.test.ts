import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { gatherFacts } from '../../src/install/facts.ts'
import { HOOKS } from '../../src/install/own-texts.ts'
import { planInstall } from '../../src/install/plan.ts'
import { begunBy, type TestRepository, withRepository } from '../support/repository.ts'
import { doSteps, install, planSteps, snapshot, uninstall } from './installed.ts'

const read = (repository: TestRepository, path: string): string => readFileSync(join(repository.dir, path), 'utf8')

test('a plain repository gets its hooks, a policy with its own id, the base and notes for agents, one line for each', () =>
  withRepository(async (repository) => {
    repository.commit('base', { a: 'a' })
    const done = await install(repository)
    expect(done.status).toBe(0)
    const [changes] = done.stdout.split('\n\n')
    expect(changes!.split('\n').map((line) => line.split(':')[0])).toEqual([
      '.git/precheck/entry',
      '.precheck.yml',
      'git config precheck.base refs/heads/main',
      'AGENTS.md',
      '.git/hooks/prepare-commit-msg',
      '.git/hooks/commit-msg',
      '.git/hooks/post-commit',
      '.git/hooks/post-rewrite',
      '.git/hooks/pre-merge-commit',
      '.git/hooks/pre-push',
      'Next',
      expect.stringMatching(/git add -- \.precheck\.yml AGENTS\.md && .*bin\/precheck\.js check --staged$/),
      "  git commit -m 'chore",
    ])
    expect(read(repository, '.precheck.yml')).toMatch(/^repository: [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/m)
    expect(repository.git('config', '--local', 'precheck.base')).toBe('refs/heads/main')
    expect(repository.git('status', '--short')).toBe('?? .precheck.yml\n?? AGENTS.md')
  }))

test('the starter policy tells editors where its schema is, if the package lies anywhere', () =>
  withRepository(async (repository) => {
    await install(repository)
    expect(read(repository, '.precheck.yml')).toMatch(/^# The policy of this repository/)
    rmSync(join(repository.dir, '.precheck.yml'))
    await uninstall(repository)
    repository.write('web/package.json', '{ "name": "web" }\n')
    await install(repository, [], { cwd: join(repository.dir, 'web') })
    expect(read(repository, '.precheck.yml')).toMatch(
      /^# yaml-language-server: \$schema=\.\/web\/node_modules\/precheck\/templates\/policy\.schema\.json\n#\n# The policy/,
    )
  }))

test('two repositories get two ids', () =>
  withRepository(async (one) => {
    await install(one)
    const first = /^repository: (.*)$/m.exec(read(one, '.precheck.yml'))?.[1]
    await withRepository(async (other) => {
      await install(other)
      expect(/^repository: (.*)$/m.exec(read(other, '.precheck.yml'))?.[1]).not.toBe(first)
    })
  }))

test('the commands that install ends with can be pasted, and leave nothing to commit', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': '{"name":"x"}\n' })
    const { stdout } = await install(repository)
    const adopt = /^ {2}(git add .*\n {2}git commit .*)$/m.exec(stdout)?.[1]
    writeFileSync(join(repository.dir, '.git/precheck/entry'), `${process.execPath}\n/dev/null\n`)
    const ran = repository.run('sh', ['-c', adopt ?? ''], { env: { PATH: process.env.PATH } })
    expect(ran.stderr).toContain('precheck')
    // /dev/null is no file: the hook stopped it, which shows that it is in place. With a program it goes through.
    writeFileSync(join(repository.dir, '../pass.mjs'), '')
    writeFileSync(join(repository.dir, '.git/precheck/entry'), `${process.execPath}\n${repository.dir}/../pass.mjs\n`)
    expect(repository.run('sh', ['-c', adopt ?? '']).status).toBe(0)
    expect(repository.git('status', '--short')).toBe('')
  }))

test('a dry run prints what install prints, and changes nothing', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': '{"name":"x"}\n' })
    const before = snapshot(repository.dir)
    const dry = await install(repository, ['--dry-run'])
    expect(snapshot(repository.dir)).toEqual(before)
    expect(dry.stderr).toContain('dry run: nothing was changed\n')
    expect((await install(repository)).stdout).toBe(dry.stdout)
    const installed = snapshot(repository.dir)
    const back = await uninstall(repository, ['--dry-run'])
    expect(snapshot(repository.dir)).toEqual(installed)
    expect((await uninstall(repository)).stdout).toBe(back.stdout)
  }))

test('a second run changes nothing and says so', () =>
  withRepository(async (repository) => {
    repository.commit('base', { a: 'a' })
    await install(repository)
    const before = snapshot(repository.dir)
    expect(await install(repository)).toEqual({
      status: 0,
      stdout: 'precheck is installed here already: nothing to change\n',
      stderr: '',
    })
    expect(snapshot(repository.dir)).toEqual(before)
  }))

/** Repositories as they are before install, each with something that must come back. */
const BEFORE: Readonly<Record<string, (repository: TestRepository) => void>> = {
  'a plain one': () => {},
  'one on a forge, with notes for agents': (repository) => {
    repository.git('remote', 'add', 'origin', 'https://github.com/o/r.git')
    repository.write('AGENTS.md', '# Ours\r\nNo line end')
  },
  'one without a hooks folder': (repository) =>
    rmSync(join(repository.dir, '.git/hooks'), { recursive: true, force: true }),
  'one with hooks of its own': (repository) => {
    mkdirSync(join(repository.dir, '.git/hooks'), { recursive: true })
    repository.write('.git/hooks/commit-msg', Buffer.from([0x23, 0x21, 0xff, 0x00, 0x0a]))
    chmodSync(join(repository.dir, '.git/hooks/commit-msg'), 0o750)
    repository.write('.git/hooks/pre-push', '#!/bin/sh\nexit 0\n')
    chmodSync(join(repository.dir, '.git/hooks/pre-push'), 0o644)
    symlinkSync('../../nowhere', join(repository.dir, '.git/hooks/prepare-commit-msg'))
    repository.write('.git/hooks/post-commit', '#!/bin/sh\n')
  },
  'a JavaScript one': (repository) => repository.write('package.json', '{\n\t"name": "x",\n\t"scripts": {}\n}'),
  'a JavaScript one with a prepare script': (repository) =>
    repository.write('package.json', '{"scripts": {"prepare": "tsc", "test": "x"}, "devDependencies": {"z": "1"}}\r\n'),
  'one with husky of its own': (repository) => {
    repository.write('package.json', '{"scripts":{"prepare":"husky"},"devDependencies":{"husky":"^9.0.0"}}\n')
    repository.write('.husky/commit-msg', 'echo theirs')
    repository.write('.husky/pre-push', 'true\n')
    for (const name of ['h', ...HOOKS]) {
      repository.write(`.husky/_/${name}`, '#!/usr/bin/env sh\n')
    }
    repository.write('.husky/_/.gitignore', '*')
    repository.git('config', 'core.hooksPath', '.husky/_')
  },
}

const begun = begunBy((repository, name: string) => {
  BEFORE[name]!(repository)
  repository.commit('base', { a: 'a' })
})

for (const name of Object.keys(BEFORE)) {
  test(`uninstall leaves ${name} as it was, byte for byte, and a second install finds nothing to do`, () =>
    begun(async (repository) => {
      const before = snapshot(repository.dir)
      const index = repository.git('ls-files', '-s')
      expect(await doSteps(repository)).toBeGreaterThan(0)
      expect(snapshot(repository.dir)).not.toEqual(before)
      expect(await doSteps(repository)).toBe(0)
      expect((await uninstall(repository)).status).toBe(0)
      expect(snapshot(repository.dir)).toEqual(before)
      expect(repository.git('ls-files', '-s')).toBe(index)
    }, name))

  test(
    `install killed after any step in ${name} is mended by install, and taken back by uninstall`,
    { timeout: 180_000 },
    () =>
      begun(async (repository) => {
        const before = snapshot(repository.dir)
        // Each time it is planned from the same files, and so planned once.
        const { count, doFirst } = await planSteps(repository)
        await doFirst(count)
        const whole = snapshot(repository.dir)
        await uninstall(repository)
        for (let done = 0; done < count; done += 1) {
          await doFirst(done)
          if (done % 2 === 1) {
            await doSteps(repository)
            expect(snapshot(repository.dir)).toEqual(whole)
          }
          await uninstall(repository)
          expect(snapshot(repository.dir)).toEqual(before)
        }
      }, name),
  )
}

test('install from a sub-folder, from a linked work tree and by --in is install at the top', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'sub/deep/a': 'a' })
    await install(repository, [], { cwd: join(repository.dir, 'sub/deep') })
    const whole = snapshot(repository.dir)
    expect(Object.keys(whole)).toContain('.precheck.yml')
    await uninstall(repository, ['--in', 'sub'])
    expect(existsSync(join(repository.dir, '.git/hooks/commit-msg'))).toBe(false)
    const tree = join(repository.dir, '../tree')
    repository.git('worktree', 'add', '-q', tree)
    await install(repository, ['--in', '../tree'])
    expect(existsSync(join(repository.dir, '.git/hooks/commit-msg'))).toBe(true)
    expect(existsSync(join(tree, '.precheck.yml'))).toBe(true)
    await uninstall(repository, [], { cwd: tree })
    expect(existsSync(join(repository.dir, '.git/precheck'))).toBe(false)
  }))

test('git variables of a hook around it do not lead install to another repository', () =>
  withRepository(async (repository) => {
    const other = join(repository.dir, '../other')
    repository.git('init', '-q', other)
    const env = {
      GIT_DIR: join(other, '.git'),
      GIT_INDEX_FILE: join(other, '.git/index'),
      GIT_EDITOR: ':',
      EDITOR: 'vi',
    }
    await install(repository, [], { env })
    expect(existsSync(join(repository.dir, '.git/hooks/commit-msg'))).toBe(true)
    expect(existsSync(join(other, '.git/precheck'))).toBe(false)
  }))

const BASES: readonly { name: string; refs: readonly string[]; head?: string; base: string }[] = [
  {
    name: "the remote's own default branch",
    refs: ['origin/main', 'origin/release'],
    head: 'release',
    base: 'origin/release',
  },
  { name: 'a remote branch of a usual name', refs: ['origin/develop', 'origin/master'], base: 'origin/master' },
  { name: 'what is there, when the default branch is not', refs: ['origin/trunk'], head: 'gone', base: 'origin/trunk' },
]

for (const { name, refs, head, base } of BASES) {
  test(`the base is ${name}`, () =>
    withRepository(async (repository) => {
      const oid = repository.commit('base', { a: 'a' })
      for (const ref of refs) repository.git('update-ref', `refs/remotes/${ref}`, oid)
      if (head) repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', `refs/remotes/origin/${head}`)
      await doSteps(repository)
      expect(repository.git('config', 'precheck.base')).toBe(`refs/remotes/${base}`)
    }))
}

test('with no commit yet there is no base, install says so, and a later install sets it', () =>
  withRepository(async (repository) => {
    expect((await install(repository)).stderr).toContain('no branch to take the policy from yet')
    repository.commit('base')
    expect((await install(repository)).stdout).toContain('git config precheck.base refs/heads/main')
  }))

test('a base and a policy that are there stay', () =>
  withRepository(async (repository) => {
    repository.commit('base', { '.precheck.yml': 'version: 1\n' })
    repository.git('config', 'precheck.base', 'refs/heads/theirs')
    await doSteps(repository)
    await uninstall(repository)
    expect(repository.git('config', 'precheck.base')).toBe('refs/heads/theirs')
    expect(read(repository, '.precheck.yml')).toBe('version: 1\n')
  }))

test('uninstall leaves what was changed since, and names it', () =>
  withRepository(async (repository) => {
    repository.commit('base', { a: 'a' })
    await doSteps(repository)
    repository.write('.precheck.yml', 'version: 1\nmode: warn\n')
    repository.write('.git/hooks/pre-push', '#!/bin/sh\nexit 0\n')
    repository.git('config', 'precheck.base', 'refs/heads/other')
    const { stdout } = await uninstall(repository)
    expect(stdout).toContain('.precheck.yml: left, because it was changed since\n')
    expect(stdout).toContain('.git/hooks/pre-push: left, because it was changed since\n')
    expect(read(repository, '.precheck.yml')).toContain('mode: warn')
    expect(repository.git('config', 'precheck.base')).toBe('refs/heads/other')
    expect(existsSync(join(repository.dir, '.git/hooks/commit-msg'))).toBe(false)
    expect((await uninstall(repository)).stdout).toContain('nothing to take back')
  }))

test("uninstall keeps precheck's other files in the git directory", () =>
  withRepository(async (repository) => {
    await doSteps(repository)
    repository.write('.git/precheck/receipts/one.json', '{}')
    await uninstall(repository)
    expect(existsSync(join(repository.dir, '.git/precheck/receipts/one.json'))).toBe(true)
  }))

test('what a killed run left of a file that it wrote is cleared away by the next', () =>
  withRepository(async (repository) => {
    const before = snapshot(repository.dir)
    repository.write('.git/hooks/commit-msg.precheck-new', '#!/bin/sh\n# half')
    await doSteps(repository)
    await uninstall(repository)
    expect(snapshot(repository.dir)).toEqual(before)
  }))

test('an older hook of ours is brought up to date, and still taken back', () =>
  withRepository(async (repository) => {
    await doSteps(repository)
    repository.write('.git/hooks/commit-msg', '#!/bin/sh\n# precheck hook v0: old\nexit 0\n')
    expect((await install(repository)).stdout).toContain('.git/hooks/commit-msg: the hook')
    await uninstall(repository)
    expect(existsSync(join(repository.dir, '.git/hooks/commit-msg'))).toBe(false)
  }))

/** What install must stop at, with nothing written. */
const REFUSED: Readonly<
  Record<
    string,
    { make: (repository: TestRepository) => void; says: RegExp; env?: (r: TestRepository) => Record<string, string> }
  >
> = {
  'core.hooksPath in the global configuration': {
    make: (repository) => repository.write('../global', '[core]\n\thooksPath = /etc/hooks\n'),
    env: (repository) => ({ GIT_CONFIG_GLOBAL: join(repository.dir, '../global') }),
    says: /core\.hooksPath is "\/etc\/hooks" \(global configuration\).*nothing outside/,
  },
  'a folder of hooks that the repository keeps': {
    make: (repository) => repository.git('config', 'core.hooksPath', '.githooks'),
    says: /core\.hooksPath is "\.githooks" \(local configuration\)/,
  },
  'an empty core.hooksPath': {
    make: (repository) => repository.git('config', 'core.hooksPath', ''),
    says: /core\.hooksPath is empty/,
  },
  'core.hooksPath set twice': {
    make: (repository) => {
      repository.git('config', '--add', 'core.hooksPath', 'a')
      repository.git('config', '--add', 'core.hooksPath', 'b')
    },
    says: /set 2 times/,
  },
  "husky's core.hooksPath without husky": {
    make: (repository) => repository.git('config', 'core.hooksPath', '.husky/_'),
    says: /as husky sets it, but husky's hooks are not there/,
  },
  'husky 8': {
    make: (repository) => repository.write('package.json', '{"devDependencies":{"husky":"^8.0.3"}}'),
    says: /husky \^8\.0\.3.*bring husky to 9/,
  },
  lefthook: { make: (repository) => repository.write('lefthook.yml', ''), says: /lefthook \(lefthook\.yml\) manages/ },
  'pre-commit': {
    make: (repository) => repository.write('.pre-commit-config.yaml', ''),
    says: /pre-commit \(\.pre-commit-config\.yaml\) manages/,
  },
  'simple-git-hooks': {
    make: (repository) => repository.write('package.json', '{"simple-git-hooks":{"pre-commit":"x"}}'),
    says: /simple-git-hooks \(package\.json\) manages/,
  },
  'two hooks of one name': {
    make: (repository) => {
      repository.write('.git/hooks/pre-push', '')
      repository.write('.git/hooks/pre-push.precheck-orig', '')
    },
    says: /pre-push\.precheck-orig is there already/,
  },
  'a package.json that is none': {
    make: (repository) => repository.write('package.json', '{"name": '),
    says: /package\.json is not a file that npm can read/,
  },
  'husky scripts that a link keeps outside': {
    make: (repository) => {
      mkdirSync(join(repository.dir, '../outside'))
      repository.write('package.json', '{}\n')
      symlinkSync('../outside', join(repository.dir, '.husky'))
    },
    says: /leads out of the repository/,
  },
  'a journal that is none': {
    make: (repository) => repository.write('.git/precheck/install.json', '{"version":2}'),
    says: /is not a journal that this precheck can read/,
  },
}

for (const [name, { make, says, env }] of Object.entries(REFUSED)) {
  test(`install stops at ${name}, says what it saw, and writes nothing`, () =>
    withRepository(async (repository) => {
      make(repository)
      const before = snapshot(join(repository.dir, '..'))
      const where = env ? { env: env(repository) } : {}
      const refused = await install(repository, [], where).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(UsageError)
      expect((refused as Error).message).toMatch(says)
      expect((refused as Error).message).not.toMatch(/\n|--no-verify/)
      expect(snapshot(join(repository.dir, '..'))).toEqual(before)
    }))
}

test('no repository, a bare one, a folder that is not there and unknown words are mistakes, and nothing is written', () =>
  withRepository(async (repository) => {
    const outside = join(repository.dir, '..')
    repository.git('init', '-q', '--bare', '../bare.git')
    const before = snapshot(outside)
    await expect(install(repository, [], { cwd: outside })).rejects.toThrow(/not a git repository/)
    await expect(install(repository, ['--in', '../bare.git'])).rejects.toThrow(/no work tree/)
    await expect(install(repository, ['--in', 'nowhere'])).rejects.toThrow(/there is no folder/)
    await expect(install(repository, ['--force'])).rejects.toThrow(UsageError)
    await expect(install(repository, ['here'])).rejects.toThrow(UsageError)
    await expect(uninstall(repository, [], { cwd: outside })).rejects.toThrow(/not a git repository/)
    expect(snapshot(outside)).toEqual(before)
  }))

test('core.hooksPath that names the usual folder is no obstacle', () =>
  withRepository(async (repository) => {
    repository.git('config', 'core.hooksPath', join(repository.dir, '.git/hooks'))
    expect((await install(repository)).stdout).toContain('.git/hooks/commit-msg: the hook')
  }))

test('uninstall takes away what hooks have kept since, and nothing that waits for a person', () =>
  withRepository(async (repository) => {
    repository.commit('base', { a: 'a' })
    await doSteps(repository)
    repository.write('.git/precheck/policy/0123.json', '{}')
    repository.write('.git/precheck/waiting-sign-off.json', '{}')
    await uninstall(repository)
    expect(existsSync(join(repository.dir, '.git/precheck/policy'))).toBe(false)
    expect(existsSync(join(repository.dir, '.git/precheck/waiting-sign-off.json'))).toBe(true)
    rmSync(join(repository.dir, '.git/precheck/waiting-sign-off.json'))
    await doSteps(repository)
    repository.write('.git/precheck/policy/0123.json', '{}')
    await uninstall(repository)
    expect(existsSync(join(repository.dir, '.git/precheck'))).toBe(false)
  }))

test('who wants packets to look otherwise is told how, as long as there is no template of their own', () =>
  withRepository(async (repository) => {
    const facts = await gatherFacts(repository.dir, repository.env)
    const packetTemplate = "/it's here/packet.md"
    expect(planInstall({ ...facts, packetTemplate: null }).packet).toBeNull()
    expect(planInstall({ ...facts, packetTemplate }).packet).toMatch(
      / {2}mkdir -p \.precheck && cp '\/it'\\''s here\/packet\.md' \.precheck\/packet\.md$/,
    )
    repository.write('.precheck/packet.md', 'x')
    const own = await gatherFacts(repository.dir, repository.env)
    expect(planInstall({ ...own, packetTemplate }).packet).toBeNull()
  }))
