import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** A step of a workflow or of a composite action. */
export interface Step {
  readonly name?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
  readonly shell?: string
  readonly run?: string
  readonly if?: string
}

export interface Job {
  readonly permissions?: unknown
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
  readonly defaults?: { readonly run?: { readonly shell?: string } }
  readonly steps: readonly Step[]
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly description?: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

/** Text of a file of this repository. */
export const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** A file of this repository, read as YAML 1.2, in which `on` is a word. */
export const yamlOf = <T>(path: string): T => parse(textOf(path)) as T

/**
 * What is dangerous in a workflow that judges changes of strangers, in words; empty where nothing is. Only what this
 * project's files have to hold: no general linter.
 */
export function dangersIn(workflow: Workflow): readonly string[] {
  const jobs = Object.entries(workflow.jobs)
  const events = Object.keys(workflow.on)
  const targets = events.includes('pull_request_target')
  return [
    ...(events.includes('merge_group') ? [] : ['does not judge what a merge queue builds']),
    ...(isEmpty(workflow.permissions) ? [] : ['gives rights to every job']),
    ...(JSON.stringify(workflow).includes('secrets.') ? ['takes secrets'] : []),
    ...(Object.values(workflow.on).some((on) => on && ('paths' in (on as object) || 'paths-ignore' in (on as object)))
      ? ['leaves out changes by their paths']
      : []),
    ...jobs.flatMap(([name, job]) => [
      ...(JSON.stringify(job.permissions) === '{"contents":"read"}' ? [] : [`${name} may do more than read`]),
      ...(job.if === undefined && job.steps.every((step) => step.if === undefined) ? [] : [`${name} can be skipped`]),
      ...(job.steps.some(isWholeCheckout) ? [] : [`${name} has not the whole history`]),
      ...job.steps.flatMap((step) => dangersOf(step, targets, job.env)),
    ]),
  ]
}

/** The same of one step, which also holds for those of an action. */
export function dangersOf(step: Step, targets: boolean, env: Job['env'] = {}): readonly string[] {
  const name = step.name ?? step.uses ?? 'a step'
  const ref = String(step.with?.['ref'] ?? '').replace(/\$\{\{ env\.(\w+) \}\}/, (_, key: string) => env[key] ?? '')
  return [
    ...(step.run?.includes('${{') ? [`${name} puts an expression into a script`] : []),
    ...(step.uses !== undefined && !/^[\w-]+\/[\w./-]+@[0-9a-f]{40}$/.test(step.uses)
      ? [`${name} is not named by a commit`]
      : []),
    ...(targets && /head|refs\/pull|merge_commit/.test(ref) ? [`${name} checks out the change`] : []),
    ...(/(?:npm (?:ci|install|i) |npx )/.test((step.run ?? '').replace(/npm ci --ignore-scripts/g, ''))
      ? [`${name} installs packages`]
      : []),
    ...(isCheckout(step) && step.with?.['persist-credentials'] !== false ? [`${name} leaves the token behind`] : []),
    ...(/\bgit (?:checkout|switch|reset|merge|pull|worktree)\b/.test(step.run ?? '') ? [`${name} writes files`] : []),
  ]
}

const isEmpty = (value: unknown): boolean => JSON.stringify(value) === '{}'

const isCheckout = ({ uses }: Step): boolean => uses?.startsWith('actions/checkout@') === true

const isWholeCheckout = (step: Step): boolean => isCheckout(step) && step.with?.['fetch-depth'] === 0
