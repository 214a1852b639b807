import { compileRefs, USUAL_BRANCHES } from './blocking-refs.ts'
import { guardDecoders } from './decode-entries.ts'
import { refs } from './decode-refs.ts'
import { signers } from './decode-signers.ts'
import { DEFAULT_TRAILERS, trailers } from './decode-trailers.ts'
import { type Decoder, entriesOf, fields, list, oneOf, orRather, type Placed, placed, quoted, text } from './decoder.ts'
import { guardEntries, type WrittenGuards } from './guard-entries.ts'
import { parsePolicyText } from './parse.ts'
import type { Entry, Policy, RuleSetting, Signer, TrailerPolicy } from './policy.ts'
import type { PolicyError, Position, Say, Tree } from './tree.ts'

export type { PolicyError } from './tree.ts'

/** A policy, or all that is wrong with its text. Both lists are in the order of the text. */
export type DecodedPolicy =
  | { readonly policy: Policy; readonly warnings: readonly PolicyError[] }
  | { readonly errors: readonly PolicyError[]; readonly warnings: readonly PolicyError[] }

/** Beyond this many errors a list helps nobody, and hostile text could make it as long as it likes. */
const MOST_ERRORS = 100
/** Each is asked about every path of a change. */
const MOST_ENTRIES = 200

/**
 * Reads the text of a policy file. `ruleIds` are the rules that `rules` may name. Never throws, whatever the text. Text
 * that is not YAML is said to be so and not read any further; all else that is wrong is said at once.
 */
export function decodePolicy(written: string, ruleIds: readonly string[]): DecodedPolicy {
  const { tree, errors: wrongYaml } = parsePolicyText(written)
  const errors = [...wrongYaml]
  const warnings: PolicyError[] = []
  const say: Say = (at, sentence, only) => {
    ;(only === 'warning' ? warnings : errors).push({ line: at.line, column: at.column, text: sentence })
  }
  if (tree === null) return { errors: inOrder(errors), warnings }

  const newer = newerVersion(tree)
  if (newer) return { errors: [newer], warnings }
  const policy = readPolicy(tree, ruleIds, say)
  return errors.length > 0
    ? { errors: inOrder(errors), warnings: inOrder(warnings) }
    : { policy, warnings: inOrder(warnings) }
}

/** What a later precheck may have made of the other keys is not for this one to judge, so nothing else is said. */
function newerVersion(tree: Tree): PolicyError | null {
  const version = tree.kind === 'map' ? tree.pairs.find(({ key }) => key === 'version')?.value : undefined
  if (version?.kind !== 'scalar' || !Number.isInteger(version.value) || Number(version.value) <= 1) return null
  return {
    ...version.at,
    text: `this is a policy of version ${version.value}, and this precheck reads 1: update precheck`,
  }
}

interface Written extends WrittenGuards {
  version: 1
  repository: string
  mode: Policy['mode']
  'trailers-for': Policy['trailersFor']
  trailers: readonly TrailerPolicy[]
  lands: Policy['lands']
  'guarded-at': Policy['guardedAt']
  signers: readonly Signer[]
  rules: readonly (readonly [string, RuleSetting])[]
  message: { commitlint?: Policy['message']['commitlint'] }
  bots: readonly Partial<WrittenBot>[]
  refs: { block?: readonly string[] }
}

interface WrittenBot {
  name: string
  paths: Placed<string>
}

function readPolicy(tree: Tree, ruleIds: readonly string[], say: Say): Policy {
  const { entry, lockfiles } = guardDecoders()
  const written =
    fields<Written>(
      'the policy',
      {
        version,
        repository: text('the id of a repository', idFault),
        mode: oneOf('warn', 'block'),
        'trailers-for': oneOf('agents', 'unverified', 'everyone'),
        trailers,
        lands: oneOf('commits', 'squash'),
        'guarded-at': oneOf('request', 'commit'),
        paths: list('a list of entries', placed(entry), MOST_ENTRIES),
        lockfiles,
        signers,
        rules: rules(ruleIds),
        message: fields('the settings of "message"', { commitlint: oneOf('auto', 'off', 'on') }),
        bots: list('a list of bots', bot),
        refs,
      },
      ['version'],
    )(tree, say) ?? {}
  const entries = guardEntries(written, written.signers ?? null, say)
  return {
    version: 1,
    repository: written.repository ?? null,
    mode: written.mode ?? 'block',
    trailersFor: written['trailers-for'] ?? 'agents',
    trailers: written.trailers ?? DEFAULT_TRAILERS,
    lands: written.lands ?? 'commits',
    guardedAt: written['guarded-at'] ?? 'request',
    entries,
    signers: written.signers ?? null,
    rules: Object.fromEntries(written.rules ?? []),
    bots: knownBots(written.bots ?? [], entries, say),
    message: { commitlint: written.message?.commitlint ?? 'auto' },
    refs: { block: compileRefs(written.refs?.block ?? USUAL_BRANCHES) },
  }
}

const version: Decoder<1> = (tree, say) => {
  if (tree.kind === 'scalar' && tree.value === 1) return 1
  say(tree.at, 'expected the number 1')
  return undefined
}

// It stands on a line of its own in what a sign-off's signature signs.
const idFault = (id: string): string | null =>
  /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/.test(id)
    ? null
    : 'it must be one word of at most 100 letters, digits and . _ : / -'

const setting = oneOf('off', 'warn', 'block')

function rules(ruleIds: readonly string[]): Decoder<readonly (readonly [string, RuleSetting])[]> {
  return entriesOf('a map from rules to off, warn or block', (key, value, say) => {
    if (!ruleIds.includes(key.value))
      say(key.at, `there is no rule ${quoted(key.value)}${orRather(key.value, ruleIds)}`)
    const read = setting(value, say)
    return read && ([key.value, read] as const)
  })
}

const bot = fields<WrittenBot>('a bot', { name: text('a name'), paths: placed(text('the name of an entry')) }, [
  'name',
  'paths',
])

function knownBots(bots: readonly Partial<WrittenBot>[], entries: readonly Entry[], say: Say): Policy['bots'] {
  // Nothing is exempt from the policy set.
  const known = entries.filter(({ kind }) => kind !== 'policy').map(({ name }) => name)
  return bots.flatMap(({ name, paths }) => {
    if (name === undefined || paths === undefined) return []
    if (!known.includes(paths.value))
      say(paths.at, `no entry is called ${quoted(paths.value)}${orRather(paths.value, known)}`)
    return [{ name, paths: paths.value }]
  })
}

/** By position, each once, and no more than anybody would read. */
function inOrder(said: readonly PolicyError[]): readonly PolicyError[] {
  const once = new Map(said.map((error) => [JSON.stringify(error), error]))
  const sorted = [...once.values()].sort((one, other) => byPosition(one, other) || (one.text < other.text ? -1 : 1))
  const rest = sorted.length - MOST_ERRORS
  if (rest <= 0) return sorted
  return [...sorted.slice(0, MOST_ERRORS), { ...sorted[MOST_ERRORS]!, text: `and ${rest} more from here on` }]
}

const byPosition = (one: Position, other: Position): number => one.line - other.line || one.column - other.column
