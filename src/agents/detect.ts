import type { AgentSign } from '../change.ts'
import { visible } from '../visible.ts'
import { LONGEST_LINE, type MarkedLine, markedLines } from './marked-lines.ts'
import {
  AI_AGENT_NAMES,
  AIDER_MARK,
  AUTHORSHIP_KEYS,
  BRANCHES,
  ENVIRONMENT,
  FOOTERS,
  IDENTITIES,
  IS_SET,
  type SignStrength,
  TRAILERS,
} from './signs.ts'

/** Who stands in a commit as its author or committer. */
export interface Identity {
  readonly name: string
  readonly email: string
}

/** What of a commit can hold signs. */
export interface Signed {
  readonly author: Identity
  readonly committer: Identity
  readonly message: string
  /** What git reads as trailers in it, as far as that is known. */
  readonly trailers?: readonly { readonly key: string; readonly value: string }[]
}

// A sign is one line of a report.
const LONGEST_TEXT = 160
// Of each strength. A message of nothing but co-authors is still one commit by agents.
const MOST_SIGNS = 16

/**
 * Signs of an agent's session in an environment, the one that names it best first. None does not mean that a person is
 * at work: variables can be taken away, and desktop programs never had them.
 */
export function environmentSigns(env: Readonly<Record<string, string | undefined>>): readonly AgentSign[] {
  const signs: AgentSign[] = []
  for (const { agent, strength, when } of ENVIRONMENT) {
    const tests = Object.entries(when)
    if (!tests.every(([variable, value]) => value.test(env[variable] ?? ''))) continue
    const said = tests.map(([variable, value]) =>
      value === IS_SET && agent !== null ? variable : `${variable}=${visible(env[variable] ?? '', 40)}`,
    )
    signs.push({ agent: agent ?? ownName(env[tests[0]![0]] ?? ''), strength, text: `environment ${said.join(' ')}` })
  }
  return signs
}

/** An agent's name as it says it itself, if that is a name at all. */
function ownName(value: string): string {
  const known = AI_AGENT_NAMES.find(([pattern]) => pattern.test(value))
  if (known) return known[1]
  return /^[A-Za-z][\w.+-]{0,39}$/.test(value) ? value : 'an agent'
}

/** What a branch's name says, without `refs/heads/`: only ever weak. */
export function branchSigns(branch: string | null): readonly AgentSign[] {
  const row = BRANCHES.find(([prefix]) => branch?.startsWith(prefix))
  return row ? [{ agent: row[1], strength: 'weak', text: `branch ${visible(branch!, LONGEST_TEXT)}` }] : []
}

/**
 * Signs of an agent in a commit: its author and committer, and in its message co-authors, trailers and footers of any
 * paragraph. What stands in a quotation, a list, a code fence or the middle of a sentence is weak, unless git reads a trailer
 * there. Takes time linear in the message.
 */
export function commitSigns({ author, committer, message, trailers = [] }: Signed): readonly AgentSign[] {
  const people = [...identitySigns('author', author), ...identitySigns('committer', committer)]
  const lines = [...markedLines(message)]
  // As of most commits by agents; those of a long range then share one list.
  if (people.length === 0 && lines.length === 1 && knownSigns(lines[0]!).some(isStrong)) return knownSigns(lines[0]!)
  const mentioned = lines.flatMap(knownSigns)
  if (lines.length === 0 || [...people, ...mentioned].some(isStrong)) return [...people, ...firstOfEach(mentioned)]
  const stated = trailers.map(({ key, value }) => ({
    text: `${key}: ${value}`.slice(0, LONGEST_LINE),
    ...AS_IT_STANDS,
  }))
  return [...people, ...firstOfEach([...stated.flatMap(knownSigns), ...mentioned])]
}

const isStrong = ({ strength }: AgentSign): boolean => strength === 'strong'

const AS_IT_STANDS = { own: true, runsOn: false } as const

/** Each sign once, and of each strength no more than are of use. */
function firstOfEach(signs: Iterable<AgentSign>): readonly AgentSign[] {
  const counts = { strong: 0, weak: 0 }
  const first = new Map<string, AgentSign>()
  for (const sign of signs) {
    if (first.has(sign.text) || counts[sign.strength] === MOST_SIGNS) continue
    first.set(sign.text, sign)
    counts[sign.strength] += 1
  }
  return [...first.values()]
}

// Most commits of a range were made by the same few agents, which sign with the same few lines.
const KNOWN = new Map<string, readonly AgentSign[]>()
const MOST_KNOWN = 1_000

function knownSigns(line: MarkedLine): readonly AgentSign[] {
  const key = `${line.own} ${line.runsOn} ${line.text}`
  let signs = KNOWN.get(key)
  if (signs === undefined) {
    signs = firstOfEach(lineSigns(line))
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear()
    KNOWN.set(key, signs)
  }
  return signs
}

function identitySigns(role: string, { name, email }: Identity): AgentSign[] {
  const known = knownIdentity(email)
  if (known) return [{ ...known, text: visible(`${role} ${name} <${email}>`, LONGEST_TEXT) }]
  if (!name.endsWith(AIDER_MARK)) return []
  return [{ agent: 'aider', strength: 'strong', text: visible(`${role} ${name}`, LONGEST_TEXT) }]
}

// Git compares trailer keys without case.
const AUTHORSHIP = new Set(AUTHORSHIP_KEYS.map((key) => key.toLowerCase()))
const TRAILER_BY_KEY = new Map(TRAILERS.map((row) => [row.key.toLowerCase(), row]))

function* lineSigns(line: MarkedLine): Generator<AgentSign> {
  for (const footer of FOOTERS) {
    if (footer.line.test(line.text)) yield lineSign('line', line.text, footer.agent, footer.strength, line.own)
  }
  const trailer = /^([A-Za-z][A-Za-z-]*)[ \t]*:[ \t]*(\S.*)$/s.exec(line.text)
  if (!trailer) return
  const key = trailer[1]!.toLowerCase()
  const value = trailer[2]!
  // Prose that looks like a trailer goes on behind its address, or on the next line.
  const own = line.own && !line.runsOn
  const row = TRAILER_BY_KEY.get(key)
  const match = row?.value.exec(value)
  if (row && match) yield lineSign('trailer', line.text, row.agent ?? match[1]!, row.strength, own)
  if (!AUTHORSHIP.has(key)) return
  for (const email of addresses(value)) {
    const known = knownIdentity(email)
    if (known) yield lineSign('trailer', line.text, known.agent, known.strength, own && endsWithAddress(value))
  }
}

/** What is only mentioned is weak: it is how a person writes about agents, and how a squash quotes what it joined. */
function lineSign(kind: string, line: string, agent: string, strength: SignStrength, own: boolean): AgentSign {
  const text = visible(own ? `${kind} ${line}` : `mentioned ${kind} ${line}`, LONGEST_TEXT)
  return { agent, strength: own ? strength : 'weak', text }
}

/** `Name <address>`, several of them, or an address alone. */
function addresses(value: string): string[] {
  const bracketed = [...value.matchAll(/<([^<>\s]{3,254})>/g)].map((match) => match[1]!)
  return bracketed.length > 0 ? bracketed : [value]
}

/** Nothing stands behind the last address but a remark in brackets or after a `#`. */
const endsWithAddress = (value: string): boolean => /^[^<>]*$|>\s*(?:[([#][^<>]*)?$/.test(value)

interface KnownIdentity {
  readonly agent: string
  readonly strength: SignStrength
}

// By whole address, by GitHub account number, and by the login of a GitHub app; all in lower case.
const BY_ADDRESS = new Map<string, KnownIdentity>()
const BY_NUMBER = new Map<string, KnownIdentity>()
const BY_APP = new Map<string, KnownIdentity>()

for (const { agent, strength, addresses = [], github = [] } of IDENTITIES) {
  for (const address of addresses) BY_ADDRESS.set(address, { agent, strength })
  for (const account of github) {
    const [login, number] = account.toLowerCase().split('+').reverse() as [string, string?]
    if (number !== undefined) BY_NUMBER.set(number, { agent, strength })
    if (login.endsWith('[bot]')) BY_APP.set(login, { agent, strength })
  }
}

const GITHUB_NOREPLY = '@users.noreply.github.com'

function knownIdentity(email: string): KnownIdentity | undefined {
  if (email.length > 254) return undefined
  const address = email.trim().toLowerCase()
  if (!address.endsWith(GITHUB_NOREPLY)) return BY_ADDRESS.get(address)
  const account = address.slice(0, -GITHUB_NOREPLY.length)
  const plus = account.indexOf('+')
  return BY_NUMBER.get(account.slice(0, Math.max(plus, 0))) ?? BY_APP.get(account.slice(plus + 1))
}

/** True for every address in the tables, those of reviewing bots too: no such identity signs anything off. */
export const isAgentIdentity = (email: string): boolean => knownIdentity(email) !== undefined

// GitHub: `49699333+dependabot[bot]@users.noreply.github.com`, on an enterprise server `…@users.noreply.HOST`.
// GitLab: `project_123_bot_4ffca233d8298ea1@noreply.HOST`, the user of a project's or group's access token.
const BOT =
  /^(?:[^@\s]+\[bot\]@users\.noreply\.[a-z0-9.-]+|(?:project|group)_\d+_bot(?:_[0-9a-z]+)?@noreply\.[a-z0-9.-]+)$/

/** True for an address that a forge gives to programs only. */
export const isBotIdentity = (email: string): boolean => email.length <= 254 && BOT.test(email.trim().toLowerCase())
