import { describe, expect, test } from 'vitest'
import { type FileChange, MODE_ABSENT, MODE_FILE, MODE_LINK } from '../../src/change.ts'
import { suspiciousPaths } from '../../src/rules/suspicious-paths.ts'
import { aChange, aCommit, aFileChange, aPolicy, aState } from '../support/change.ts'
import { judge, rawCommit } from '../support/example.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const policy = aPolicy()

const fileOf = (path: string, from = MODE_ABSENT, to = MODE_FILE, parent = 0): FileChange =>
  aFileChange(path, { old: aState(from), new: aState(to), parent })

const said = (changes: readonly FileChange[], collisions: Readonly<Record<string, string>> = {}) => [
  ...suspiciousPaths.check(aChange({ commits: [aCommit({ changes, collisions })] }), policy),
]

describe('what is looked at', () => {
  test('a path that is added, as a file or as a link', () => {
    expect(said([fileOf('.env.')]).map(({ message }) => message)).toEqual(['trailing'])
    expect(said([fileOf('.env.', MODE_ABSENT, MODE_LINK)]).map(({ message }) => message)).toEqual(['trailing'])
  })

  test('not one that was there before, or that goes', () => {
    expect(said([fileOf('.env.', MODE_FILE), fileOf('a:b', MODE_FILE, MODE_ABSENT)])).toEqual([])
  })

  test('a path that a merge adds against both parents is told once', () => {
    expect(said([fileOf('a:b'), fileOf('a:b', MODE_ABSENT, MODE_FILE, 1)])).toHaveLength(1)
  })

  test.each(['constructor', 'toString', 'valueOf', '__proto__'])('%s is a path, though every object has it', (name) => {
    expect(said([fileOf(name)])).toEqual([])
    const twins = said([fileOf(name)], Object.fromEntries([[name, name.toUpperCase()]]))
    expect(twins.map(({ message }) => message)).toEqual(['same-but-case'])
  })

  test('a link is not suspicious by itself', () => {
    expect(said([fileOf('docs/latest', MODE_ABSENT, MODE_LINK)])).toEqual([])
  })
})

describe('what is said', () => {
  test('the part of the path, what is wrong with it, and a command that mends it', () => {
    const [found] = said([fileOf('.github./workflows/x.yml')])
    expect(found!.text).toBe(
      '".github." in ".github./workflows/x.yml" ends in a dot or a blank, which Windows leaves out',
    )
    expect(said([fileOf('src/a:b')])[0]!.remedy).toMatchObject({ command: ['git', 'mv', '--', 'src/a:b', 'src/a-b'] })
  })

  test('nothing that a terminal obeys, neither in the text nor in what to do', () => {
    for (const path of ['a\u001b[2Jb', 'a\nb', 'a\u202eb', 'caf\udce9']) {
      const [found] = said([fileOf(path)])
      expect(found!.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
      expect(JSON.stringify(found!.remedy)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
      expect(found!.remedy).not.toHaveProperty('command')
    }
    expect(said([fileOf('caf\udce9')])[0]).toMatchObject({
      message: 'not-utf8',
      text: '"caf\\xE9" is not UTF-8, so systems disagree on what it is called',
    })
  })

  test('a name of a device only warns: nothing is hidden by it', () => {
    expect(said([fileOf('drivers/aux.c')])).toMatchObject([{ message: 'device', atMost: 'warn' }])
    expect(said([fileOf('a:b')])[0]).not.toHaveProperty('atMost')
  })
})

describe('two paths that are one elsewhere', () => {
  test('by case', () => {
    const [found] = said([fileOf('docs/README.md')], { 'docs/README.md': 'docs/Readme.md' })
    expect(found).toMatchObject({ message: 'same-but-case', data: { name: 'README.md', twin: 'Readme.md' } })
    expect(found!.remedy).toHaveProperty('note')
  })

  test('by Unicode form', () => {
    expect(said([fileOf('cafe\u0301')], { 'cafe\u0301': 'caf\u00e9' })).toMatchObject([{ message: 'same-but-form' }])
  })

  test('in a folder above: the file goes to the folder that is there', () => {
    const [found] = said([fileOf('src/Api/new.ts')], { 'src/Api/new.ts': 'src/api/old.ts' })
    expect(found).toMatchObject({ message: 'same-but-case', data: { name: 'Api', twin: 'api' } })
    expect(found!.remedy).toMatchObject({ command: ['git', 'mv', '--', 'src/Api/new.ts', 'src/api/new.ts'] })
  })

  test('a file and a folder', () => {
    const [found] = said([fileOf('Deploy', MODE_ABSENT, MODE_LINK)], { Deploy: 'deploy/run.sh' })
    expect(found).toMatchObject({ message: 'same-but-case', data: { name: 'Deploy', twin: 'deploy' } })
  })
})

describe('in a repository', () => {
  /** Commits one file under a name of any bytes, which no work tree has to be able to hold. */
  function add(repository: TestRepository, path: Buffer): void {
    const oid = repository.run('git', ['hash-object', '-w', '--stdin'], { input: 'x\n' }).stdout.trim()
    const input = Buffer.concat([Buffer.from(`100644 ${oid}\t`), path, Buffer.from([0])])
    expect(repository.tryGit(['update-index', '-z', '--index-info'], { input }).status).toBe(0)
    repository.git('update-ref', 'HEAD', rawCommit(repository, 'Add it\n'))
  }

  const found = async (repository: TestRepository, base: string) =>
    (await judge(repository, base)).findings
      .filter(({ rule }) => rule === 'suspicious-paths')
      .map(({ message }) => message)

  test('a name that is not UTF-8 is seen as git has it', async () => {
    await withRepository(async (repository) => {
      const base = repository.commit('Adopt a policy', { '.precheck.yml': 'version: 1\n' })
      add(repository, Buffer.from('caf\xe9.md', 'latin1'))
      expect(await found(repository, base)).toEqual(['not-utf8'])
    })
  })

  test('running the command that is printed, and committing again, mends it', async () => {
    for (const path of ['.env::$DATA', 'a\\b', 'docs/x.yml.', 'PACKAG~1.JSO', "docs/it's: $(x)", 'Docs/new.md']) {
      await withRepository(async (repository) => {
        const base = repository.commit('Adopt a policy', { '.precheck.yml': 'version: 1\n', 'docs/old.md': 'x\n' })
        repository.commit('Add it', { [path]: 'x\n' })
        const finding = (await judge(repository, base)).findings.find(({ at }) => at.path === path)
        expect(finding).toMatchObject({ rule: 'suspicious-paths', severity: 'block', fix: { kind: 'command' } })
        if (finding!.fix?.kind !== 'command') throw new Error('there is no command')
        const [program, ...args] = finding!.fix.argv
        repository.git('reset', '-q', '--soft', base)
        expect(repository.run(program!, args)).toMatchObject({ status: 0, stderr: '' })
        repository.commit('Add it')
        expect(await found(repository, base)).toEqual([])
      })
    }
  })

  test('where git would have to make a folder, words say what to do', async () => {
    await withRepository(async (repository) => {
      const base = repository.commit('Adopt a policy', { '.precheck.yml': 'version: 1\n' })
      repository.commit('Add it', { 'docs./a.md': 'x\n' })
      const [finding] = (await judge(repository, base)).findings
      expect(finding!.fix).toEqual({
        kind: 'manual',
        note: 'rename it and make the commit that adds it again, for instance as "docs/a.md"',
      })
    })
  })
})
