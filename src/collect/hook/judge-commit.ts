import type { Change } from '../../change.ts'
import { UsageError } from '../../errors.ts'
import { evaluate } from '../../evaluate.ts'
import type { Report } from '../../finding.ts'
import { listIndex } from '../../git/tree.ts'
import { concernAboutAny } from '../../policy/concern.ts'
import { keepPolicy, keptPolicy } from '../../policy/kept.ts'
import { POLICY_FILE, type Policy } from '../../policy/policy.ts'
import type { Command } from '../../remedy.ts'
import { ruleIds, rules } from '../../rules/index.ts'
import { VERSION } from '../../version.ts'
import { willBeGuarded } from '../adoption.ts'
import { withMessageLint } from '../message-lint.ts'
import { type CommitRequest, collectCommit, type Reading } from './commit-being-made.ts'
import type { HookPolicy, PolicyBlob } from './hook-policy.ts'
import type { Moment } from './moment.ts'

/**
 * The policy that judges in a hook: the copy at the tip of the base, or if that cannot be read, an older one. Only where
 * the base has none does the staged one count, and then nothing is asked yet but that it can be read.
 * @throws {CouldNotCheck} when no copy on the base can be read.
 */
export async function hookPolicy(moment: Moment): Promise<HookPolicy | null> {
  const copy = moment.policyCopy
  if (copy?.blob) {
    const policy = typeof copy.blob === 'string' ? null : await policyIn(moment, copy.blob)
    if (policy === null) return await (await import('./older-policy.ts')).olderPolicy(moment, copy)
    const source = { source: `${copy.commit}:${POLICY_FILE}`, ref: copy.ref, why: copy.why, digest: null }
    return { policy, source, adoption: false, baseErrors: [] }
  }
  // Adopted in an earlier commit and not landed yet: nothing is asked until it has.
  if (moment.stagedPolicy === null || !moment.policyIsStagedNow) return null
  if (!moment.stagedPolicy.isFile) throw new UsageError(`the staged policy is wrong\n${POLICY_FILE} is no plain file`)
  const { decodePolicy } = await import('../../policy/decode.ts')
  const decoded = decodePolicy(moment.stagedPolicy.text, ruleIds)
  const source = { source: `index:${POLICY_FILE}`, ref: null, why: 'the first policy, not landed yet', digest: null }
  if ('errors' in decoded) {
    const said = decoded.errors.map(({ line, column, text }) => `${POLICY_FILE}:${line}:${column}: ${text}`)
    throw new UsageError(`the staged policy is wrong\n${said.join('\n')}`)
  }
  return { policy: decoded.policy, source, adoption: true, baseErrors: [] }
}

const policyIn = async (moment: Moment, { oid, text }: PolicyBlob): Promise<Policy | null> =>
  keptPolicy(moment.where.commonDir, oid, VERSION) ?? (await decodeAndKeep(moment, oid, text))

/** Null: the text is no policy. */
async function decodeAndKeep(moment: Moment, blob: string, text: string): Promise<Policy | null> {
  const { decodePolicy } = await import('../../policy/decode.ts')
  const decoded = decodePolicy(text, ruleIds)
  if (!('policy' in decoded)) return null
  keepPolicy(moment.where.commonDir, blob, VERSION, decoded.policy)
  return decoded.policy
}

/** A commit that is being made, in the reading that is worst, and what was said of it. */
export interface JudgedCommit {
  readonly change: Change
  readonly report: Report
  /** It is read as one that takes HEAD's place: what it only warns of was said when HEAD was made. */
  readonly replacesHead: boolean
}

/** Judges the commit that is being made, in every way in which it can be read; gives the worst. */
export async function judgeCommit(
  moment: Moment,
  { policy, source, adoption, baseErrors }: HookPolicy,
  asked: Pick<CommitRequest, 'kind' | 'message'> & { readonly command: Command },
): Promise<JudgedCommit> {
  const guards = adoption ? willBeGuarded(policy, await listIndex(moment.place), await concernAboutAny(policy)) : null
  const policyFile = adoption || !moment.policyIsStagedNow ? null : await stagedPolicyFile(moment, policy)
  const readings = await collectCommit(moment, { ...asked, policy, rules })
  const linted = await Promise.all(
    readings.map(async (reading) =>
      withMessageLint(await withSignOffs(moment, policy, reading), policy, moment.where.topLevel),
    ),
  )
  const { command } = asked
  const judged = linted.map((change, index) => {
    const report = evaluate(
      { ...change, policyFile, basePolicyErrors: baseErrors },
      { policy, source, rules, command, adoption: guards && { guards }, unknown: [] },
    )
    return { change, report, replacesHead: readings[index]!.replaced !== null }
  })
  const gravity = ({ report }: JudgedCommit) => ['pass', 'warn', 'block', 'incomplete'].indexOf(report.verdict)
  return judged.reduce((worst, other) => (gravity(other) > gravity(worst) ? other : worst))
}

/** Sign-offs are rare in a commit that is being made, and what holds them against it is much to load. */
async function withSignOffs(moment: Moment, policy: Policy, { change, replaced }: Reading): Promise<Change> {
  const messages = [...change.commits.map(({ message }) => message), replaced ?? '']
  if (!messages.some((message) => /sign-off-(?:made|covers|signature)/i.test(message))) return change
  return await (await import('./settled-commit.ts')).settledCommit(moment, policy, change, replaced)
}

/** What this commit leaves in the place of the policy. Its entries are held against the tree where it lands. */
async function stagedPolicyFile({ stagedPolicy, place }: Moment, before: Policy): Promise<Change['policyFile']> {
  const found = { path: POLICY_FILE, commit: null, errors: [], idle: [], effect: null }
  if (stagedPolicy === null) return { ...found, state: 'removed' }
  if (!stagedPolicy.isFile) return { ...found, state: 'not-a-file' }
  const [{ decodePolicy }, { wordsOf }, { effectOn }] = await Promise.all([
    import('../../policy/decode.ts'),
    import('../../policy/load.ts'),
    import('../policy-file.ts'),
  ])
  const decoded = decodePolicy(stagedPolicy.text, ruleIds)
  return 'policy' in decoded
    ? { ...found, state: 'readable', effect: await effectOn(await listIndex(place), before, decoded.policy) }
    : { ...found, state: 'unreadable', errors: wordsOf(decoded) }
}
