import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeHistory, type Planned } from '../../support/history.ts'
import {
  BASE,
  binary,
  change,
  GUARDED,
  GUARDING,
  inRepository,
  type Play,
  plan,
  playedAt,
  type Threat,
} from '../threat.ts'

type Files = NonNullable<Planned['files']>

/** A change, and a commit that git shows in its place wherever replacements are looked at. */
const replaced = (files: Files): Play =>
  inRepository((repository) => {
    const ids = makeHistory(repository, [BASE, { name: 'head', files }, { name: 'fair', on: ['base'] }])
    repository.git('replace', ids['head']!, ids['fair']!)
    return ids
  })

/** A change, and a graft by which it never was. */
const grafted = (files: Files): Play =>
  inRepository((repository) => {
    const ids = makeHistory(repository, [BASE, { name: 'work', files }, { name: 'head', files: { 'src/b': '2\n' } }])
    repository.write('.git/info/grafts', `${ids['head']} ${ids['base']}\n${ids['base']} ${ids['work']}\n`)
    return ids
  })

const cloned = (depth: string): Play =>
  inRepository((repository) => {
    const ids = makeHistory(repository, [BASE, { name: 'work', files: { 'src/a': '2\n' } }, { name: 'head' }])
    const other = join(repository.dir, '../shallow')
    repository.git('clone', '-q', '--no-single-branch', `--depth=${depth}`, `file://${repository.dir}`, other)
    rmSync(join(repository.dir, '.git'), { recursive: true })
    renameSync(join(other, '.git'), join(repository.dir, '.git'))
    return ids
  })

/** A range by names, where a tag may bear the base's. */
const named = (tag: string): Play =>
  binary((repository) => {
    const ids = makeHistory(repository, [BASE, { name: 'head', files: { 'src/a': '2\n' } }])
    repository.git('update-ref', `refs/tags/${tag}`, ids['head']!)
    return { args: ['check', 'base..head'] }
  })

const UNGUARDED = 'version: 1\npaths: [{ name: deploy, match: [nothing/], action: sign-off }]\n'

/** A branch from before the base had a policy, which it may not bring its own of. */
const older = (files: Files): Play =>
  plan([
    { name: 'start', files: { 'deploy/run': '1\n', 'src/a': '1\n' } },
    { name: 'base', files: { '.precheck.yml': GUARDING } },
    { name: 'head', on: ['start'], files },
  ])

const COMMITLINT: Files = { 'commitlint.config.mjs': "throw new Error('this was run')\n" }

/** An environment that points git elsewhere. */
const environment = (env: Record<string, string>, files: Files): Play =>
  inRepository((repository) => {
    const ids = makeHistory(repository, [BASE, { name: 'head', files }])
    Object.assign(repository.env, env)
    return ids
  })

const ELSEWHERE = {
  LC_ALL: 'tr_TR.UTF-8',
  GIT_NAMESPACE: 'other',
  GIT_REPLACE_REF_BASE: 'refs/other/',
  GIT_GRAFT_FILE: '.git/other',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'diff.renames',
  GIT_CONFIG_VALUE_0: 'copies',
  GIT_EXTERNAL_DIFF: '/bin/false',
  GIT_ICASE_PATHSPECS: '1',
  GIT_DIFF_OPTS: '-u0',
}

/** A history of which one object is lost. */
const without = (name: string): Play =>
  inRepository((repository) => {
    const ids = makeHistory(repository, [BASE, { name: 'head', files: { 'src/deep/a': '2\n' } }])
    const id = repository.git('rev-parse', name)
    const loosen =
      'mv .git/objects/pack ../pack; for p in ../pack/*.pack; do [ ! -e "$p" ] || git unpack-objects -q <"$p"; done'
    repository.run('sh', ['-c', loosen])
    rmSync(join(repository.dir, '.git/objects', id.slice(0, 2), id.slice(2)))
    return ids
  })

/** What the check prints of a path that a terminal or a runner would obey. */
const printed = (path: string): Play =>
  playedAt('wall', async () => {
    const answer = await binary((repository) => {
      makeHistory(repository, [BASE, { name: 'head', files: { [path]: 'x\n' } }])
      return { args: ['check', 'base..head'] }
    })()
    if (/[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]|^\s*::|##\[/m.test(answer.said.join('\n')))
      throw new Error('it was printed')
    return answer
  })

export const viewing: readonly Threat[] = [
  {
    id: 'T69',
    name: 'an object that stands in for another',
    attack: replaced({ 'deploy/run': 'evil\n' }),
    by: GUARDED,
    twin: replaced({ 'src/a': '2\n' }),
  },
  {
    id: 'T70',
    name: 'a graft that leaves a commit out',
    attack: grafted({ 'deploy/run': 'evil\n' }),
    by: `work: ${GUARDED}`,
    twin: grafted({ 'src/a': '2\n' }),
  },
  { id: 'T71', name: 'a clone that ends within the range', attack: cloned('1'), by: 'shallow', twin: cloned('10') },
  { id: 'T72', name: 'a tag of the base\u2019s name', attack: named('base'), by: 'several refs', twin: named('other') },
  {
    id: 'T73',
    name: 'a change that brings the policy by which it would pass',
    attack: change(GUARDING, {}, { '.precheck.yml': UNGUARDED, 'deploy/run': 'evil\n' }),
    by: `${GUARDED} deploy/run`,
    twin: change(UNGUARDED, { 'nothing/a': '1\n' }, { 'deploy/run': 'x\n' }),
  },
  {
    id: 'T74',
    name: 'a branch from before there was a policy',
    attack: older({ 'deploy/run': '2\n' }),
    by: `${GUARDED} deploy/run`,
    twin: older({ 'src/a': '2\n' }),
  },
  {
    id: 'T75',
    name: 'the workflow that runs the check, changed by what it checks',
    attack: change(
      'version: 1\n',
      { '.github/workflows/precheck.yml': '1\n' },
      { '.github/workflows/precheck.yml': '2\n' },
    ),
    by: GUARDED,
    twin: change('version: 1\n', { '.github/workflows/precheck.yml': '1\n' }, { '.github/notes.md': '2\n' }),
  },
  {
    id: 'T76',
    name: 'a configuration that is a program',
    attack: change(GUARDING, {}, { ...COMMITLINT, 'deploy/run': '2\n' }),
    by: GUARDED,
    twin: change(GUARDING, {}, COMMITLINT),
  },
  {
    id: 'T77',
    name: 'a policy that takes its rules from elsewhere',
    attack: change(GUARDING, {}, { '.precheck.yml': `${GUARDING}extends: https://evil.example/policy.yml\n` }),
    by: 'policy-change/unreadable',
    twin: change(GUARDING, {}, { 'extends.yml': 'extends: https://evil.example/policy.yml\n' }),
  },
  {
    id: 'T78',
    name: 'an environment that points elsewhere',
    attack: environment(ELSEWHERE, { 'deploy/run': null, 'src/run': 'run\n' }),
    by: `${GUARDED} deploy/run`,
    twin: environment(ELSEWHERE, { 'src/a': '2\n' }),
  },
  {
    id: 'T79',
    name: 'an object that is not here',
    attack: without('head:src/deep'),
    by: 'unable to',
    // A file's content is not asked for: only what it is called, and that it is another.
    twin: without('head:src/deep/a'),
  },
  {
    id: 'T82',
    name: 'a queue that lands another tree than was signed off',
    attack: plan([
      { ...BASE, name: 'base' },
      { name: 'topic', files: { 'src/a': '2\n' } },
      { name: 'head', on: ['base', 'topic'], files: { 'src/a': '2\n', 'deploy/run': 'other\n' } },
    ]),
    by: `head: ${GUARDED} deploy/run`,
    twin: plan([
      { ...BASE, name: 'base' },
      { name: 'topic', files: { 'src/a': '2\n' } },
      { name: 'head', on: ['base', 'topic'], files: { 'src/a': '2\n' } },
    ]),
  },
  {
    id: 'T83',
    name: 'a path that a terminal or a runner obeys',
    attack: printed('deploy/\u001b[31m\n::error::x ##[error]y \u202e'),
    by: 'is guarded',
    twin: printed('src/plain'),
  },
]
