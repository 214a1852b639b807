import type { PolicyDifference } from '../change.ts'
import type { Weighed } from './effect-signers.ts'
import type { Policy, RuleSetting, TrailerPolicy } from './policy.ts'

/** What is asked of commits and how, setting by setting. */
export function settingDifferences(
  before: Policy,
  after: Policy,
  defaults: Readonly<Record<string, RuleSetting>>,
): readonly Weighed[] {
  const setting = (name: string, was: string, now: string, weakestFirst: readonly string[]): readonly Weighed[] =>
    ranked({ about: 'setting', name }, was, now, weakestFirst)
  return [
    ...setting('mode', before.mode, after.mode, ['warn', 'block']),
    ...setting('trailers-for', before.trailersFor, after.trailersFor, ['agents', 'unverified', 'everyone']),
    ...setting('lands', before.lands, after.lands, ['squash', 'commits']),
    ...setting('guarded-at', before.guardedAt, after.guardedAt, ['request', 'commit']),
    ...setting('message.commitlint', before.message.commitlint, after.message.commitlint, ['off', 'auto', 'on']),
    // Sign-offs that were signed for another repository would count here, and those for this one no more.
    ...other({ about: 'setting', name: 'repository' }, before.repository ?? 'none', after.repository ?? 'none'),
    ...trailerDifferences(before, after),
    ...Object.entries(defaults).flatMap(([name, usual]) =>
      ranked({ about: 'rule', name }, before.rules[name] ?? usual, after.rules[name] ?? usual, [
        'off',
        'warn',
        'block',
      ]),
    ),
    ...botDifferences(before, after),
  ]
}

type About = Pick<PolicyDifference, 'about' | 'name'>

function ranked(about: About, was: string, now: string, weakestFirst: readonly string[]): readonly Weighed[] {
  return was === now ? [] : [{ ...about, was, now, weaker: weakestFirst.indexOf(now) < weakestFirst.indexOf(was) }]
}

/** Of what is merely another nobody can say that it asks as much. */
const other = (about: About, was: string, now: string): readonly Weighed[] =>
  was === now ? [] : [{ ...about, was, now, weaker: true }]

function trailerDifferences(before: Policy, after: Policy): readonly Weighed[] {
  const byKey = ({ trailers }: Policy) => new Map(trailers.map((trailer) => [trailer.key.toLowerCase(), trailer]))
  const [were, are] = [byKey(before), byKey(after)]
  return [...new Set([...were.keys(), ...are.keys()])].flatMap((key) => ofTrailer(were.get(key), are.get(key)))
}

function ofTrailer(was: TrailerPolicy | undefined, is: TrailerPolicy | undefined): readonly Weighed[] {
  const about = { about: 'trailer', name: (was ?? is)!.key } as const
  const demand = (trailer: TrailerPolicy | undefined): string =>
    trailer === undefined ? 'not asked for' : trailer.required ? 'required' : 'optional'
  const found = [...ranked(about, demand(was), demand(is), ['not asked for', 'optional', 'required'])]
  if (was === undefined || is === undefined) return found
  const allowed = (what: string, before: boolean, after: boolean): readonly Weighed[] =>
    ranked(about, `${what}: ${before}`, `${what}: ${after}`, [`${what}: true`, `${what}: false`])
  const pattern = (trailer: TrailerPolicy): string => `pattern ${trailer.pattern ?? 'none'}`
  if (was.pattern === null) found.push(...ranked(about, pattern(was), pattern(is), [pattern(was), pattern(is)]))
  else found.push(...other(about, pattern(was), pattern(is)))
  found.push(
    ...ranked(about, `per ${was.per}`, `per ${is.per}`, ['per change', 'per commit']),
    ...allowed('allow-none', was.allowNone, is.allowNone),
    ...allowed('many', was.many, is.many),
    ...allowed('from-branch', was.fromBranch, is.fromBranch),
  )
  return found
}

function botDifferences({ bots: were }: Policy, { bots: are }: Policy): readonly Weighed[] {
  const missing = (from: Policy['bots'], bots: Policy['bots']): Policy['bots'] =>
    bots.filter(({ name, paths }) => !from.some((bot) => bot.name === name && bot.paths === paths))
  return [
    ...missing(were, are).map(
      ({ name, paths }) => ({ about: 'bot', name, was: null, now: paths, weaker: true }) as const,
    ),
    ...missing(are, were).map(
      ({ name, paths }) => ({ about: 'bot', name, was: paths, now: null, weaker: false }) as const,
    ),
  ]
}
