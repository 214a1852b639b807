import { lstatSync, realpathSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { MODE_FILE } from '../change.ts'
import { UsageError } from '../errors.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { type Explanation, explainPath } from '../policy/explain.ts'
import { policyHere, standingHere } from '../policy/here.ts'
import { type LoadedPolicy, NO_FILE } from '../policy/load.ts'
import { readPolicyNamed } from '../policy/named.ts'
import { nearestWord } from '../policy/nearest.ts'
import { POLICY_FILE } from '../policy/policy.ts'
import { REF_LAW } from '../ref-law.ts'
import { ruleIds, rules } from '../rules/index.ts'
import type { Rule } from '../rules/rule.ts'
import { visible } from '../visible.ts'
import { readArguments } from './arguments.ts'
import { helpPage } from './help-page.ts'
import type { Io } from './io.ts'

export const help = helpPage({
  usage: 'explain [RULE | PATH] [options]',
  does: [
    'Says what a rule asks, why, and how to mend what it finds, with examples of what passes and what is refused; or which entries of the policy hold for a path, and through which pattern. With neither it lists the rules.',
  ],
  takes: {
    title: 'What to explain',
    rows: [
      ['RULE', 'a rule by its name, as it stands behind each finding in brackets'],
      ['PATH', 'a path from the top of the repository, or with ./ or ../ from the current folder; it need not exist'],
    ],
  },
  options: [
    ['--policy FILE', 'explain a path by this policy; REV:PATH takes it from a commit'],
    ['--in DIR', 'the repository to look at; default: the one around the current folder'],
  ],
  words: ['policy', 'guarded path', 'sign-off'],
  examples: [
    ['precheck explain', 'the rules, a line each'],
    ['precheck explain tests-run', 'one rule, with examples'],
    ['precheck explain .github/workflows/ci.yml', 'who has to sign off a change to that file, and why'],
  ],
  exits: [
    ['0', 'explained'],
    ['2', 'neither a rule nor a path that can be one, or no policy'],
  ],
})

export const OPTIONS = { policy: { type: 'string' }, in: { type: 'string' } } as const

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS)
  if (positionals.length > 1 || positionals[0] === '') throw new UsageError('explain takes one rule or one path')
  const [asked] = positionals
  if (asked === undefined) {
    io.stdout.write(rules.map(({ id, docs }) => `${id.padEnd(18)} ${docs.summary}\n`).join(''))
    return 0
  }
  if (asked === 'refs') {
    io.stdout.write(REF_LAW)
    return 0
  }
  const rule = rules.find(({ id }) => id === asked)
  io.stdout.write(rule ? explainRule(rule) : await explainPathIn(asked, values, io))
  return 0
}

function explainRule({ id, docs, severity, messages }: Rule): string {
  const example = (
    title: string,
    { message, policy, files, deletes, landed }: Rule['docs']['good'][number],
  ): string => {
    const changed = [...Object.keys(files ?? {}), ...(deletes ?? []).map((path) => `${path} (deleted)`)]
    return [
      `  ${title}`,
      ...(policy ?? '').split('\n').map((line) => `    policy   ${line}`),
      ...message
        .trimEnd()
        .split('\n')
        .map((line) => `    message  ${visible(line, 120)}`.trimEnd()),
      ...changed.map((path) => `    changes  ${path}`),
      ...Object.keys(landed ?? {}).map((path) => `    in place of a commit that changes ${path}`),
    ]
      .filter((line) => line.trim() !== 'policy')
      .join('\n')
  }
  return `${id} (${severity} unless the policy says otherwise)

${docs.summary}

Why: ${docs.why}
Mend: ${docs.fix}
Says: ${messages.join(', ')}

Passes:
${docs.good.map((good) => example(good.name, good)).join('\n\n')}

Is refused:
${docs.bad.map((bad) => example(`${bad.name} (${bad.finds})`, bad)).join('\n\n')}
`
}

function explainEntry({ entry, through, ifBeside, exceptedBy }: Explanation): string {
  const who = entry.signers === null ? 'any signer' : entry.signers.join(', ')
  const asks =
    entry.action === 'block'
      ? 'blocked, whoever signs'
      : `sign-offs: ${entry.approvals} of ${who}, at least ${entry.strength}${entry.independent ? ', by people who had no hand in the change' : ''}`
  const lines = [`  ${entry.name}: ${exceptedBy.length > 0 ? 'not guarded' : asks}`]
  if (entry.description !== undefined) lines.push(`    why: ${visible(entry.description, 200)}`)
  if (through.length > 0) lines.push(`    by ${through.join(', ')}`)
  if (ifBeside !== null) lines.push(`    if one of these lies beside it: ${ifBeside.join(', ')}`)
  if (exceptedBy.length > 0) lines.push(`    excepted by ${exceptedBy.join(', ')}`)
  return lines.join('\n')
}

/** A path from the top, read as git reads the one in `HEAD:./path`; null: it is the top itself, or leads out of it. */
function fromTop(path: string, cwd: string, top: string | null): string | null {
  const isRelative = /^\.\.?(?:\/|$)/.test(path)
  if (isRelative && top === null) return null
  // git names the top without links; the last part of the path may be one, and is looked up nowhere.
  const found = isRelative
    ? relative(top!, join(realpathSync(cwd), path))
        .split(sep)
        .join('/')
    : path
  return found === '' || found.startsWith('/') || found.split('/').includes('..') ? null : found
}

/**
 * The policy that judges here; where none has landed, the one in the work tree.
 * @throws {UsageError} when there is neither, or with every error of the work tree's.
 */
async function policyFound(repository: Repository, { cwd, env }: Io): Promise<LoadedPolicy> {
  const standing = await standingHere(repository)
  const file = join(repository.topLevel ?? '', POLICY_FILE)
  const here = repository.topLevel === null ? null : (lstatSync(file, { throwIfNoEntry: false }) ?? null)
  if (here === null) return await policyHere(repository, env, standing)
  if (standing.candidates.some(({ oid }) => oid !== null)) {
    const landed = await policyHere(repository, env, standing)
    if (landed.policy !== null) return landed
  }
  if (!here.isFile()) throw new UsageError(`${NO_FILE}, so no path is guarded`)
  const found = await readPolicyNamed(repository, cwd, relative(cwd, file))
  return { ...found, source: { ...found.source, why: 'as it is here: it asks nothing until it has landed' } }
}

async function explainPathIn(
  named: string,
  values: { readonly policy?: string; readonly in?: string },
  io: Io,
): Promise<string> {
  const meant = named.includes('/') || named.includes('.') ? null : nearestWord(named, ruleIds)
  const repository = await openRepository(resolve(io.cwd, values.in ?? '.'), io.env)
  const path = fromTop(named, io.cwd, repository.topLevel)
  if (path === null) throw new UsageError(`"${visible(named, 200)}" is neither a rule nor a path in this repository`)
  const { policy, source } =
    values.policy === undefined
      ? await policyFound(repository, io)
      : await readPolicyNamed(repository, io.cwd, values.policy)
  if (policy === null) throw new UsageError('there is no policy here (.precheck.yml), so no path is guarded')
  const explained = explainPath(policy, path, MODE_FILE)
  const found = explained.length > 0 ? explained.map(explainEntry) : ['  no entry matches it']
  const entry = policy.entries.find(({ name }) => name === named)
  const hint = entry
    ? `\nThe policy has an entry of that name:\n${explainEntry({ entry, through: [], ifBeside: null, exceptedBy: [] })}\n`
    : explained.length === 0 && meant
      ? `  (or did you mean the rule "${meant}"?)\n`
      : ''
  return `${visible(path, 400)}, by ${source.source} (${source.why}):\n${found.join('\n')}\n${hint}`
}
