import { UsageError } from '../errors.ts'
import { visible } from '../visible.ts'
import type { Facts } from './facts.ts'
import type { Trace } from './journal.ts'
import { setMember } from './package-json.ts'
import { fileTrace, joined, type Part, part } from './part.ts'
import { declared, parsedPackage } from './refusals.ts'
import { shown } from './shown.ts'
import type { Location } from './step.ts'

type Edit = Omit<Extract<Trace, { kind: 'member' }>, 'kind' | 'at'>

/** The command of husky's own documentation, for installs that must not fail without husky. */
const SCRIPT = 'node .husky/install.mjs'

/** What makes an install of packages set the hooks up: husky among the packages, and a `prepare` that lets it. */
export function planHuskyPackage(facts: Facts, folder: string): Part {
  const at: Location = `work:${facts.packageFolder ?? ''}package.json`
  const before = facts.existing.get(at)?.text
  const own = parsedPackage(facts)
  if (before == null || own === null || !isObject(own.scripts) || !isObject(own.devDependencies)) {
    throw new UsageError(`${shown(facts, at)} is not a file that npm can read: mend it, then run install again`)
  }
  const edits = [...huskyDependency(facts, own.devDependencies), ...prepareScript(own.scripts)]
  const text = edits.reduce((edited, { in: object, name, value }) => setMember(edited, object, name, value), before)
  const says = `${shown(facts, at)}: ${edits.map((edit) => `${edit.in}.${edit.name} "${edit.value}"`).join(', ')}`
  const script = edits.some((edit) => edit.name === 'prepare') || before.includes(SCRIPT)
  return joined([
    script ? planInstallScript(facts, folder) : part({}),
    part({
      steps: edits.length === 0 ? [] : [{ do: 'write', at, text, executable: false, says: visible(says, 300) }],
      traces: edits.map((edit) => ({ kind: 'member', at, ...edit })),
      notes: notesFor(facts, edits.length > 0),
      commit: edits.length === 0 ? [] : [`${facts.packageFolder ?? ''}package.json`],
    }),
  ])
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> | undefined =>
  value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))

function huskyDependency(facts: Facts, held: object | undefined): readonly Edit[] {
  if (declared(facts, 'husky') !== null) return []
  const value = `^${facts.huskyVersion}`
  return [{ in: 'devDependencies', name: 'husky', value, before: null, made: held === undefined }]
}

/** A script that names husky sets it up already, in its own way. */
function prepareScript(held: Readonly<Record<string, unknown>> | undefined): readonly Edit[] {
  if (Object.values(held ?? {}).some((script) => typeof script === 'string' && script.includes('husky'))) return []
  const before = typeof held?.prepare === 'string' ? held.prepare : null
  const value = before?.trim() ? `${before} && ${SCRIPT}` : SCRIPT
  return [{ in: 'scripts', name: 'prepare', value, before, made: held === undefined }]
}

function planInstallScript(facts: Facts, folder: string): Part {
  const at: Location = `work:${folder}/install.mjs`
  if (facts.existing.has(at)) return part({})
  const named = JSON.stringify(facts.packageFolder ?? '')
  const text = facts.texts.huskyInstall.replace("folder = ''", () => `folder = ${named}`)
  const says = `${shown(facts, at)}: sets husky up when packages are installed`
  return part({
    steps: [{ do: 'write', at, text, executable: false, says }],
    traces: [fileTrace(at, text)],
    commit: [folder],
  })
}

function notesFor(facts: Facts, edited: boolean): readonly string[] {
  const notes: string[] = []
  if (edited) notes.push("run your package manager's install once, so that the lock file follows package.json")
  if (declared(facts, 'precheck') === null) {
    notes.push(
      'precheck is not among the devDependencies: without it the hooks stop everybody else. Before you commit: npm install --save-dev precheck',
    )
  }
  if (edited && facts.topFiles.some((name) => /^(?:Docker|Container)file/.test(name))) {
    notes.push('an image that installs packages before it copies the sources must copy .husky/install.mjs first')
  }
  return notes
}
