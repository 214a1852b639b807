import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { signOffRef } from '../../../src/collect/sign-offs/sign-off-blob.ts'
import { mergeTime } from '../../../src/git/merge-tree.ts'
import { writeBlock } from '../../../src/signoff/block.ts'
import { writeMade } from '../../../src/signoff/made.ts'
import { writeStatement } from '../../../src/signoff/statement.ts'
import { withServer } from '../../server/served.ts'
import { aSignOff, LATER, putOutside, signedBlock, writeBlobs } from '../../signoff/given.ts'
import { withKeys } from '../../signoff/keys.ts'
import { softSecurityKey } from '../../signoff/security-key.ts'
import { crossing } from '../../support/crossing.ts'
import { makeHistory, type Planned } from '../../support/history.ts'
import { type Entry, entriesOf, WHO, write, writeCommit, writeTree } from '../../support/objects.ts'
import { type Ran, type TestRepository, withRepository } from '../../support/repository.ts'
import { AFTER, BEFORE, ID, LOCK, type Scene, type Setting } from '../scene.ts'
import {
  ASKING,
  BASE,
  binary,
  change,
  GUARDED,
  GUARDING,
  type Ids,
  inRepository,
  LOCKED,
  MISSING,
  message,
  once,
  type Play,
  plan,
  playedAt,
  ranAs,
  scene,
  type Threat,
} from '../threat.ts'

type Files = NonNullable<Planned['files']>

const BOUND: Setting = { policy: 'lockfiles: { action: sign-off }\n' }
const TASK = 'Task-Id: A-1\n'

/** A commit object to the byte, on a base that asks for a task. */
const object = (make: (base: string, tree: string) => string | Buffer): Play =>
  inRepository((repository) => {
    const ids = makeHistory(repository, [{ name: 'base', files: { '.precheck.yml': ASKING } }])
    return { ...ids, head: write(repository, 'commit', make(ids['base']!, repository.git('rev-parse', 'base^{tree}'))) }
  })

const headed = (headers: string, text = `Change\n\n${TASK}`): Play =>
  object((base, tree) => `tree ${tree}\nparent ${base}\nauthor ${WHO}\ncommitter ${WHO}\n${headers}\n${text}`)

/** A commit on the base whose tree is made of the base's by hand. */
const tree = (make: (repository: TestRepository, entries: Entry[], blob: (text: string) => string) => Entry[]): Play =>
  inRepository((repository) => {
    const ids = makeHistory(repository, [BASE])
    const blob = (text: string) => write(repository, 'blob', text)
    const made = writeTree(repository, make(repository, entriesOf(repository, 'base^{tree}'), blob))
    return { ...ids, head: writeCommit(repository, made, ids['base']!) }
  })

/** The base's tree with one entry in another's place. */
const instead = (name: string, make: (repository: TestRepository, blob: (text: string) => string) => Entry): Play =>
  tree((repository, entries, blob) => entries.map((entry) => (entry[1] === name ? make(repository, blob) : entry)))

const judgedAt = (date: string, files: Files): Play =>
  inRepository((repository) => {
    const ids = makeHistory(repository, [BASE, { name: 'work', files }])
    const who = `Ann <ann@example.com> ${date}`
    const raw = `tree ${repository.git('rev-parse', 'work^{tree}')}\nparent ${ids['base']}\nauthor ${who}\ncommitter ${who}\n\nx\n`
    return { ...ids, head: write(repository, 'commit', raw) }
  })

const octopus = (files: Files): Play =>
  plan([
    BASE,
    ...['a', 'b', 'c'].map((name): Planned => ({ name, on: ['base'], files: { [`src/${name}`]: '2\n' } })),
    { name: 'head', on: ['a', 'b', 'c'], files: { 'src/b': '2\n', 'src/c': '2\n', ...files } },
  ])

/** Two branches that have each taken the other in, and a merge of both. */
const crissCross = (files: Files): Play =>
  plan([
    BASE,
    { name: 'one', files: { 'src/a': '2\n' } },
    { name: 'two', on: ['base'], files: { 'src/b': '2\n' } },
    { name: 'left', on: ['one', 'two'], files: { 'src/b': '2\n' } },
    { name: 'right', on: ['two', 'one'], files: { 'src/a': '2\n' } },
    { name: 'further', on: ['left'], files: { 'src/c': '1\n' } },
    { name: 'other', on: ['right'], files: { 'src/d': '1\n' } },
    { name: 'head', on: ['further', 'other'], files: { 'src/d': '1\n', ...files } },
  ])

const deep = (levels: number, name: string): Play =>
  plan([
    { name: 'base', files: { '.precheck.yml': GUARDING.replace("'deploy/'", "'*.pem'") } },
    { name: 'head', files: { [`${'d/'.repeat(levels)}${name}`]: 'x\n' } },
  ])

/** A change of the policy; what it must be is readable. */
const policy = (text: string): Play => change(GUARDING, {}, { '.precheck.yml': text })
const beside = (text: string): Play => change(GUARDING, {}, { 'docs/policy.yml': text })

/** A policy on the base in another form, and a change that it guards or not. */
const under = (text: string, path: string): Play => change(text, {}, { [path]: 'x\n' })
const REFORMED = `\ufeff${GUARDING.replaceAll('\n', '\r\n')}`

const chain = (folder: string): Play =>
  plan([
    { ...BASE, files: { ...BASE.files, 'src/run': 'run\n' } },
    { name: 'c1', files: { [`${folder}/run`]: null, 'src/one': 'run\n' } },
    { name: 'c2', files: { 'src/one': null, 'src/two': 'run\nevil\n' } },
    { name: 'head', files: { 'src/two': null, [`${folder}/run`]: 'run\nevil\n' } },
  ])

/** Half of a sign-off in one commit, half in the next, or the whole in one. */
const split = (halves: boolean): Play =>
  scene(BOUND, async ({ block }: Scene) => {
    const text = await block({ key: null })
    if (!halves) return [`Sign\n\n${text}`, 'Next\n']
    const at = text.indexOf('Sign-off-covers')
    return [`Sign\n\n${text.slice(0, at)}`, `Next\n\n${text.slice(at)}`]
  })

const requests = (path: string, other: string): Play =>
  plan([
    BASE,
    {
      name: 'head',
      message: other === '' ? 'Change\n' : `Change\n\nSign-off-requested: ${other}\n`,
      files: { [path]: 'x\n' },
    },
  ])

/** `check` with a range that reads as an option, in a repository in which all is well. */
const ranged = (range: string): Play =>
  binary((repository) => {
    makeHistory(repository, [BASE, { name: 'head', files: { 'src/a': '2\n' } }])
    return { args: ['check', '--', range] }
  })

/** A branch that is called as the base's id is, and points at the head. */
const idAsName = (files: Files): Play =>
  binary((repository) => {
    const ids = makeHistory(repository, [BASE, { name: 'head', files }])
    repository.git('update-ref', `refs/heads/${ids['base']}`, ids['head']!)
    return { args: ['check', `${ids['base']}..head`] }
  })

/**
 * A commit-graph by which a commit follows the base, and what really lies between is not there (of the tips git reads the
 * commits themselves). In the file's CDAT chunk, by id: the tree's id, the places of two parents, eight bytes of generation and date (gitformat-commit-graph(5)).
 */
const lyingGraph = (files: Files): Play =>
  inRepository((repository) => {
    const steps = ['middle', 'head'].map((name): Planned => ({ name, files: { 'src/b': name } }))
    const ids = makeHistory(repository, [BASE, { name: 'work', files }, ...steps])
    repository.git('-c', 'commitGraph.generationVersion=1', 'commit-graph', 'write', '--reachable')
    const file = join(repository.dir, '.git/objects/info/commit-graph')
    const bytes = readFileSync(file)
    const order = Object.values(ids).sort()
    const chunk = bytes.indexOf('CDAT')
    const start = Number(bytes.readBigUInt64BE(chunk + 4))
    bytes.writeUInt32BE(order.indexOf(ids['base']!), start + order.indexOf(ids['middle']!) * 36 + 20)
    rmSync(file)
    writeFileSync(file, bytes)
    if (repository.git('rev-list', '--count', 'base..head') !== '2') throw new Error('git does not believe the graph')
    return ids
  })

/** All objects lie elsewhere, and are borrowed. */
const borrowed = (files: Files): Play =>
  inRepository((repository) => {
    const ids: Ids = makeHistory(repository, [BASE, { name: 'head', files }])
    const other = join(repository.dir, '../objects')
    renameSync(join(repository.dir, '.git/objects'), other)
    repository.write('.git/objects/info/alternates', `${other}\n`)
    return ids
  })

const flood = (last: string): Play =>
  message(`Change\n\n${Array.from({ length: 20_000 }, (_, at) => `X-Note-${at}: ${'x'.repeat(40)}\n`).join('')}${last}`)

/** What a check and a packet print of a commit with this message and path, which a CI's runner reads for commands. */
const logged = (text: string, path = 'src/a'): Play =>
  playedAt('wall', () =>
    withRepository((repository) => {
      makeHistory(repository, [
        { name: 'base', files: { '.precheck.yml': ASKING } },
        { name: 'head', message: text, files: { [path]: '2\n' } },
      ])
      const [checked, packet] = ['check', 'packet'].map((command) => repository.precheck([command, 'base..head']))
      for (const { stdout, stderr } of [checked!, packet!])
        if (/##[a-z]*\[|^\s*::/im.test(stdout + stderr)) throw new Error('a runner obeys what was printed')
      if (!packet!.stdout.includes('src/')) throw new Error('there is no packet')
      return ranAs(checked!)
    }),
  )

const OF_AGENTS = ASKING.replace('everyone', 'agents')
const CO_AUTHOR = 'Co-authored-by: Claude <noreply@anthropic.com>\n'

const touching = softSecurityKey()

/** Jane has a key on her disk and one that records a touch, and the latter is asked for. */
const TOUCHED: Setting = {
  policy: 'lockfiles: { action: sign-off, strength: present }\n',
  people: (key) =>
    `signers: [{ name: Jane Doe, email: [jane@example.com], keys: ['${key('jane')}', '${touching.publicKey}'] }]\n`,
}

const withTouch = scene(TOUCHED, ({ covers }: Scene) => {
  const signOff = aSignOff(covers)
  const statement = writeStatement({ repository: ID, signer: signOff.signer.email, made: signOff.made, covers })
  const signature = touching.sign(statement, 1).toString('base64')
  return [`Sign\n\n${writeBlock({ ...signOff, signature })}`]
})

/** A lock file of a name that others use too, on a branch that is older than what came to this folder on the base. */
const besideBase = (folder: string): Play =>
  plan([
    { name: 'start', files: { '.precheck.yml': 'version: 1\n' } },
    { name: 'base', files: { [`${folder}/Project.toml`]: '1\n' } },
    { name: 'head', on: ['start'], files: { 'x/Manifest.toml': '1\n' } },
  ])

/** A folder whose entries stand in this order in its tree, whatever git's own is; then, with `later`, in that. */
const ordered = (names: readonly string[], later: readonly string[] = names): Play =>
  inRepository((repository) => {
    const ids = makeHistory(repository, [{ name: 'base', files: { '.precheck.yml': 'version: 1\n' } }])
    const blob = repository.git('rev-parse', 'base:.precheck.yml')
    const above = (inFolder: readonly string[]): string => {
      const entries = inFolder.map((name): Entry => ['100644', name, blob])
      const folder: Entry = ['40000', 'x', writeTree(repository, entries)]
      return writeTree(repository, [...entriesOf(repository, 'base^{tree}'), folder])
    }
    const first = writeCommit(repository, above(names), ids['base']!)
    return { ...ids, head: later === names ? first : writeCommit(repository, above(later), first) }
  })

/** Takes the base into one of some branches that have merged each other again and again; git has a fifth of a second for it. */
const crossed = (branches: readonly string[], slippedIn: Files): Play =>
  playedAt('wall', async () => {
    const taken = { 'src/a': '24\n', 'deploy/run': 'run twice\n' }
    const commits = [
      { ...BASE, name: 'start' },
      ...crossing('start', branches, 24),
      { name: 'base', on: ['a24'], files: { 'deploy/run': 'run twice\n' } },
      { name: 'head', on: ['b24', 'base'], files: { ...taken, ...slippedIn } },
    ]
    return await plan(commits, branches.length > 2 ? { mergeTime: mergeTime(200) } : {})()
  })

/** A merge that a signer has signed, with its signature where `place` puts it; its second parent has this message. */
const signedMerge = (text: string, place: (raw: string) => string): Play =>
  inRepository((repository) =>
    withKeys((keys) => {
      const key = keys.make('jane', '-t', 'ed25519')
      const who = `signers: [{ name: Jane, email: [jane@example.com], keys: [{ key: '${keys.publicKey('jane')}', commits: true }] }]`
      const ids = makeHistory(repository, [
        { name: 'base', files: { '.precheck.yml': `${OF_AGENTS.replace('agents', 'unverified')}${who}\n` } },
        { name: 'side', message: text, files: { 'src/a': '1\n' } },
      ])
      repository.git('checkout', '-q', '-f', '--detach', 'base')
      const signing = ['-c', 'gpg.format=ssh', '-c', `user.signingkey=${key}`]
      repository.git(...signing, 'merge', '-q', '-S', '--no-ff', '-m', 'Merge', 'side')
      return { ...ids, head: write(repository, 'commit', place(`${repository.git('cat-file', 'commit', 'HEAD')}\n`)) }
    }),
  )

/** git reads no parents behind another header. */
const amongParents = (raw: string): string => {
  const signature = /^gpgsig .*\n(?: .*\n)*/m.exec(raw)![0]
  return raw.replace(signature, '').replace(/^(parent .*\n)(?=parent )/m, `$1${signature}`)
}

/** A lock file whose change landed and was taken back by a commit that says it was made in 2099, and that comes again. */
const takenBackIn2099 = (made: number): Play =>
  scene(
    {
      plan: [
        { name: 'landed', on: ['base'], files: { [LOCK]: AFTER }, at: LATER + 60 },
        { name: 'main', files: { [LOCK]: BEFORE }, at: 4_070_908_800 },
        { name: 'topic', files: { [LOCK]: AFTER } },
      ],
    },
    async ({ message: written }: Scene) => [await written({ made: writeMade(made) })],
  )

/** Jane's sign-off outside of the branch, and newer ones in her name that are none. */
const amongForged = (forged: number): Play =>
  scene({ policy: 'lockfiles: { action: sign-off, strength: signed }\n' }, async ({ repository, block }: Scene) => {
    putOutside(repository, await block())
    const other = await block({ key: 'mallory' })
    const texts = Array.from({ length: forged }, (_, at) => other.replace(writeMade(LATER), writeMade(LATER + 1 + at)))
    const input = writeBlobs(repository, texts).map(
      (oid, at) => `create ${signOffRef(Buffer.from(texts[at]!))} ${oid}\n`,
    )
    repository.tryGit(['update-ref', '--stdin'], { input: input.join('') })
    return ['Nothing more\n']
  })

/** Something pushed as a sign-off, under the digest of its text, to a server whose policy lists Jane's key. */
const pushed = (text: (signed: string) => string): Play =>
  playedAt('wall', async () => {
    let ran: Ran | null = null
    await withKeys(async (keys) => {
      const key = keys.make('jane', '-t', 'ed25519')
      const signers = `signers: [{ name: Jane Doe, email: [jane@example.com], keys: ['${keys.publicKey('jane')}'] }]`
      await withServer(`repository: ${ID}\n${signers}`, async ({ clone, push }) => {
        const old = { mode: '000000', oid: '0'.repeat(40) }
        const covers = [{ path: LOCK, old, new: { mode: '100644', oid: 'a'.repeat(40) } }]
        const ref = putOutside(clone, text(await signedBlock(aSignOff(covers), key, ID)))
        ran = push(ref)
      })
    })
    return ranAs(ran!)
  })

const pushedByJane = once(pushed((signed) => signed))

/** Files with names that every object of JavaScript has, where everything is guarded. */
const inherited = (signs: boolean): Play =>
  scene(
    {
      policy: "paths: [{ name: all, match: ['**'], strength: signed }]\n",
      plan: [
        { name: 'main', on: ['base'] },
        { name: 'topic', on: ['base'], files: { constructor: 'x\n', toString: 'x\n', ['__proto__']: 'x\n' } },
      ],
    },
    async ({ message: written }: Scene) => [signs ? await written() : 'Nothing more\n'],
  )

/** A link, and where it leads what another path then opens. */
const standIn = (policy: string, path: string, file: string): Play =>
  change(
    policy,
    { 'package.json': '{}\n', 'src/a': '1\n' },
    { [path]: { mode: '120000', is: 'p' }, [`p/${file}`]: 'x\n' },
  )

/** A sign-off of a guarded folder that nobody has signed, and that names as the folder what this says, beside Jane's or not. */
const noTree = (named: string, outside: boolean, signs: boolean): Play =>
  scene(
    {
      policy: "paths: [{ name: deploy, match: ['deploy/'], strength: signed }]\n",
      plan: [
        { name: 'main', on: ['base'] },
        { name: 'topic', on: ['base'], files: { 'deploy/run': 'x\n' } },
      ],
    },
    async ({ repository, block, message: written }: Scene) => {
      const old = { mode: '000000', oid: '0'.repeat(40) }
      const now = { mode: '040000', oid: repository.git('rev-parse', named) }
      const forged = await block({ key: null, covers: [{ path: 'deploy/', old, new: now }] })
      if (outside) putOutside(repository, forged)
      return [outside ? 'Nothing more\n' : `Quote\n\n${forged}`, ...(signs ? [await written()] : [])]
    },
  )

const gitlink = (id: string) => ({ mode: '160000', is: id.repeat(40) })

/** Commits in which the folder `.github`, of which one file is not guarded, has these names in the tree, one after the other. */
const called = (names: readonly string[]): Play =>
  inRepository((repository) => {
    const policyText = 'version: 1\npaths: [{ name: ci, match: [.github/workflows/], action: sign-off }]\n'
    const ids = makeHistory(repository, [
      { name: 'base', files: { '.precheck.yml': policyText, '.github/notes.yml': '1\n' } },
    ])
    const policy = entriesOf(repository, 'base^{tree}').find(([, name]) => name === '.precheck.yml')!
    const folder = repository.git('rev-parse', 'base:.github')
    const head = names.reduce(
      (parent, name) => writeCommit(repository, writeTree(repository, [['40000', name, folder], policy]), parent),
      ids['base']!,
    )
    return { ...ids, head }
  })

const LINES = Array.from({ length: 30 }, (_, at) => `${at}\n`).join('')

/**
 * One side has moved a file to `deploy/run`, signed off, and the other edits it where it was; the branch has `deploy/run` in
 * any case, with the sign-off. Where the file that is edited is another one, git carries nothing over.
 */
const carried = (set: { readonly edits: 'branch' | 'base'; readonly merged: boolean; readonly moved: string }): Play =>
  inRepository((repository) => {
    const start = { '.precheck.yml': GUARDING, 'tools/run': LINES, 'other/run': LINES.replace('1', 'one') }
    const ids = makeHistory(repository, [{ name: 'start', files: start }])
    const blob = repository.git('rev-parse', `start:tools/run`)
    const state = { mode: '100644', oid: blob }
    const absent = { mode: '000000', oid: '0'.repeat(40) }
    const signed = `Move\n\n${writeBlock(aSignOff([{ path: 'deploy/run', old: absent, new: state }]))}`
    const target = { 'deploy/run': LINES }
    const moves = { ...target, 'tools/run': null }
    const edited = set.moved === 'tools/run' ? 'tools/run' : 'other/run'
    const evil = { [edited]: `${start[edited]}evil\n` }
    const byBranch = set.edits === 'branch'
    const more = makeHistory(repository, [
      { name: 'base', on: ['start'], ...(byBranch ? { message: signed, files: moves } : { files: evil }) },
      ...(byBranch
        ? [
            { name: 'edit', on: ['start'], files: evil },
            { name: 'head', on: ['edit'], message: signed, files: target },
          ]
        : [{ name: 'head', on: ['start'], message: signed, files: moves }]),
    ])
    if (!set.merged) return { ...ids, ...more }
    repository.git('checkout', '-q', '--detach', more['base']!)
    repository.git('merge', '-q', '--no-edit', more['head']!)
    return { ...ids, ...more, head: repository.head() }
  })

const IN_GITLAB = {
  GITLAB_CI: 'true',
  CI_PIPELINE_SOURCE: 'merge_request_event',
  CI_MERGE_REQUEST_IID: '1',
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'topic',
}

/** A range whose base has a name that a tag bears, too, which stands on the head. `fetched`: that branch is here. */
const standingFor = (
  name: string,
  files: Files,
  {
    args,
    env,
    fetched,
  }: { readonly args: readonly string[]; readonly env: Record<string, string>; readonly fetched: boolean },
): Play =>
  binary((repository) => {
    const { base, head } = makeHistory(repository, [BASE, { name: 'head', files }])
    repository.git('remote', 'add', 'origin', '../origin.git')
    repository.git('checkout', '-q', '--detach', head!)
    if (fetched) repository.git('update-ref', 'refs/remotes/origin/main', base!)
    // Where both are there, a short name is refused for standing for two.
    if (!fetched || name.startsWith('refs/')) repository.git('update-ref', `refs/tags/${name}`, head!)
    return { args: ['check', '--quiet', ...args], options: { env: { ...env, CI_COMMIT_SHA: head } } }
  })

export const own: readonly Threat[] = [
  {
    id: 'P1',
    name: 'a NUL byte among the headers, so that git shows another message',
    attack: headed('note a\n\0b\n'),
    by: 'commit-message/unreadable',
    twin: headed('note a\nb c\n'),
  },
  {
    id: 'P2',
    name: 'a subject that is a command to a CI runner',
    attack: logged('##vso[task.setvariable variable=PATH]/tmp ##[add-mask]a ##teamcity[x]\n'),
    by: 'Task-Id',
    twin: logged(`Say what ## and [a] mean\n\n${TASK}`),
  },
  {
    id: 'P3',
    name: 'a guard in the policy that only some readers see, behind a lone carriage return',
    attack: policy(`version: 1\n# guards\rpaths:\n`),
    by: 'policy-change/unreadable',
    twin: beside('version: 1\n# guards\rpaths:\n'),
  },
  {
    id: 'P4',
    name: 'a change hidden in a merge of three',
    attack: octopus({ 'deploy/run': 'evil\n' }),
    by: `head: ${GUARDED} deploy/run`,
    twin: octopus({}),
  },
  {
    id: 'P5',
    name: 'a change hidden in a merge of branches that took each other in',
    attack: crissCross({ 'deploy/run': 'evil\n' }),
    by: `head: ${GUARDED} deploy/run`,
    twin: crissCross({}),
  },
  {
    id: 'P6',
    name: 'two trees in one commit: it then has no parent, and no history with the base',
    attack: object(
      (base, at) => `tree ${at}\ntree ${at}\nparent ${base}\nauthor ${WHO}\ncommitter ${WHO}\n\nx\n\n${TASK}`,
    ),
    by: 'no common history',
    twin: object((base, at) => `tree ${at}\nparent ${base}\nauthor ${WHO}\ncommitter ${WHO}\n\nx\n\n${TASK}`),
  },
  {
    id: 'P7',
    name: 'a message inside of a signature',
    attack: headed(`gpgsig -----BEGIN\n \n Change\n \n ${TASK} -----END\n`, 'Change\n'),
    by: MISSING,
    twin: headed(`gpgsig -----BEGIN\n \n Change\n \n nothing\n -----END\n`),
  },
  {
    id: 'P8',
    name: 'a merge whose parents are written in capitals',
    attack: inRepository((repository) => {
      const ids = makeHistory(repository, [BASE, { name: 'evil', files: { 'deploy/run': 'evil\n' } }])
      const [base, evil] = [ids['base']!, ids['evil']!].map((id) => id.toUpperCase())
      const at = repository.git('rev-parse', 'evil^{tree}')
      const raw = `tree ${at}\nparent ${base}\nparent ${evil}\nauthor ${WHO}\ncommitter ${WHO}\n\nx\n`
      return { ...ids, head: write(repository, 'commit', raw) }
    }),
    by: 'that is not its parent',
    twin: inRepository((repository) => {
      const ids = makeHistory(repository, [BASE, { name: 'work', files: { 'src/a': '2\n' } }])
      const at = repository.git('rev-parse', 'work^{tree}')
      const raw = `tree ${at}\nparent ${ids['base']}\nparent ${ids['work']}\nauthor ${WHO}\ncommitter ${WHO}\n\nx\n`
      return { ...ids, head: write(repository, 'commit', raw) }
    }),
  },
  {
    id: 'P9',
    name: 'a guarded file a thousand folders deep',
    attack: deep(1000, 'key.pem'),
    by: GUARDED,
    twin: deep(1000, 'key.txt'),
  },
  {
    id: 'P10',
    name: 'an entry without a name',
    attack: tree((_, entries, blob) => [['100644', '', blob('x')], ...entries]),
    by: 'empty filename',
    twin: tree((_, entries, blob) => [...entries, ['100644', 'x', blob('x')]]),
  },
  {
    id: 'P11',
    name: 'a guarded folder whose mode is none, which git takes for a submodule',
    attack: instead('deploy', () => ['0', 'deploy', '1'.repeat(40)]),
    by: `${GUARDED} deploy`,
    twin: instead('src', () => ['0', 'src', '1'.repeat(40)]),
  },
  {
    id: 'P12',
    name: 'a mode that git reads as executable',
    attack: instead('deploy', (repository) => [
      '40000',
      'deploy',
      writeTree(repository, [['0100711', 'run', repository.git('rev-parse', 'base:deploy/run')]]),
    ]),
    by: `${GUARDED} deploy/run`,
    twin: instead('deploy', (repository) => [
      '040000',
      'deploy',
      writeTree(repository, [['0100600', 'run', repository.git('rev-parse', 'base:deploy/run')]]),
    ]),
  },
  {
    id: 'P13',
    name: 'a commit without a message',
    attack: headed('', ''),
    by: MISSING,
    twin: headed(''),
  },
  ...['-1 +0000', '99999999999999999999 +9999', '0 -0000', 'never', '1700000000 +0000 x'].map(
    (date): Threat => ({
      id: 'P14',
      name: `a date that is none: ${date}`,
      attack: judgedAt(date, { 'deploy/run': 'evil\n' }),
      by: `head: ${GUARDED} deploy/run`,
      twin: judgedAt(date, { 'src/a': '2\n' }),
    }),
  ),
  {
    id: 'P15',
    name: 'a message whose lines end in carriage returns alone',
    attack: headed('', `Change\r\r${TASK.replace('\n', '\r')}`),
    by: MISSING,
    twin: headed('', `Change\r\n\r\n${TASK.replace('\n', '\r\n')}`),
  },
  {
    id: 'P16',
    name: 'a policy with a byte order mark and the line ends of Windows guards as before',
    attack: under(REFORMED, 'deploy/run'),
    by: `${GUARDED} deploy/run`,
    twin: under(REFORMED, 'src/run'),
  },
  {
    id: 'P17',
    name: 'keys that YAML merges in from elsewhere',
    attack: policy(`x: &x { mode: warn }\n${GUARDING}<<: *x\n`),
    by: 'policy-change/unreadable',
    twin: beside(`x: &x { mode: warn }\n${GUARDING}<<: *x\n`),
  },
  {
    id: 'P18',
    name: 'aliases that double a hundred times',
    attack: policy(
      `version: 1\na0: &a0 x\n${Array.from({ length: 100 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`).join('')}`,
    ),
    by: 'policy-change/unreadable',
    twin: beside('a0: &a0 x\nb: *a0\n'),
  },
  {
    id: 'P19',
    name: 'a key twice, once written in escapes',
    attack: policy(`${GUARDING}mode: block\n"m\\u006fde": warn\n`),
    by: 'policy-change/unreadable',
    twin: beside('mode: block\n"m\\u006fde": warn\n'),
  },
  {
    id: 'P20',
    name: 'a pattern with a line break and a NUL in it',
    attack: policy('version: 1\npaths: [{ name: x, match: ["deploy\\n/\\0"], action: sign-off }]\n'),
    by: 'policy-change/unreadable',
    twin: beside('match: ["deploy\\n/\\0"]\n'),
  },
  {
    id: 'P21',
    name: 'a policy in other letters, which macOS opens for the policy',
    attack: change(GUARDING, {}, { '.PRECHECK.yml': 'version: 1\n' }),
    by: GUARDED,
    twin: change(GUARDING, {}, { 'PRECHECK.yml': 'version: 1\n' }),
  },
  {
    id: 'P22',
    name: 'out of a guarded folder, changed under other names, and back',
    attack: chain('deploy'),
    by: `head: ${GUARDED} deploy/run`,
    twin: chain('src'),
  },
  {
    id: 'P23',
    name: 'a submodule in the place of a guarded folder',
    attack: plan([BASE, { name: 'head', files: { deploy: gitlink('2') } }]),
    by: `${GUARDED} deploy`,
    twin: plan([BASE, { name: 'head', files: { third_party: gitlink('2') } }]),
  },
  {
    id: 'P24',
    name: 'a key in full-width letters',
    attack: message('Change\n\n\uff34\uff41\uff53\uff4b-Id: A-1\n'),
    by: MISSING,
    twin: message(`Change\n\n${TASK}`),
  },
  {
    id: 'P25',
    name: 'an encoding in which the trailer is other letters',
    attack: headed('encoding ISO-2022-JP\n', `Change\n\n\x1b$B${TASK}\x1b(B`),
    by: MISSING,
    twin: headed('encoding ISO-2022-JP\n', `Change \x1b$B$"\x1b(B\n\n${TASK}`),
  },
  {
    id: 'P26',
    name: 'a megabyte of trailers, and not the one that is asked for',
    attack: flood('Task-Id2: A-1\n'),
    by: MISSING,
    twin: flood(TASK),
  },
  {
    id: 'P27',
    name: 'half a sign-off in each of two commits',
    attack: split(true),
    by: 'sign-offs/damaged',
    twin: split(false),
  },
  {
    id: 'P28',
    name: 'a sign-off asked for in another Unicode form of the path',
    attack: requests('deploy/caf\u00e9', 'deploy/cafe\u0301'),
    by: GUARDED,
    twin: requests('src/caf\u00e9', ''),
  },
  {
    id: 'P29',
    name: 'a range that is an option of git',
    attack: ranged('--output=taken..head'),
    by: 'names no commit',
    twin: ranged('base..head'),
  },
  {
    id: 'P29',
    name: 'a head that is an option of git',
    attack: ranged('base..--all'),
    by: 'names no commit',
    twin: ranged('base...head'),
  },
  {
    id: 'P30',
    name: 'a branch that is called like the base\u2019s id',
    attack: idAsName({ 'deploy/run': 'evil\n' }),
    by: 'is guarded',
    twin: idAsName({ 'src/a': '2\n' }),
  },
  {
    id: 'P31',
    name: 'a commit-graph that leaves a commit out',
    attack: lyingGraph({ 'deploy/run': 'evil\n' }),
    by: `work: ${GUARDED}`,
    twin: lyingGraph({ 'src/a': '2\n' }),
  },
  {
    id: 'P32',
    name: 'objects that lie in another place',
    attack: borrowed({ 'deploy/run': 'evil\n' }),
    by: GUARDED,
    twin: borrowed({ 'src/a': '2\n' }),
  },
  {
    id: 'P33',
    name: 'a link in the place of the policy',
    attack: change(GUARDING, { 'src/a': '1\n' }, { '.precheck.yml': { mode: '120000', is: 'src/a' } }),
    by: 'policy-change/not-a-file',
    twin: change(GUARDING, { 'src/a': '1\n' }, { 'policy.yml': { mode: '120000', is: 'src/a' } }),
  },
  {
    id: 'P34',
    name: 'a key with one letter of another script',
    attack: message('Change\n\n\u0422ask-Id: A-1\n'),
    by: MISSING,
    twin: message(`Change\n\n${TASK}`),
  },
  {
    id: 'P35',
    name: 'a lock file whose name has an unseen character',
    attack: change('version: 1\n', {}, { [`web/\u2060${LOCK}`]: '{}\n' }),
    by: 'suspicious-paths/hidden',
    twin: change('version: 1\n', {}, { [`web/x${LOCK}`]: '{}\n' }),
  },
  {
    id: 'P36',
    name: 'a key on a disk, where one that records a touch is asked for',
    attack: scene(TOUCHED, async ({ message: written }: Scene) => [await written()]),
    by: 'sign-offs/too-weak',
    twin: withTouch,
  },
  {
    id: 'P37',
    name: 'an agent that leaves its co-author line and no trailers',
    attack: message(`Change\n\n${CO_AUTHOR}`, OF_AGENTS),
    by: MISSING,
    twin: message('Change\n\nCo-authored-by: Ann <ann@example.com>\n', OF_AGENTS),
  },
  {
    id: 'P38',
    name: 'an agent that shows no sign, where all are asked whom no key has verified',
    attack: message('Change\n', OF_AGENTS.replace('agents', 'unverified')),
    by: MISSING,
    twin: message(`Change\n\n${TASK}`, OF_AGENTS.replace('agents', 'unverified')),
  },
  {
    id: 'P39',
    name: 'a lock file on a branch older than the manifest that is beside it where it lands',
    attack: besideBase('x'),
    by: 'lockfiles/needs-sign-off',
    twin: besideBase('y'),
  },
  {
    id: 'P40',
    name: 'a signature moved in among the parents, so that a signed merge hides what it merges',
    attack: signedMerge('Change\n', amongParents),
    by: MISSING,
    twin: signedMerge(`Change\n\n${TASK}`, (raw) => raw),
  },
  {
    id: 'P41',
    name: 'a lock file whose manifest stands out of order in its folder, where git does not find it by its name',
    attack: ordered(['z', 'Project.toml', 'Manifest.toml']),
    by: 'a tree that git never writes',
    twin: ordered(['Manifest.toml', 'z']),
  },
  {
    id: 'P42',
    name: 'the same, with a manifest that is gone again by the last commit',
    attack: ordered(['z', 'Project.toml', 'Manifest.toml'], ['Manifest.toml', 'z']),
    by: 'a tree that git never writes',
    twin: ordered(['Manifest.toml', 'z'], ['Manifest.toml', 'y', 'z']),
  },
  {
    id: 'P43',
    name: 'a merge that takes git days to make again, since three branches have merged each other again and again',
    attack: crossed(['a', 'b', 'c'], { 'deploy/run': 'evil\n' }),
    by: GUARDED,
    twin: crossed(['a', 'b'], {}),
  },
  {
    id: 'P44',
    name: 'a sign-off replayed on a base that took its change back in the future, when nobody could sign again',
    attack: takenBackIn2099(LATER),
    by: LOCKED,
    twin: takenBackIn2099(LATER + 120),
  },
  {
    id: 'P45',
    name: 'junk pushed as a sign-off, which nobody could ever delete, so that there is no room for a good one',
    attack: pushed(() => 'x'.repeat(256 * 1024)),
    by: 'the blob is not exactly one sign-off',
    twin: pushedByJane,
  },
  {
    id: 'P46',
    name: 'a sign-off once more under another name, which no signature is of, and so on without end',
    attack: pushed((signed) => signed.replace('Jane Doe', 'Jane P. Doe')),
    by: 'names its signer in another way',
    twin: pushedByJane,
  },
  {
    id: 'P47',
    name: 'so many forged sign-offs outside of the branch that a check verifies only some, and says so',
    attack: amongForged(100),
    by: 'sign-offs/damaged',
    twin: amongForged(0),
  },
  {
    id: 'P48',
    name: 'guarded files with names that every object has, so that no check of them ever ends',
    attack: inherited(false),
    by: GUARDED,
    twin: inherited(true),
  },
  ...[`base:${LOCK}`, 'base'].flatMap((named) =>
    [true, false].map(
      (outside): Threat => ({
        id: 'P49',
        name: `a forged sign-off ${outside ? 'outside of the branch' : 'in a message'} of a folder that is no tree, which nothing can be compared with: ${named}`,
        attack: noTree(named, outside, false),
        by: GUARDED,
        twin: noTree(named, outside, true),
      }),
    ),
  ),
  ...(
    [
      ['version: 1\n', '.cargo', 'config.toml', LOCKED, '.cargo-bin'],
      ['version: 1\n', 'sub/gradle', 'verification-metadata.xml', LOCKED, 'sub/gradles'],
      ['version: 1\npaths: [{ name: editor, pack: editor }]\n', '.vscode', 'tasks.json', GUARDED, 'vscode'],
      [GUARDING.replace('deploy/', '**/prod/secret.yml'), 'a/prod', 'secret.yml', GUARDED, 'a/production'],
      [GUARDING.replace('deploy/', 'services/*/deploy/'), 'services/a', 'deploy/run', GUARDED, 'shared/a'],
      [GUARDING.replace('deploy/', '**/package-lock.json'), 'package-lock.json', 'x', GUARDED, 'web'],
    ] as const
  ).map(
    ([policyText, path, file, by, harmless]): Threat => ({
      id: 'P50',
      name: `a link in the place of a folder that a pattern finds anywhere, or by a wildcard: ${path} for ${file}`,
      attack: standIn(policyText, path, file),
      by: `${by} ${path}`,
      twin: standIn(policyText, harmless, `${file}.md`),
    }),
  ),
  {
    id: 'P51',
    name: 'commands to a CI runner in the body of a message and in a path, of which a packet shows both',
    attack: logged(
      'Fix\n\n::stop-commands::abc\n  ::add-mask::e\n##[group]x\n',
      'src/##vso[task.setvariable variable=PATH]x',
    ),
    by: 'Task-Id',
    twin: logged(`Fix\n\nstd::string ## [a]\n\n${TASK}`, 'src/## [x]'),
  },
  ...(
    [
      ['HEAD of the remote, which this clone has none of', 'refs/remotes/origin/HEAD', [], {}, 'deploy/run'],
      ['the branch that a CI names', 'refs/remotes/origin/main', [], IN_GITLAB, 'is not in this clone'],
      ['a branch of the remote', 'origin/main', ['origin/main..HEAD'], {}, 'names no commit here'],
      ['the same in full', 'refs/remotes/origin/main', ['refs/remotes/origin/main..HEAD'], {}, 'names no commit here'],
    ] as const
  ).map(
    ([what, name, args, env, by]): Threat => ({
      id: 'P52',
      name: `a tag that git takes for ${what}: ${name}`,
      attack: standingFor(name, { 'deploy/run': '2\n' }, { args, env, fetched: name.endsWith('HEAD') }),
      by,
      twin: standingFor(name, { 'src/a': '2\n' }, { args, env, fetched: true }),
    }),
  ),
  ...(
    [
      ['a folder that is called like one below it, which git takes for no change', ['.github/workflows'], ['.github']],
      ['the same in the middle of a range that ends well', ['.github/y', '.github'], ['.github', '.github']],
    ] as const
  ).map(
    ([what, forged, honest]): Threat => ({
      id: 'P53',
      name: `a tree with ${what}`,
      attack: called(forged),
      by: 'a tree that git never writes',
      twin: called(honest),
    }),
  ),
  ...(
    [
      ['the branch edits what the base has moved there, and has the target as the base has it', 'branch', false],
      ['the same, merged', 'branch', true],
      ['the base edits what the branch has moved there', 'base', false],
    ] as const
  ).map(
    ([what, edits, merged]): Threat => ({
      id: 'P54',
      name: `an edit that git carries over to a guarded path, although a commit of the range has made it: ${what}`,
      attack: carried({ edits, merged, moved: 'tools/run' }),
      by: merged ? GUARDED : 'git carries a change over to deploy/run',
      twin: carried({ edits, merged, moved: 'other/run' }),
    }),
  ),
]
