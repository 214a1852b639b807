import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { packetFacts } from '../src/collect/packet/packet-facts.ts'
import { openRepository } from '../src/git/repository.ts'
import type { PacketFacts } from '../src/packet.ts'
import { decodePolicy } from '../src/policy/decode.ts'
import { renderPacket } from '../src/report/packet.ts'
import { waysBack } from '../src/report/packet-revert.ts'
import { squashMessage } from '../src/report/packet-squash.ts'
import { ruleIds } from '../src/rules/index.ts'
import { rendered } from './support/rendered.ts'
import { withRepository } from './support/repository.ts'

/** The real history of `history.test.ts`: its last 30 first parents, as one change. */
const STREAM = gunzipSync(readFileSync(new URL('./data/console-history.fi.gz', import.meta.url)))

const POLICY = `version: 1
paths:
  - { name: ci, pack: ci }
  - { name: auth, pack: auth }
`

const template = readFileSync(new URL('../templates/packet.md', import.meta.url), 'utf8')

let facts: PacketFacts
let packet: string
/** The tree before the change, and that after its commits have been taken back by the line for it. */
let before: string
let takenBack: string
beforeAll(async () => {
  facts = await withRepository(async (repository) => {
    const imported = repository.tryGit(['fast-import', '--quiet'], { input: STREAM })
    if (imported.status !== 0) throw new Error(imported.stderr)
    const decoded = decodePolicy(POLICY, ruleIds)
    if (!('policy' in decoded)) throw new Error('the policy is wrong')
    const [base, head] = ['main~30', 'main'].map((name) => repository.git('rev-parse', name)) as [string, string]
    const found = await packetFacts(
      await openRepository(repository.dir, repository.env),
      repository.env,
      { kind: 'range', at: 'wall', ref: null, base, head, branch: 'main', named: 'main~30..main' },
      {
        command: ['precheck'],
        policy: {
          policy: decoded.policy,
          source: { source: 'test', ref: null, why: '--policy', digest: null },
          adoption: false,
          baseErrors: [],
        },
      },
    )
    before = repository.git('rev-parse', `${base}^{tree}`)
    repository.git('switch', '-q', '-f', 'main')
    const line = waysBack(found).find(({ landed }) => landed === 'commits')!.command
    const ran = repository.run('sh', ['-c', line])
    if (ran.status !== 0) throw new Error(ran.stderr)
    takenBack = repository.git('rev-parse', 'HEAD^{tree}')
    return found
  })
  packet = renderPacket(facts, { template })
})

/** A line of the first screen by its name, with what is listed below it. */
const field = (name: string): string =>
  new RegExp(`^- \\*\\*${name}:\\*\\* (.*(?:\\n +- .*)*)$`, 'm').exec(packet)?.[1] ?? ''

describe('the packet of a real history answers', () => {
  test('what stands out, by name', () => {
    expect(field('Verdict').split('\n').slice(1)).toEqual([
      expect.stringMatching(
        /^ {2}- `\.github\/workflows\/build-deploy\.yml`, .* and 6 more change with \*\*no sign-off\*\*$/,
      ),
      '  - no commit says **what was tested**',
      '  - messages mention `kustomization.yaml`, **nowhere** in the change or the tree',
      expect.stringMatching(/\*\*nothing guards\*\* `.*`, .* and \d more, by name of this kind: deploy$/),
    ])
  })

  test('what was asked: nobody has recorded it, and which requests the messages name', () => {
    expect(field('Task')).toMatch(/^\*\*NOT RECORDED\*\*; the branch is `main`; the messages mention `#48`, `#47`/)
  })

  test('what was done, and by whom', () => {
    expect(field('Change')).toMatch(/^43 commits \(31 of work, 12 merges\), 141 files, /)
    expect(field('Made by')).toMatch(
      /^an agent, in all 31 commits of work: `Claude Code`, by `trailer Co-Authored-By: Claude Opus 4\.5/,
    )
    expect(field('Done')).toMatch(/^`✨ Add namespace provisioning and access management`; .* 28 more commits/)
  })

  test('what was not', () => {
    expect(field('Verdict')).toMatch(
      /^\*\*refused, \d+ things to mend\*\*: 31 commits without `Task-Id`, `Tests-Run` and `Rollback` \(93\), /,
    )
    expect(packet).toMatch(/^- `the commit has no "Task-Id" trailer` \(in .* and 28 more commits\)/m)
    expect(field('Tests')).toMatch(/^what was run is \*\*NOT RECORDED\*\*; 3 files of tests changed/)
    expect(field('Mentions')).toMatch(/^messages mention `kustomization\.yaml`, which the change has not /)
    expect(packet).toContain(
      '- Mentioned in a message, and neither in the change nor in the tree: `kustomization.yaml`',
    )
  })

  test('what needs a person', () => {
    expect(field('Needs a person')).toMatch(
      /^9 paths wait for a sign-off, which is given with `precheck signoff 'main~30\.\.main'`/,
    )
    expect(field('Needs a person').split('\n').slice(1)).toEqual([
      '  - `lockfiles`: **1 approval** by any person, strength bound (no key) or more',
      '    - `web/package-lock.json`',
      '  - `ci`: **1 approval** by any person, strength bound (no key) or more',
      '    - `.github/workflows/build-deploy.yml`',
      '  - `auth`: **1 approval** by any person, strength bound (no key) or more',
      expect.stringMatching(/^ {4}- `web\/src\/components\/auth\/Login\.tsx`, .* and 2 more$/),
    ])
    expect(field('Risk')).toMatch(/^9 waiting for a sign-off; 5 of deployment/)
  })

  test('how to undo it, and what that does not undo', () => {
    expect(field('Rollback')).toMatch(/^\*\*NOT RECORDED\*\*; 1 step, below; 2 messages mention a migration, see below/)
    expect(packet).toMatch(/^ {4}- as these commits, newest first: `git revert --no-edit -m 1 [0-9a-f ]+`$/m)
    expect(takenBack).toBe(before)
  })
})

test('the packet of a real history has nothing of it but in code', () => {
  const { live } = rendered(packet)
  expect(live).not.toMatch(/[@✨🐛🌱]|#\d|kubestellar|Claude/u)
  expect(packet.length).toBeLessThan(60_000)
})

test('one message could land all of it, and says what its commits said', () => {
  const message = squashMessage(facts)
  expect(message).toContain('\n* ✨ Add permission-aware UI with RBAC integration\n')
  expect(message).toMatch(/\nSquashed from [0-9a-f]{40}\n\nCo-Authored-By: Claude Opus 4\.5 <noreply@anthropic\.com>\n/)
})
