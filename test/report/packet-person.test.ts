import { describe, expect, test } from 'vitest'
import type { EntryAsks, PacketFacts } from '../../src/packet.ts'
import { person } from '../../src/report/packet-person.ts'
import { asks, facts, needs } from './packets.ts'
import { finding, report } from './reports.ts'

const open = (asked: readonly EntryAsks[], ...findings: readonly ReturnType<typeof needs>[]): PacketFacts =>
  facts({ asks: asked, report: report({ verdict: 'block', findings }) })

const shown = (packet: PacketFacts): readonly string[] => {
  const { entries, more } = person(packet)
  const lines = entries.flatMap(({ line, paths }) => [line.markdown, `  ${paths.markdown}`])
  return more === null ? lines : [...lines, more.markdown]
}

const waits = (path: string, entries: string) => needs(path, 'needs-sign-off', 'guarded-paths', entries)
const one = (name: string) => ({ name, members: null })

test.each<[string, Partial<EntryAsks>]>([
  ['**1 approval** by any person, strength bound (no key) or more', {}],
  ['**2 approvals** by any person, strength bound (no key) or more', { approvals: 2 }],
  [
    '**1 approval** by `Jane`, strength signed (a key that the policy lists) or more',
    { signers: [one('Jane')], strength: 'signed' },
  ],
  [
    '**1 approval** by any person, no one who had a hand in it, strength present (a security key that was touched)',
    { independent: true, strength: 'present' },
  ],
  [
    '**1 approval** by `platform` (`Jane`, `Max`) or `Eve`, strength bound (no key) or more',
    { signers: [{ name: 'platform', members: ['Jane', 'Max'] }, one('Eve')] },
  ],
  [
    '**1 approval** by `a` or `b` or `c` or `d` and 2 others, strength bound (no key) or more',
    { signers: [...'abcdef'].map(one) },
  ],
])('%s', (said, over) => {
  expect(shown(open([asks('ci', over)], waits('ci/x', 'ci')))).toEqual([`\`ci\`: ${said}`, '  `ci/x`'])
})

test('one line for each entry, with its paths under it; a path that two guard stands with both', () => {
  const packet = open(
    [asks('ci'), asks('deploy', { approvals: 2 })],
    waits('ci/x', 'ci'),
    waits('ci/deploy', 'ci, deploy'),
    needs('deploy/y', 'requested', 'guarded-paths', 'deploy'),
  )
  expect(person(packet).summary.markdown).toMatch(/^3 paths wait for a sign-off, which is given with `/)
  expect(shown(packet)).toEqual([
    '`ci`: **1 approval** by any person, strength bound (no key) or more',
    '  `ci/x`, `ci/deploy`',
    '`deploy`: **2 approvals** by any person, strength bound (no key) or more',
    '  `ci/deploy`, `deploy/y` (requested)',
  ])
})

const JANE = { person: 'Jane', strength: 'signed' }
const given = (...people: readonly object[]) => [{ entry: 'ci', approvals: 2, people }]
const signedBy = (path: string, entries: string, ...people: readonly object[]) =>
  needs(path, 'needs-sign-off', 'guarded-paths', entries, given(...people))

describe('where several people are asked, whoever has signed is named, and asked no more', () => {
  const two = { approvals: 2, strength: 'signed' as const }
  const platform = { name: 'platform', members: ['Jane', 'Max'] }
  const rest = ', strength signed (a key that the policy lists) or more'

  test.each<[string, Partial<EntryAsks>]>([
    ['`Jane` (signed) has signed, **1 more approval** by any other person', {}],
    ['`Jane` (signed) has signed, **1 more approval** by `platform` (`Max`)', { signers: [platform, one('Jane')] }],
    ['`Jane` (signed) has signed, **2 more approvals** by `Eve`', { signers: [one('Jane'), one('Eve')], approvals: 3 }],
    [
      '`Jane` (signed) has signed, **1 more approval** by somebody else, and **the policy lists nobody else**',
      { signers: [{ name: 'platform', members: ['Jane'] }, one('Jane')] },
    ],
  ])('%s', (said, over) => {
    const asked = asks('ci', { ...two, ...over })
    const needed = needs('ci/x', 'needs-sign-off', 'guarded-paths', 'ci', [
      { entry: 'ci', approvals: asked.approvals, people: [JANE] },
    ])
    expect(shown(open([asked], needed))).toEqual([`\`ci\`: ${said}${rest}`, '  `ci/x`'])
  })

  test('paths that others have signed stand apart, and are no other entry', () => {
    const packet = open(
      [asks('ci', { ...two, signers: [platform] }), asks('deploy', { approvals: 2 })],
      signedBy('ci/x', 'ci', JANE),
      waits('ci/y', 'ci'),
      signedBy('ci/deploy', 'ci, deploy', JANE),
    )
    expect(shown(packet)).toEqual([
      `\`ci\`: \`Jane\` (signed) has signed, **1 more approval** by \`platform\` (\`Max\`)${rest}`,
      '  `ci/x`, `ci/deploy`',
      `\`ci\`: **2 approvals** by \`platform\` (\`Jane\`, \`Max\`)${rest}`,
      '  `ci/y`',
      '`deploy`: **2 approvals** by any person, strength bound (no key) or more',
      '  `ci/deploy`',
    ])
    expect(person(packet).lines.map(({ markdown }) => markdown)[0]).toMatch(
      /missing.*; for `ci` `Jane` \(signed\) has signed, 1 more person is needed$/,
    )
  })

  test('of a path that changes twice only whoever signed both, by the weaker word', () => {
    const max = { person: 'Max', strength: 'bound' }
    const packet = open(
      [asks('ci', two)],
      signedBy('ci/x', 'ci', JANE, max),
      signedBy('ci/x', 'ci', { ...JANE, strength: 'bound' }),
    )
    expect(shown(packet)[0]).toMatch(/^`ci`: `Jane` \(bound\) has signed, \*\*1 more approval/)
    expect(shown(open([asks('ci', two)], signedBy('ci/x', 'ci', JANE), waits('ci/x', 'ci')))[0]).toMatch(
      /^`ci`: \*\*2 approvals\*\* by/,
    )
  })

  test('a name is shown, not obeyed', () => {
    const packet = open([asks('ci', two)], signedBy('ci/x', 'ci', { ...JANE, person: '`@ann` <b>\n#' }))
    expect(shown(packet)[0]).toMatch(/^`ci`: `` `@ann` <b>\\x0A# `` \(signed\) has/)
  })
})

test('what only a commit asks for is no entry’s', () => {
  const requested = finding({ rule: 'requested-sign-offs', message: 'requested', at: { path: 'src/pay.ts' } })
  expect(shown(open([asks('ci'), asks(null)], requested))).toEqual([
    'asked for by commits alone: **1 approval** by any person, strength bound (no key) or more',
    '  `src/pay.ts` (requested)',
  ])
  const forNothing = finding({ rule: 'requested-sign-offs', message: 'for-nothing', at: { path: 'pay.ts' } })
  expect(shown(open([asks(null)], forNothing))).toEqual([])
})

test('what an entry asks is not made up where it is not known', () => {
  expect(shown(open([], waits('ci/x', 'ci')))[0]).toBe('`ci`: who may sign is **NOT RECORDED**')
})

test('at most three entries with five paths each, and how many there are beside them', () => {
  const names = [...'abcde']
  const findings = names.flatMap((name) => [...'123456'].map((at) => waits(`${name}/${at}`, name)))
  const lines = shown(
    open(
      names.map((name) => asks(name)),
      ...findings,
    ),
  )
  expect(lines).toHaveLength(7)
  expect(lines[1]).toBe('  `a/1`, `a/2`, `a/3`, `a/4`, `a/5` and 1 more')
  expect(lines[6]).toBe('… and 2 more entries of the policy')
})
