import { UsageError } from '../errors.ts'
import { withoutRepository } from '../git/write.ts'
import { applySteps } from '../install/apply.ts'
import { gatherFacts } from '../install/facts.ts'
import type { Forge } from '../install/forge.ts'
import { planInstall } from '../install/plan.ts'
import type { Wishes } from '../install/wishes.ts'
import { readArguments, wordOf } from './arguments.ts'
import { helpPage } from './help-page.ts'
import { folderNamed, OPTIONS as PLACE_OPTIONS } from './install-place.ts'
import type { Io } from './io.ts'
import { statusLine } from './status-line.ts'

export const help = helpPage({
  usage: 'install [options]',
  does: [
    'Sets up the hooks, a starter policy, a CI file and notes for agents in a repository, and says each thing that it changes. A JavaScript repository gets the hooks through husky, for everybody who installs its packages; any other gets them in this clone. Hooks and files that are there already stay. Run it again whenever you like: what is in place stays as it is.',
    'It ends with two things to look at: people who could be listed in the policy as signers, and what the policy would have said of the last 200 commits. A policy asks nothing until it has landed on the default branch: commit it and get it there.',
    "git's commit.template is not set: with commit.cleanup, another comment character or in another work tree its lines would end up in messages, or stop the commit.",
  ],
  options: [
    ['--dry-run', 'say what would be changed, and change nothing'],
    [
      '--ci FORGE',
      'github: write .github/workflows/precheck.yml; gitlab: print a job to save as .gitlab/precheck.yml; auto (default): github where a remote is there or there is a .github folder, gitlab where a remote is there',
    ],
    ['--no-ci', 'no CI file'],
    ['--server', 'in a bare repository that is pushed to: only the pre-receive hook, and how a forge takes it'],
    ['--no-agent-notes', 'leave AGENTS.md alone; else a marked block in it tells agents what commits need here'],
    ['--in DIR', 'the repository, or a package in it; default: the current folder'],
  ],
  words: ['policy', 'sign-off'],
  examples: [
    ['precheck install --dry-run', 'look first'],
    ['precheck install', 'and then do it'],
    ['precheck install --ci github', 'with a workflow for GitHub Actions'],
  ],
  exits: [
    ['0', 'done, or everything was in place'],
    ['2', 'no repository, or hooks that install cannot work with: nothing was written'],
    ['3', 'git or husky failed on the way: run it again'],
  ],
})

export const OPTIONS = {
  ...PLACE_OPTIONS,
  ci: { type: 'string' },
  'no-ci': { type: 'boolean' },
  'no-agent-notes': { type: 'boolean' },
  server: { type: 'boolean' },
} as const

/**
 * `precheck install [--dry-run] [--in DIR] [--ci FORGE | --no-ci] [--no-agent-notes] [--server]`: puts the hooks, the starter policy
 * and what they need in place. Prints one line for each thing that it changes.
 * @throws {UsageError} when there is no repository, or its hooks are in hands that install cannot work with; nothing is
 * written then.
 * @throws {CouldNotCheck} when git or husky failed on the way; install again goes on from there.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS)
  const cwd = folderNamed(values, positionals, io)
  if (values.server) return await installServer(cwd, values, io)
  const wishes: Wishes = { ci: ciWished(values), agentNotes: values['no-agent-notes'] !== true }
  const line = statusLine(io)
  line.show('precheck: looking at what is here …')
  const facts = await gatherFacts(cwd, io.env).finally(line.clear)
  const plan = planInstall(facts, wishes)
  const say = (line: string): void => void io.stdout.write(`${line}\n`)
  const changes = plan.steps.length > 0
  if (!changes) {
    say('precheck is installed here already: nothing to change')
  } else if (values['dry-run']) {
    for (const step of plan.steps) if (step.says !== '') say(step.says)
    io.stderr.write('dry run: nothing was changed\n')
  } else {
    await applySteps(plan.steps, facts.roots, io.env, say)
  }
  for (const note of plan.notes) io.stderr.write(`note: ${note}\n`)
  if (changes) say(`Next:\n${plan.next.map((command) => `  ${command}`).join('\n')}`)
  if (changes && plan.packet !== null) say(`\n${plan.packet}`)
  if (plan.gitlabJob !== null && (changes || wishes.ci === 'gitlab')) say(`\nFor GitLab:\n\n${plan.gitlabJob}`)
  if (changes) {
    const { sayWhatFollows } = await import('./adoption-shown.ts')
    await sayWhatFollows(plan.policy ?? '', { ...io, cwd, env: withoutRepository(io.env) })
  }
  return 0
}

async function installServer(cwd: string, values: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  for (const other of ['ci', 'no-ci', 'no-agent-notes']) {
    if (values[other] !== undefined) throw new UsageError(`--${other} is about a work tree, and --server has none`)
  }
  return await (await import('./install-server.ts')).installServer(cwd, values['dry-run'] === true, io)
}

function ciWished(values: { readonly ci?: string; readonly 'no-ci'?: boolean }): Wishes['ci'] {
  if (!values['no-ci']) return wordOf<Forge | 'auto'>('ci', values.ci, ['github', 'gitlab', 'auto'], 'auto')
  if (values.ci !== undefined) throw new UsageError('--ci and --no-ci contradict each other: give one of them')
  return 'none'
}
