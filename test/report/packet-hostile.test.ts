import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { PacketCommit, PacketFacts, PacketFile } from '../../src/packet.ts'
import { renderPacket } from '../../src/report/packet.ts'
import { renderPacketJson } from '../../src/report/packet-json.ts'
import { fc } from '../support/fuzz.ts'
import { rendered } from '../support/rendered.ts'
import { ATTACKS, hostileText, MARK } from './hostile.ts'
import { PACKETS } from './packets.ts'

const template = readFileSync(new URL('../../templates/packet.md', import.meta.url), 'utf8')

/** Tags of the template, and of what its Markdown makes. */
const KNOWN_TAGS = new Set(
  ['details', 'summary', 'p', 'ul', 'ol', 'li', 'h2', 'h4', 'strong', 'em', 'pre', 'code'].flatMap((tag) => [
    `<${tag}>`,
    `</${tag}>`,
  ]),
)

/** Puts other text in the place of every string that a change can choose; ids, kinds and our own words stay. */
function poisoned(packet: PacketFacts, text: () => string): PacketFacts {
  const entries = new Map<string, string>()
  const renamed = (entry: string) => entries.get(entry) ?? entries.set(entry, text()).get(entry)!
  const path = () => text().replaceAll('\0', '') || 'x'
  const commits = packet.commits.map(
    (commit): PacketCommit => ({
      ...commit,
      author: { ...commit.author, name: text(), email: text() },
      subject: text(),
      body: [text(), ...text().split('\n'), `TODO ${text()}`, `Not done: ${text()}`],
      trailers: [
        ...commit.trailers.map(({ key, line }) => ({ key, line, value: text() })),
        { key: text(), value: text(), line: 9 },
      ],
      paths: [path()],
    }),
  )
  const files = packet.files.map(
    (file): PacketFile => ({
      ...file,
      path: path(),
      guards: file.guards.map(text),
      movedFrom: file.movedFrom && path(),
      movedTo: file.movedTo && path(),
      skips: file.skips.map(text),
      unfinished: [text()],
      packages:
        file.packages?.map((change) => ({
          ...change,
          name: text(),
          before: change.before && { ...change.before, name: text(), version: text(), source: text() },
          after: change.after && { ...change.after, name: text(), version: text(), source: text() },
        })) ?? null,
    }),
  )
  const { report } = packet
  return {
    ...packet,
    unread: packet.unread && text(),
    named: text(),
    branch: text(),
    asks: packet.asks.map(({ entry, signers, ...asks }) => ({
      ...asks,
      entry: entry && renamed(entry),
      signers: signers?.map(({ members }) => ({ name: text(), members: members?.map(text) ?? null })) ?? null,
    })),
    commits,
    files,
    mentions: packet.mentions.map((mention) => ({ ...mention, name: text() })),
    command: ['npx', text()],
    report: report && {
      ...report,
      limits: [text()],
      policy: { ...report.policy, source: text(), why: text(), ref: text() },
      commits: report.commits.map((commit) => ({
        ...commit,
        agent: { is: 'agent', signs: [{ agent: text(), strength: 'strong', text: text() }] },
      })),
      findings: report.findings.map((finding) => ({
        ...finding,
        rule: finding.data['entries'] === undefined ? text() : finding.rule,
        text: text(),
        at: { ...finding.at, path: finding.at.path && text() },
        data: {
          ...finding.data,
          entries: text(),
          names: ((finding.data['names'] ?? []) as readonly string[]).map(renamed),
        },
      })),
      signOffs: report.signOffs.map((signOff) => ({
        ...signOff,
        signer: text(),
        covers: signOff.covers.map((cover) => ({ ...cover, path: text() })),
      })),
      outcomes: [{ rule: text(), status: 'could-not-check', reason: text() }],
    },
  }
}

/** Holds that of what the change brought nothing is anything but code. */
function expectHarmless(packet: PacketFacts, most?: number): void {
  const markdown = renderPacket(packet, { template, ...(most === undefined ? {} : { most }) })
  const { live, tags, code } = rendered(markdown)
  expect(live).not.toContain(MARK)
  expect(tags.filter((tag) => !KNOWN_TAGS.has(tag))).toEqual([])
  // Of what GitHub looks for in text, beside links: our own words have none of it.
  expect(live.replace(/&[a-z]+;/g, '')).not.toMatch(/@|#\d|\b[0-9a-f]{40}\b|:\/\/|www\./)
  expect(code.length).toBeGreaterThan(0)
  expect(markdown).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028]/u)
  expect(markdown.split('\n').filter((line) => /^<!--/.test(line))).toEqual([])
  // Whatever was folded stays so: nothing of it stands before the first fold, or behind the last.
  expect(live.match(/<details>/g)?.length).toBe(live.match(/<\/details>/g)?.length)
  const screen = markdown.slice(0, markdown.indexOf('\n<details>\n')).trimEnd()
  expect(screen.split('\n').length).toBeLessThanOrEqual(25)
}

describe('a packet in which every text is', () => {
  test.each(ATTACKS.map((text) => [JSON.stringify(text.slice(0, 40)), text]))('%s', (_, text) => {
    for (const packet of Object.values(PACKETS).slice(0, 6))
      expectHarmless(poisoned(packet, () => `${MARK}${text}${MARK}`))
  })

  test('hostile as it likes, is harmless, at any size', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(hostileText),
        fc.constantFrom('refused', 'passing', 'incomplete', 'no-policy', 'adoption'),
        fc.constantFrom(undefined, 12_000),
        (texts, name, most) => {
          expectHarmless(
            poisoned(PACKETS[name]!, () => texts.next().value as string),
            most,
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  test('hostile as it likes, is what it was in JSON, which no terminal obeys', () => {
    fc.assert(
      fc.property(fc.infiniteStream(hostileText), (texts) => {
        const packet = poisoned(PACKETS['refused']!, () => texts.next().value as string)
        const printed = renderPacketJson(packet)
        expect(printed).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u)
        const { commits } = JSON.parse(printed) as { commits: { list: { subject: string }[] } }
        expect(commits.list.map(({ subject }) => subject)).toEqual(packet.commits.map(({ subject }) => subject))
      }),
      { numRuns: 30 },
    )
  })
})
