/**
 * The library surface: the same engine as the binary, for other tools. Everything here is data or a function of data,
 * but for the functions that say they read a repository.
 */
import { readFileSync } from 'node:fs'
import { packetFacts } from './collect/packet/packet-facts.ts'
import { judgeRange } from './collect/range/judge-range.ts'
import type { RangeRequest } from './collect/range/range-request.ts'
import type { Report } from './finding.ts'
import { openRepository, type Repository } from './git/repository.ts'
import { branchOf, resolveCommit } from './git/revision.ts'
import { ownFile } from './install/own-files.ts'
import type { PacketFacts } from './packet.ts'
import { readPolicyNamed } from './policy/named.ts'

export type * from './change.ts'
export { CouldNotCheck, UsageError } from './errors.ts'
export { evaluate, type Judging } from './evaluate.ts'
export { exitCode } from './exit-code.ts'
export type * from './finding.ts'
export type * from './packet.ts'
export { type DecodedPolicy, decodePolicy } from './policy/decode.ts'
export type * from './policy/policy.ts'
export { type GitHubOptions, renderGitHub } from './report/github.ts'
export { renderJson } from './report/json.ts'
export { type PacketOptions, renderPacket, templateFaults } from './report/packet.ts'
export { renderPacketJson } from './report/packet-json.ts'
export { squashMessage } from './report/packet-squash.ts'
export { type RuleText, renderSarif, type SarifOptions } from './report/sarif.ts'
export { renderText } from './report/text.ts'
export { ruleIds, rules } from './rules/index.ts'
export type { Rule, RuleDocs } from './rules/rule.ts'

/** What `checkRange` judges. Names are anything that git resolves to a commit. */
export interface CheckRange {
  /** A folder in the repository. */
  readonly dir: string
  /** Tip of the base; null: everything that `head` reaches. */
  readonly base: string | null
  readonly head: string
  /** A policy to judge by instead of the base's: a file, or `REV:PATH`. */
  readonly policy?: string
  /** The environment to find git in; nothing in it weakens the check. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Judges a range as `precheck check` does; null when there is no policy on either side.
 * @throws {UsageError} for a name or a policy that is wrong. Facts that cannot be had make the report `incomplete`.
 */
export async function checkRange({ dir, base, head, policy, env }: CheckRange): Promise<Report | null> {
  const repository = await openRepository(dir, env)
  return await judgeRange(repository, env, await requested(repository, base, head), {
    command: ['precheck'],
    policy: policy === undefined ? null : await readPolicyNamed(repository, dir, policy),
  })
}

/**
 * Gathers what a review packet of a range says, for `renderPacket`, `renderPacketJson` and `squashMessage`.
 * @throws {UsageError} for a name or a policy that is wrong. Facts that cannot be had are said in the packet.
 */
export async function packetOf({ dir, base, head, policy, env }: CheckRange): Promise<PacketFacts> {
  const repository = await openRepository(dir, env)
  return await packetFacts(repository, env, await requested(repository, base, head), {
    command: ['precheck'],
    policy: policy === undefined ? null : await readPolicyNamed(repository, dir, policy),
  })
}

/** The template of the packet that comes with precheck, for `renderPacket`. */
export const packetTemplate = (): string => readFileSync(ownFile('templates/packet.md'), 'utf8')

const requested = async (repository: Repository, base: string | null, head: string): Promise<RangeRequest> => ({
  kind: 'range',
  at: 'wall',
  ref: null,
  base: base === null ? null : await resolveCommit(repository, base),
  head: await resolveCommit(repository, head),
  branch: await branchOf(repository.place, head),
  named: base === null ? null : `${base}..${head}`,
})
