import { createHash } from 'node:crypto'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type SignOff, writeBlock } from '../../src/signoff/block.ts'
import { writeMade } from '../../src/signoff/made.ts'
import { stage } from '../hooks/hooked.ts'
import { aSignOff, coversBetween, LATER, signedBlock, writeBlobs } from '../signoff/given.ts'
import { withKeys } from '../signoff/keys.ts'
import type { TestRepository } from '../support/repository.ts'
import { bad, good, lend, POLICY, receive, type Served, SILENT, said, withServer, ZERO } from './served.ts'

test('a branch that blocks is refused with what is wrong, a topic branch is told and goes through', () =>
  withServer(POLICY, async ({ clone, push, has, offer }) => {
    const fine = good(clone, 'src/a.txt')
    expect(await offer('work', 'work:main')).toMatchObject(SILENT)
    const wrong = bad(clone, 'Bad', { 'deploy/run.sh': 'x\n' })
    const topic = push('work')
    expect(topic.status).toBe(0)
    expect(has('refs/heads/work')).toBe(wrong)
    expect(said(topic)).toContain(
      'precheck: passed refs/heads/work with 4 warnings (only said here, refused where it lands)',
    )
    expect(said(topic)).toContain(`precheck mend ${wrong} --published --trailer`)

    const ran = push('work:main', 'work:release/1', 'work:refs/heads/Main')
    expect(ran.status).toBe(1)
    for (const ref of ['refs/heads/main', 'refs/heads/release/1', 'refs/heads/Main']) {
      expect(said(ran)).toContain(`precheck: refused ${ref}, 4 things to mend`)
    }
    expect(said(ran)).toContain('deploy/run.sh is guarded (deploy) and has no sign-off')
    expect(said(ran)).toContain(`commit ${wrong.slice(0, 12)} Bad`)
    expect(said(ran)).not.toContain(`commit ${fine.slice(0, 12)}`)
    expect(ran.stderr).toContain('pre-receive hook declined')
    // Of a path on the server nobody who pushes has any use.
    expect(said(ran)).not.toContain('precheck.js')
    expect([has('refs/heads/main'), has('refs/heads/release/1')]).toEqual([fine, ''])
  }))

test('of several refs one is refused, and none lands', () =>
  withServer(POLICY, async ({ clone, push, has, offer }) => {
    const main = has('refs/heads/main')
    good(clone, 'src/a.txt')
    clone.git('branch', 'fine')
    clone.git('tag', 'v1')
    bad(clone)
    const ran = push('fine:main', 'fine', 'v1', 'work:release/1')
    expect(ran.status).toBe(1)
    expect(said(ran)).toContain('refused refs/heads/release/1')
    expect(said(ran)).not.toContain('refs/heads/main')
    expect([has('refs/heads/main'), has('refs/heads/fine'), has('refs/tags/v1')]).toEqual([main, '', ''])
    expect(await offer('fine:main', 'fine', 'v1:refs/tags/v1')).toMatchObject(SILENT)
    expect(has('refs/heads/fine')).toBe(clone.git('rev-parse', 'fine'))
  }))

test('the policy says which refs block, by the copy that has landed', () =>
  withServer(`${POLICY}\nrefs: { block: ['prod-*', 'refs/tags/v*'] }`, async ({ clone, has, offer }) => {
    bad(clone)
    clone.git('tag', '-a', '-m', 'A release', 'v1')
    clone.git('tag', 'v2-tree', 'HEAD^{tree}')
    // The policy of the change itself has no say in it.
    clone.commit('Let everything through', { '.precheck.yml': 'version: 1\nmode: warn\nrefs: { block: [] }\n' })
    const refused = await offer(
      'work:prod-eu',
      'v1:refs/tags/v1',
      'work:main',
      'v2-tree:refs/tags/v2-tree',
      'work:release/1',
      'work:refs/tags/w1',
    )
    expect(refused.status).toBe(1)
    const refs = ['refs/heads/prod-eu', 'refs/tags/v1', 'refs/heads/main', 'refs/tags/v2-tree']
    for (const ref of refs) expect(said(refused)).toContain(`refused ${ref}, `)
    expect(said(refused)).toContain('what is pushed is no commit, so there is nothing that could be judged')
    expect(said(refused)).toContain('passed refs/heads/release/1 with')

    good(clone, 'src/a.txt')
    clone.git('checkout', '-q', '-B', 'other', 'main')
    good(clone, 'src/a.txt')
    clone.git('tag', '-f', 'v1')
    expect(await offer('other:prod-eu', 'v1:refs/tags/v1')).toMatchObject(SILENT)
    expect((await offer('work:release/1', 'work:refs/tags/w1')).status).toBe(0)
    expect(has('refs/heads/release/1')).not.toBe('')
  }))

test('tags of every kind, notes, and what has no history in common', () =>
  withServer(`trailers-for: everyone\n${POLICY}`, async ({ clone, push, offer }) => {
    good(clone, 'src/a.txt')
    clone.git('tag', 'light')
    clone.git('tag', '-a', '-m', 'One', 'annotated')
    clone.git('tag', '-a', '-m', 'A tag of a tag', 'nested', 'annotated')
    clone.git('tag', 'blob', 'HEAD:src/a.txt')
    clone.git('tag', '-a', '-m', 'A tree', 'tree', 'HEAD^{tree}')
    clone.git('notes', 'add', '-m', 'Looked at', 'main')
    expect(push('--tags', 'refs/notes/*')).toMatchObject(SILENT)
    const wrong = bad(clone)
    clone.git('tag', '-a', '-m', 'Two', 'v2')
    clone.git('tag', '-a', '-m', 'Three', 'v3', 'v2')
    const ran = push('--tags')
    expect(ran.status).toBe(0)
    expect(said(ran)).toContain('passed refs/tags/v2 with 3 warnings')
    expect(said(ran)).toContain(wrong.slice(0, 12))
    expect(said(ran)).toMatch(/^The same in refs\/tags\/v3$/m)

    clone.git('checkout', '-q', '--orphan', 'pages')
    clone.git('rm', '-rfq', '.')
    stage(clone, { 'deploy/index.html': 'x\n' })
    clone.git('commit', '-qm', 'Pages')
    const pages = await offer('pages')
    expect(pages.status).toBe(0)
    expect(said(pages)).toContain('deploy/index.html is guarded (deploy)')
    const refused = await offer('--force', 'pages:main', 'pages:release/pages')
    expect(said(refused)).toContain('no common history')
    expect(said(refused)).toContain('refused refs/heads/release/pages')
  }))

test('odd refs: those of forges, and names that a shell or a terminal would obey', () =>
  withServer(POLICY, async ({ clone, push, has, offer }) => {
    bad(clone)
    const names = ['refs/pull/1/head', 'refs/for/main', 'refs/merge-requests/1/head', 'refs/heads/-x']
    const hostile = ['refs/heads/$(touch\u00a0x)', 'refs/heads/x;id', 'refs/heads/"\'`', 'refs/heads/\u00e9']
    // The last one's name is a sign of an agent, so that it is judged by itself.
    const ran = push(...[...names, ...hostile].map((name) => `HEAD:${name}`), 'HEAD:refs/heads/claude/a\u202eb')
    expect(ran.status).toBe(0)
    expect(said(ran)).toContain('passed refs/pull/1/head with 3 warnings')
    expect(said(ran)).toContain(
      'The same in refs/for/main, refs/merge-requests/1/head, refs/heads/-x, refs/heads/$(touch\\u{A0}x) and 3 more',
    )
    expect(said(ran)).toContain('passed refs/heads/claude/a\\u{202E}b with')
    expect(said(ran)).not.toContain('\u202e')
    expect(has('refs/heads/x;id')).not.toBe('')

    const head = await offer('HEAD:refs/heads/HEAD', 'HEAD:refs/heads/HEAD2')
    expect(head.status).toBe(1)
    expect(said(head)).toContain('refused refs/heads/HEAD, 1 thing to mend')
    expect(said(head)).toContain('passed refs/heads/HEAD2')
  }))

test('why HEAD is no name for a branch: a clone that knows no default branch takes it for that', () =>
  withServer(POLICY, ({ clone, server }) => {
    const odd = server.git('commit-tree', 'main^{tree}', '-m', 'x')
    server.git('update-ref', 'refs/heads/HEAD', odd)
    clone.git('fetch', '-q', 'origin')
    expect(clone.git('rev-parse', 'refs/remotes/origin/HEAD')).toBe(odd)
  }))

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const blob = (clone: TestRepository, text: string): string =>
  clone.run('git', ['hash-object', '-w', '--stdin'], { input: text }).stdout.trim()

const ID = '7c0c6a1e-0000-4000-8000-000000000001'

/** A server whose policy lists Jane with a key, and Robin without one; `signed` are blocks by Jane's key. */
const withSigners = (
  body: (
    served: Served,
    blocks: {
      readonly block: (more?: Partial<SignOff>) => SignOff
      readonly signed: (from: SignOff) => Promise<string>
    },
  ) => Promise<void>,
): Promise<void> =>
  withKeys(async (keys) => {
    const key = keys.make('jane', '-t', 'ed25519')
    const signers = `repository: ${ID}
signers:
  - { name: Jane Doe, email: [jane@example.com], keys: ['${keys.publicKey('jane')}'] }
  - { name: Robin Roe, email: [robin@example.com] }`
    await withServer(`${POLICY}\n${signers}`, async (served) => {
      bad(served.clone, 'Deploy', { 'deploy/run.sh': 'x\n' })
      const covers = coversBetween(served.clone, 'main', 'work', 'deploy')
      await body(served, {
        block: (more = {}) => aSignOff(covers, more),
        signed: (signOff) => signedBlock(signOff, key, ID),
      })
    })
  })

const made = (at: number): Partial<SignOff> => ({ made: writeMade(LATER + at) })

/** What to push so that a text comes as a sign-off under its digest. */
const asSignOff = (clone: TestRepository, text: string): string =>
  `${blob(clone, text)}:refs/precheck/signoffs/${digestOf(text)}`

test('sign-offs beside a branch are only ever added, each under the digest of its text', () =>
  withSigners(async ({ clone, push, has, offer }, { block, signed }) => {
    const texts = await Promise.all([0, 1, 2].map((at) => signed(block(made(at)))))
    const [first, second, third] = texts.map((text) => blob(clone, text))
    const [one, two, three] = texts.map((text) => `refs/precheck/signoffs/${digestOf(text)}`)
    expect(push(`${first}:${one}`, `${second}:${two}`)).toMatchObject(SILENT)
    expect(has(one!)).toBe(first)
    const refused = await offer(`+${third}:${one}`, `:${two}`, `work:${three}`, 'work:refs/precheck/verdicts/1', 'work')
    expect(refused.status).toBe(1)
    expect(said(refused).match(/neither changed nor taken away/g)).toHaveLength(2)
    expect(said(refused)).toContain('this one is another')
    expect(said(refused)).toContain('there are sign-offs and nothing else')
    expect([has(one!), has(two!), has('refs/heads/work')]).toEqual([first, second, ''])
    expect(await offer(`${third}:${three}`, 'main:copy')).toMatchObject(SILENT)
  }))

test('a sign-off beside a branch is taken only as a signer of the default branch has signed it', () =>
  withSigners(async ({ clone, server, offer }, { block, signed }) => {
    const good = await signed(block())
    const robin = { name: 'Robin Roe', email: 'robin@example.com' }
    const mallory = { name: 'Mallory', email: 'mallory@example.com' }
    const refused: readonly (readonly [string, string])[] = [
      ['junk\n', 'is not exactly one sign-off'],
      [`${good}${await signed(block(made(1)))}`, 'is not exactly one sign-off'],
      [`${good}\n`, 'is not exactly one sign-off'],
      ['x'.repeat(256 * 1024 + 1), 'has at most 256 KiB'],
      [writeBlock(block()), 'has no signature'],
      [await signed(block({ signer: mallory })), 'lists no key for its signer'],
      [await signed(block({ signer: robin })), 'lists no key for its signer'],
      [good.replace(writeMade(LATER), writeMade(LATER + 1)), 'its signature is by no key'],
      // Of one that was signed, anybody could make as many as there are names.
      [good.replace('Jane Doe', 'Jane  Doe'), 'names its signer in another way'],
    ]
    for (const [text, why] of refused) {
      const ran = await offer(asSignOff(clone, text))
      expect([ran.status, said(ran)]).toEqual([1, expect.stringContaining(why)])
    }
    const many = Array.from({ length: 101 }, (_, at) => good.replace(writeMade(LATER), writeMade(LATER + at)))
    const all = writeBlobs(clone, many)
    const ran = await offer(...all.map((oid, at) => `${oid}:refs/precheck/signoffs/${digestOf(many[at]!)}`))
    expect([ran.status, said(ran).match(/more than 100 sign-offs come in this push/g)?.length]).toEqual([1, 50])
    expect(said(ran)).toContain('51 more refs')
    expect(server.git('for-each-ref', 'refs/precheck')).toBe('')
    expect(await offer(asSignOff(clone, good))).toMatchObject(SILENT)
  }))

test('a sign-off beside a branch is not taken where its signature cannot be verified', () =>
  withSigners(async ({ clone, server }, { block, signed }) => {
    const text = await signed(block())
    const [oid, ref] = asSignOff(clone, text).split(':')
    lend(clone, server)
    const git = clone.run('sh', ['-c', 'command -v git']).stdout.trim()
    const bin = join(clone.dir, '..', 'git-alone')
    mkdirSync(bin)
    symlinkSync(git, join(bin, 'git'))
    const without = await receive(server, [`${ZERO} ${oid} ${ref}`], [], { PATH: bin })
    expect([without.status, without.stderr]).toEqual([3, expect.stringContaining('ssh-keygen')])
    expect(await receive(server, [`${ZERO} ${oid} ${ref}`])).toMatchObject(SILENT)
  }))

test('no sign-off beside a branch is taken where none could count', () =>
  withServer(POLICY, async ({ clone, offer }) => {
    const zeros = { mode: '000000', oid: '0'.repeat(40) }
    const covers = [{ path: 'deploy/run.sh', old: zeros, new: { mode: '100644', oid: 'a'.repeat(40) } }]
    const ran = await offer(asSignOff(clone, writeBlock(aSignOff(covers))))
    expect([ran.status, said(ran)]).toEqual([1, expect.stringContaining('so no sign-off outside of a branch counts')])
  }))

test('many refs are asked about together, and the same commits are judged once', () =>
  withServer("trailers: { Task-Id: { pattern: '^[A-Z]+-[0-9]+$', from-branch: true } }", ({ clone, server, push }) => {
    bad(clone)
    const lines = (name: string, commit: string) =>
      Array.from({ length: 40 }, (_, at) => `create refs/tags/${name}${at} ${commit}\n`)
    const [main, work] = [clone.git('rev-parse', 'main'), clone.git('rev-parse', 'work')]
    clone.run('git', ['update-ref', '--stdin'], { input: [...lines('old', main), ...lines('new', work)].join('') })
    const ran = push('--tags', 'work:refs/heads/ABC-7-new', 'work:refs/heads/copy')
    expect(ran.status).toBe(0)
    expect(said(ran)).not.toContain('old')
    // In full once for the tags, once for a branch whose name has the task in it, and never again.
    expect(said(ran).match(/^commit /gm)).toHaveLength(2)
    expect(server.git('for-each-ref', 'refs/tags').split('\n')).toHaveLength(80)
  }))

test('very many refs that are refused are refused like few: the first are said in full, the others counted', () =>
  withServer(POLICY, async ({ clone, server }) => {
    lend(clone, server)
    const [main, work] = [clone.git('rev-parse', 'main'), bad(clone)]
    const replaced = (count: number) =>
      Array.from({ length: count }, (_, at) => `${ZERO} ${main} refs/replace/${at.toString(16).padStart(40, '0')}`)
    // More than a call takes arguments. What is only said comes first, and yields to what is refused.
    const ran = await receive(server, [`${ZERO} ${work} refs/heads/topic`, ...replaced(150_000)])
    expect(ran.status).toBe(1)
    expect(ran.stderr.match(/^precheck: refused refs\/replace\//gm)).toHaveLength(50)
    expect(ran.stderr).toContain('leave refs/replace/ at home')
    expect(ran.stderr).toMatch(
      /\nand 149950 more refs are refused, too\n\nand 1 more ref is let through with warnings\n$/,
    )
    const few = await receive(server, [`${ZERO} ${work} refs/heads/topic`, ...replaced(49)])
    expect(few.stderr).not.toMatch(/^and \d/m)
    expect(few.stderr).toContain('passed refs/heads/topic with')
  }))

test('one document for a push, with a report for each ref that brings something', () =>
  withServer(POLICY, async ({ clone, server }) => {
    bad(clone)
    lend(clone, server)
    const [main, work] = [clone.git('rev-parse', 'main'), clone.git('rev-parse', 'work')]
    const updates = [
      `${main} ${work} refs/heads/main`,
      `${ZERO} ${work} refs/heads/topic`,
      `${ZERO} ${work} refs/replace/${main}`,
      `${ZERO} ${main} refs/tags/old`,
    ]
    const ran = await receive(server, updates, ['--format', 'json'])
    expect(ran).toMatchObject({ status: 1, stderr: '' })
    const { refs } = JSON.parse(ran.stdout)
    expect(refs.map((one: { subject: { ref: string }; verdict: string }) => [one.subject.ref, one.verdict])).toEqual([
      ['refs/heads/main', 'block'],
      ['refs/heads/topic', 'warn'],
      [`refs/replace/${main}`, 'block'],
    ])
    expect(refs[0]).toMatchObject({
      ...{ base: main, head: work, mode: 'block', subject: { kind: 'push' } },
      policy: { source: `${main}:.precheck.yml`, ref: 'refs/heads/main', why: 'tip of the base' },
    })
    expect(refs[1]).toMatchObject({ mode: 'block', policy: { why: 'default branch of the server: tip of the base' } })
    expect(refs[1].findings[0]).toMatchObject({ severity: 'warn', at: { ref: 'refs/heads/topic' } })
    expect(refs[2].findings).toMatchObject([{ rule: 'refs', message: 'replace', severity: 'block' }])
    expect(await receive(server, [], ['--format', 'json'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('"refs": []'),
    })
    expect(await receive(server, ['nonsense'])).toMatchObject({ status: 3, stdout: '' })
    expect(await receive(server, [], ['--format', 'markdown'])).toMatchObject({ status: 2, stdout: '' })
  }))
