import { expect, test } from 'vitest'
import { packetFacts } from '../../src/collect/packet/packet-facts.ts'
import { openRepository } from '../../src/git/repository.ts'
import { person } from '../../src/report/packet-person.ts'
import { writeBlock } from '../../src/signoff/block.ts'
import { aSignOff, coversBetween } from '../signoff/given.ts'
import { jane } from '../signoff/sign-offs.ts'
import { begunBy, type TestRepository } from '../support/repository.ts'

const policy = (lands: string) => `version: 1
lands: ${lands}
paths:
  - { name: deploy, match: ['deploy/'], approvals: 2 }
signers:
  - { name: Jane Doe, email: [jane@example.com, jane@home.example] }
  - { name: Max Mann, email: [max@example.com] }
  - { name: Eve Early, email: [eve@example.com] }
`

/** A branch with two commits that change deploy/, for which two people are asked. */
const twoCommits = begunBy((repository, lands: 'commits' | 'squash') => {
  repository.commit('Adopt', { '.precheck.yml': policy(lands) })
  repository.git('branch', 'base')
  repository.commit('Deploy', { 'deploy/run': 'x\n' })
  repository.commit('Deploy twice', { 'deploy/run': 'xx\n' })
})

const max = { name: 'Max', email: 'max@example.com' }

function sign(repository: TestRepository, signer: typeof jane, from: string, to: string): void {
  const covers = coversBetween(repository, from, to, 'deploy')
  repository.commit(`Sign\n\n${writeBlock(aSignOff(covers, { signer }))}`)
}

async function said(repository: TestRepository) {
  const [base, head] = repository.git('rev-parse', 'base', 'HEAD').split('\n') as [string, string]
  const facts = await packetFacts(
    await openRepository(repository.dir, repository.env),
    repository.env,
    { kind: 'range', at: 'wall', ref: null, base, head, branch: null, named: null },
    { command: ['precheck'], policy: null },
  )
  const { verdict, findings } = facts.report!
  return {
    verdict,
    texts: findings.map(({ text }) => text.replace('deploy/run is guarded (deploy) and has ', '')),
    given: findings.map(({ data }) => data['given']),
    asks: person(facts).entries.map(({ line }) => line.markdown.replace(/, strength.*/, '')),
  }
}

const JANE = [{ entry: 'deploy', approvals: 2, people: [{ person: 'Jane Doe', strength: 'bound' }] }]

test('one of two has signed: named with how far that can be trusted, and not asked again', () =>
  twoCommits(async (repository) => {
    const first = repository.head()
    sign(repository, jane, 'base', `${first}~1`)
    const half = await said(repository)
    expect(half).toMatchObject({
      verdict: 'block',
      texts: ['too few sign-offs: Jane Doe (bound) has signed, and 1 more person must', 'no sign-off'],
      given: [JANE, undefined],
      asks: ['`deploy`: **2 approvals** by `Jane Doe` or `Max Mann` or `Eve Early`'],
    })
    sign(repository, jane, `${first}~1`, first)
    const one = 'too few sign-offs: Jane Doe (bound) has signed, and 1 more person must'
    const asked = ['`deploy`: `Jane Doe` (bound) has signed, **1 more approval** by `Max Mann` or `Eve Early`']
    expect(await said(repository)).toEqual({ verdict: 'block', texts: [one, one], given: [JANE, JANE], asks: asked })
    // The same person under another address of theirs is nobody else, and an unknown one nobody.
    sign(repository, { name: 'J', email: 'jane@home.example' }, 'base', `${first}~1`)
    sign(repository, { name: 'Mallory', email: 'mallory@example.com' }, 'base', `${first}~1`)
    expect(await said(repository)).toMatchObject({
      verdict: 'block',
      asks: asked,
      given: expect.arrayContaining([JANE]),
    })
    sign(repository, max, 'base', `${first}~1`)
    sign(repository, max, `${first}~1`, first)
    expect(await said(repository)).toEqual({ verdict: 'pass', texts: [], given: [], asks: [] })
  }, 'commits'))

test('where the net change lands, whoever has signed that', () =>
  twoCommits(async (repository) => {
    sign(repository, jane, 'base', 'HEAD')
    expect(await said(repository)).toMatchObject({ verdict: 'block', given: [JANE, JANE] })
    sign(repository, max, 'base', 'HEAD')
    expect((await said(repository)).verdict).toBe('pass')
  }, 'squash'))
