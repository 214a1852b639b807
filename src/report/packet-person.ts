import type { Approval } from '../change.ts'
import { grouped } from '../grouped.ts'
import type { EntryAsks, MaySign, PacketFacts } from '../packet.ts'
import { count } from './count.ts'
import { code, codes, join, type Markdown, md, ours } from './markdown.ts'
import { notJudged, type Shortlist } from './packet-lists.ts'
import { type EntryNeed, type Given, type Need, needsByEntry, needsOf } from './packet-needs.ts'
import { andMore, moreOf } from './packet-said.ts'
import { shellLine } from './shell.ts'

const MOST_PATHS = 5
const MOST_ENTRIES = 3
const MOST_PEOPLE = 4

/** What waits for a person: path by path, and by the entries of the policy with who may sign. */
export interface PersonNeeded extends Shortlist {
  readonly entries: readonly { readonly line: Markdown; readonly paths: Markdown }[]
  /** Entries that are left out; null: none. */
  readonly more: Markdown | null
}

/** What a person has to sign off, who may, and with which command. */
export function person(facts: PacketFacts): PersonNeeded {
  const { report, named, base, head, command } = facts
  const needs = needsOf(report)
  if (needs.length === 0) {
    const given = (report?.signOffs ?? []).filter(({ state }) => state === 'valid').length
    const nothing =
      given > 0 ? `nothing more; ${count(given, 'sign-off')} given, see below` : 'no sign-off is asked for'
    return { summary: notJudged(facts) ?? ours(nothing), lines: [], entries: [], more: null }
  }
  const range = named ?? (base === null ? head : `${base}..${head}`)
  const lines = needs.slice(0, MOST_PATHS).map(({ path, is, entries, given }) => {
    return md`${code(path, 160)} (${codes(entries.slice(0, 3), 60)}): ${ours(is === 'requested' ? 'a sign-off is **requested**' : 'a sign-off is **missing**, and no commit asks for one')}${join(given.slice(0, MOST_ENTRIES).map(soFar), '')}`
  })
  const more = moreOf(needs.length - MOST_PATHS, 'path')
  const byEntry = needsByEntry(facts).flatMap(byThoseWhoSigned)
  return {
    summary: md`${ours(count(needs.length, 'path waits', 'paths wait'))} for a sign-off, which is given with ${code(shellLine([...command, 'signoff', range]), 300)} *(observed in git)*`,
    lines: more === null ? lines : [...lines, more],
    entries: byEntry.slice(0, MOST_ENTRIES).map(entryShown),
    more: moreOf(
      new Set(byEntry.slice(MOST_ENTRIES).map(({ entry }) => entry)).size,
      'entry of the policy',
      'entries of the policy',
    ),
  }
}

/** An entry whose paths all have the sign-offs of the same people. */
interface EntryOfPeople extends EntryNeed {
  readonly people: readonly Approval[]
}

function byThoseWhoSigned(need: EntryNeed): readonly EntryOfPeople[] {
  const peopleOf = ({ given }: Need) => given.find(({ entry }) => entry === need.entry)?.people ?? []
  const groups = grouped(need.needs.map((each) => [JSON.stringify(peopleOf(each)), each] as const))
  return [...groups.values()].map((needs) => ({ ...need, needs, people: peopleOf(needs[0]!) }))
}

const soFar = ({ entry, approvals, people }: Given): Markdown =>
  md`; for ${code(entry, 60)} ${haveSigned(people)}, ${ours(count(approvals - people.length, 'more person is', 'more people are'))} needed`

const haveSigned = (people: readonly Approval[]): Markdown =>
  md`${listed(
    people.map(({ person, strength }) => md`${code(person, 60)} (${ours(strength)})`),
    ', ',
  )} ${ours(people.length > 1 ? 'have' : 'has')} signed`

function entryShown({ entry, asks, needs, people }: EntryOfPeople): PersonNeeded['entries'][number] {
  const role = entry === null ? ours('asked for by commits alone') : code(entry, 60)
  const who = asks === null ? ours('who may sign is **NOT RECORDED**') : demand(asks, people)
  return {
    line: md`${role}: ${who}`,
    paths: md`${join(needs.slice(0, MOST_PATHS).map(pathShown), ', ')}${andMore(needs.length - MOST_PATHS)}`,
  }
}

const pathShown = ({ path, is }: Need): Markdown =>
  md`${code(path, 120)}${ours(is === 'requested' ? ' (requested)' : '')}`

/** What is asked, and in brackets what it takes. */
const STRENGTHS: Readonly<Record<EntryAsks['strength'], string>> = {
  claimed: 'claimed or more',
  bound: 'bound (no key) or more',
  signed: 'signed (a key that the policy lists) or more',
  present: 'present (a security key that was touched)',
}

function demand({ strength, approvals, independent, signers }: EntryAsks, signed: readonly Approval[]): Markdown {
  const apart = independent ? ', no one who had a hand in it' : ''
  const how = md`${ours(apart)}, strength ${ours(STRENGTHS[strength])}`
  if (signed.length === 0)
    return md`**${ours(count(approvals, 'approval'))}** by ${signers === null ? ours('any person') : oneOf(signers)}${how}`
  const rest = signers === null ? null : without(signers, new Set(signed.map(({ person }) => person)))
  const who =
    rest === null
      ? ours('any other person')
      : rest.length === 0
        ? ours('somebody else, and **the policy lists nobody else**')
        : oneOf(rest)
  return md`${haveSigned(signed)}, **${ours(count(approvals - signed.length, 'more approval'))}** by ${who}${how}`
}

/** Whoever has signed cannot give another approval, under no name that the policy has for them. */
const without = (signers: readonly MaySign[], signed: ReadonlySet<string>): readonly MaySign[] =>
  signers.flatMap(({ name, members }) => {
    const left = (members ?? [name]).filter((each) => !signed.has(each))
    return left.length === 0 ? [] : [{ name, members: members && left }]
  })

const oneOf = (signers: readonly MaySign[]): Markdown =>
  listed(
    signers.map(({ name, members }) =>
      members === null
        ? code(name, 60)
        : md`${code(name, 60)} (${listed(
            members.map((member) => code(member, 60)),
            ', ',
          )})`,
    ),
    ' or ',
  )

const listed = (pieces: readonly Markdown[], between: string): Markdown =>
  md`${join(pieces.slice(0, MOST_PEOPLE), between)}${andMore(pieces.length - MOST_PEOPLE, 'other', 'others')}`
