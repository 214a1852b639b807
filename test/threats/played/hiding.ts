import { chmodSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeHistory, type Planned } from '../../support/history.ts'
import type { TestRepository } from '../../support/repository.ts'
import {
  BASE,
  binary,
  change,
  GUARDED,
  GUARDING,
  inRepository,
  LOCKED,
  type Play,
  plan,
  type Threat,
} from '../threat.ts'

type Files = NonNullable<Planned['files']>

/** Commits on the base, the last of them judged as `head`. */
const on = (...steps: readonly Files[]): Play =>
  plan([BASE, ...steps.map((files, at): Planned => ({ name: at === steps.length - 1 ? 'head' : `c${at}`, files }))])

const packed = (pack: string): string => `version: 1\npaths: [{ pack: ${pack}, name: it, action: sign-off }]\n`

/** A merge of a topic and the base, with what its maker put into it. */
const merged = (files: Files, topic: Files = { 'src/a': '2\n' }): Play =>
  plan([
    { ...BASE, name: 'start' },
    { name: 'base', files: { 'deploy/run': 'mended\n' } },
    { name: 'topic', on: ['start'], files: topic },
    { name: 'head', on: ['topic', 'base'], files: { 'deploy/run': 'mended\n', ...files } },
  ])

const withConfig = (files: Files): Play =>
  inRepository((repository) => {
    const ids = makeHistory(repository, [BASE, { name: 'head', files }])
    for (const [key, value] of [
      ['diff.renames', 'copies'],
      ['diff.noprefix', 'true'],
      ['diff.external', '/bin/false'],
      ['diff.ignoreSubmodules', 'all'],
      ['core.quotePath', 'false'],
      ['diff.orderFile', '/dev/null'],
    ] as const) {
      repository.git('config', key, value)
    }
    return ids
  })

const BLOCKING = "version: 1\npaths: [{ name: secrets, match: ['.env'], action: block }]\n"

/** What is staged, after something was done to hide it. */
const staged = (set: (repository: TestRepository) => Record<string, string> | undefined): Play =>
  binary((repository) => {
    repository.commit('Adopt', { '.precheck.yml': BLOCKING, '.env': 'A=1\n', 'a.txt': '1\n' })
    return { args: ['check', '--staged'], options: { env: set(repository) ?? {} } }
  }, 'hook')

const stage = (repository: TestRepository, path: string, text: string): void => {
  repository.write(path, text)
  repository.git('add', '-f', path)
}

const otherIndex = (path: string): Play =>
  staged((repository) => {
    const env = { GIT_INDEX_FILE: join(repository.dir, '.git/other-index') }
    repository.tryGit(['read-tree', 'HEAD'], { env })
    repository.write(path, 'A=2\n')
    repository.tryGit(['add', '-f', path], { env })
    return env
  })

const gitlink = (id: string) => ({ mode: '160000', is: id.repeat(40) })
const HIDING = '[submodule "deploy/tool"]\n\tpath = deploy/tool\n\turl = ./x\n\tignore = all\n'

const submodule = (path: string): Play =>
  plan([
    { ...BASE, files: { ...BASE.files, '.gitmodules': HIDING.replaceAll('deploy/tool', path), [path]: gitlink('1') } },
    { name: 'head', files: { [path]: gitlink('2') } },
  ])

const many = (last: string): Play => {
  const files = Object.fromEntries(Array.from({ length: 3_200 }, (_, at) => [`src/many/${at}`, 'x\n']))
  return on({ ...files, [last]: 'evil\n' })
}

export const hiding: readonly Threat[] = [
  {
    id: 'T21',
    name: 'a rename out of a guarded folder',
    attack: on({ 'deploy/run': null, 'src/run': 'run\n' }),
    by: `${GUARDED} deploy/run`,
    twin: on({ 'src/a': null, 'src/c': '1\n' }),
  },
  {
    id: 'T22',
    name: 'settings that change what a diff prints',
    attack: withConfig({ 'deploy/run': null, 'src/run': 'run\n' }),
    by: `${GUARDED} deploy/run`,
    twin: withConfig({ 'src/a': null, 'src/c': '1\n' }),
  },
  {
    id: 'T23',
    name: 'names that are quoted where they are printed',
    attack: on({ 'deploy/s\u00e9cret "x"': 'x\n' }),
    by: GUARDED,
    twin: on({ 'src/s\u00e9cret "x"': 'x\n' }),
  },
  {
    id: 'T24',
    name: 'other letters that macOS and Windows open as the same',
    attack: on({ 'Deploy/RUN': 'evil\n' }),
    by: `${GUARDED} Deploy/RUN`,
    twin: on({ 'Source/RUN': 'x\n' }),
  },
  {
    id: 'T25',
    name: 'full-width letters and unseen characters',
    attack: on({ '\uff44eploy/\u200brun': 'evil\n' }),
    by: GUARDED,
    twin: on({ 'src/\u65e5\u672c\u8a9e': 'x\n' }),
  },
  {
    id: 'T26',
    name: 'a guarded folder that becomes a link',
    attack: on({ deploy: { mode: '120000', is: 'src' } }),
    by: `${GUARDED} deploy`,
    twin: on({ 'src/link': { mode: '120000', is: 'a' } }),
  },
  {
    id: 'T26',
    name: 'an edit through a link to a guarded folder',
    attack: inRepository((repository) => through(repository, 'deploy')),
    by: `${GUARDED} deploy/run`,
    twin: inRepository((repository) => through(repository, 'src')),
  },
  {
    id: 'T27',
    name: 'a submodule that its own settings hide',
    attack: submodule('deploy/tool'),
    by: `${GUARDED} deploy/tool`,
    twin: submodule('vendor/tool'),
  },
  {
    id: 'T28',
    name: 'attributes that make a file binary or generated',
    attack: on({ '.gitattributes': '* -diff linguist-generated binary\n', 'deploy/run': 'evil\n' }),
    by: `${GUARDED} deploy/run`,
    twin: on({ '.gitattributes': '* -diff linguist-generated binary\n', 'src/a': '2\n' }),
  },
  {
    id: 'T29',
    name: 'flags of the index that hide a file',
    attack: staged((repository) => {
      stage(repository, '.env', 'A=2\n')
      repository.git('update-index', '--assume-unchanged', '--skip-worktree', '.env')
    }),
    by: '.env is blocked',
    twin: staged((repository) => {
      stage(repository, 'a.txt', '2\n')
      repository.git('update-index', '--assume-unchanged', '--skip-worktree', '.env')
    }),
  },
  {
    id: 'T29',
    name: 'a mode that the settings say not to look at',
    attack: staged((repository) => {
      repository.git('config', 'core.fileMode', 'false')
      repository.git('update-index', '--chmod=+x', '.env')
    }),
    by: '.env is blocked',
    twin: staged((repository) => {
      repository.git('config', 'core.fileMode', 'false')
      chmodSync(join(repository.dir, '.env'), 0o755)
    }),
  },
  {
    id: 'T30',
    name: 'staged, and put back in the work tree',
    attack: staged((repository) => {
      stage(repository, '.env', 'A=2\n')
      repository.write('.env', 'A=1\n')
    }),
    by: '.env is blocked',
    twin: staged((repository) => {
      stage(repository, 'a.txt', '2\n')
      repository.write('.env', 'A=2\n')
    }),
  },
  { id: 'T31', name: 'another index', attack: otherIndex('.env'), by: '.env is blocked', twin: otherIndex('a.txt') },
  {
    id: 'T32',
    name: 'a change that only the merge makes',
    attack: merged({ 'deploy/evil': 'evil\n' }),
    by: `head: ${GUARDED} deploy/evil`,
    twin: merged({}),
  },
  {
    id: 'T33',
    name: 'a merge that drops what the base mended',
    attack: merged({ 'deploy/run': 'run\n' }),
    by: `head: ${GUARDED} deploy/run`,
    twin: merged({ 'src/a': '2\n' }),
  },
  {
    id: 'T34',
    name: 'added and taken away again',
    attack: on({ 'deploy/key': 'x\n' }, { 'deploy/key': null }),
    by: `c0: ${GUARDED} deploy/key`,
    twin: on({ 'src/key': 'x\n' }, { 'src/key': null }),
  },
  {
    id: 'T35',
    name: 'two halves, each of them small',
    attack: on({ 'src/next': 'half\n' }, { 'deploy/next': 'half\n', 'src/next': null }),
    by: `head: ${GUARDED} deploy/next`,
    twin: on({ 'src/next': 'half\n' }, { 'src/last': 'half\n', 'src/next': null }),
  },
  {
    id: 'T36',
    name: 'the revert of a revert',
    attack: plan([
      { ...BASE, name: 'start' },
      { name: 'change', files: { 'deploy/run': 'new\n' } },
      { name: 'base', message: 'Revert "change"', files: { 'deploy/run': 'run\n' } },
      { name: 'head', message: 'Revert "Revert "change""', files: { 'deploy/run': 'new\n' } },
    ]),
    by: `${GUARDED} deploy/run`,
    twin: plan([
      { ...BASE, name: 'start' },
      { name: 'change', files: { 'src/a': 'new\n' } },
      { name: 'base', message: 'Revert "change"', files: { 'src/a': '1\n' } },
      { name: 'head', message: 'Revert "Revert "change""', files: { 'src/a': 'new\n' } },
    ]),
  },
  {
    id: 'T37',
    name: 'a guarded file deleted',
    attack: on({ 'deploy/run': null }),
    by: `${GUARDED} deploy/run`,
    twin: on({ 'src/a': null }),
  },
  {
    id: 'T37',
    name: 'a guarded file that becomes another kind of thing',
    attack: on({ 'deploy/run': gitlink('3') }),
    by: `${GUARDED} deploy/run`,
    twin: on({ 'src/a': gitlink('3') }),
  },
  {
    id: 'T38',
    name: 'a copy beside, and the reference moved to it',
    attack: change(
      packed('ci'),
      { '.github/workflows/ci.yml': 'run: ci/test\n', 'ci/test': 'x\n' },
      { 'tools/test': 'true\n', '.github/workflows/ci.yml': 'run: tools/test\n' },
    ),
    by: `${GUARDED} .github/workflows/ci.yml`,
    twin: change(packed('ci'), { '.github/workflows/ci.yml': 'run: ci/test\n' }, { 'tools/test': 'true\n' }),
  },
  {
    id: 'T39',
    name: 'a lock file of another tool, deep down',
    attack: change('version: 1\n', {}, { 'packages/x/npm-shrinkwrap.json': '{}\n' }),
    by: LOCKED,
    twin: change('version: 1\n', {}, { 'packages/x/shrinkwrap.md': 'x\n' }),
  },
  {
    id: 'T39',
    name: 'where packages come from',
    attack: change('version: 1\n', {}, { 'packages/x/.npmrc': 'registry=https://evil.example/\n' }),
    by: LOCKED,
    twin: change('version: 1\n', {}, { 'packages/x/npmrc.md': 'x\n' }),
  },
  {
    id: 'T40',
    name: 'what tells an agent what it may do',
    attack: change(packed('agents'), {}, { 'web/.claude/settings.json': '{}\n' }),
    by: GUARDED,
    twin: change(packed('agents'), {}, { 'web/claude/settings.json': '{}\n' }),
  },
  {
    id: 'T41',
    name: 'a second file that another CI starts from',
    attack: change(packed('ci'), { '.github/workflows/ci.yml': 'x\n' }, { Jenkinsfile: 'x\n' }),
    by: `${GUARDED} Jenkinsfile`,
    twin: change(packed('ci'), { '.github/workflows/ci.yml': 'x\n' }, { 'docs/jenkins.md': 'x\n' }),
  },
  {
    id: 'T42',
    name: 'deeper down and behind a dot, where a star is taken for one level',
    attack: change(GUARDING.replace("'deploy/'", "'config/*'"), {}, { 'config/.hidden/deep/file': 'x\n' }),
    by: GUARDED,
    twin: change(GUARDING.replace("'deploy/'", "'config/*'"), {}, { 'src/config.txt': 'x\n' }),
  },
  {
    id: 'T43',
    name: 'an expression that does not parse',
    attack: change(
      GUARDING,
      {},
      { '.precheck.yml': "version: 1\ntrailers: { Task-Id: { required: true, pattern: '(' } }\n" },
    ),
    by: 'policy-change/unreadable',
    twin: change(GUARDING, {}, { 'precheck.yml': "pattern: '('\n" }),
  },
  {
    id: 'T44',
    name: 'thousands of files',
    attack: many('deploy/late'),
    by: `${GUARDED} deploy/late`,
    twin: many('zz/late'),
  },
]

/** Makes a link to a folder, and edits a file of that folder through it. */
function through(repository: TestRepository, folder: string) {
  const base = repository.commit('Adopt', BASE.files as Record<string, string>)
  symlinkSync(folder, join(repository.dir, 'link'))
  repository.commit('Link', {})
  writeFileSync(join(repository.dir, 'link', folder === 'deploy' ? 'run' : 'a'), 'edited\n')
  return { base, head: repository.commit('Edit', {}) }
}
