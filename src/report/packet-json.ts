import type { PackageChange } from '../packages/compare.ts'
import type { PacketCommit, PacketFacts, PacketFile } from '../packet.ts'
import { referencesIn } from '../review/names.ts'
import { printJson, reportDocument, stateDocument } from './json.ts'
import { claimsOf } from './packet-claims.ts'
import { type EntryNeed, type Need, needsByEntry, needsOf } from './packet-needs.ts'
import { NOT_RECORDED, notDoneIn } from './packet-not-done.ts'
import { migrating, notUndone, waysBack } from './packet-revert.ts'
import { riskGroups } from './packet-risk.ts'
import { type Said, saidIn } from './packet-said.ts'
import { type UndoStep, undoSteps } from './packet-steps.ts'
import { type Worst, worstOf } from './packet-worst.ts'

/** Raised when a field is removed or renamed; a new one leaves it alone, and readers ignore what they do not know. */
const SCHEMA_VERSION = 1

/**
 * A packet as the JSON document of templates/packet.schema.json: all of it, uncut. `trust` says how a part is known:
 * `observed` in git, or `claimed` by a message; of sign-offs the report has their strength.
 */
export function renderPacketJson(facts: PacketFacts): string {
  const { report, unread, named, branch, base, from, head, lands, commits, files, mentions } = facts
  const said = (key: string) => ({ trust: 'claimed', values: saidIn(facts, key).map(saidDocument) })
  return printJson({
    schemaVersion: SCHEMA_VERSION,
    verdict: report?.verdict ?? null,
    unread,
    worst: worstOf(facts).map(worstDocument),
    range: { named, branch, base, from, head, lands },
    task: { ...said('Task-Id'), mentioned: referencesIn(commits) },
    testsRun: said('Tests-Run'),
    rollback: {
      ...said('Rollback'),
      commands: waysBack(facts).map(({ landed, command }) => ({ landed, command })),
      steps: undoSteps(facts).map(stepDocument),
      notUndone: notUndone(files).map(({ path }) => path),
      migrating: migrating(facts),
    },
    needs: {
      trust: 'observed',
      signOffs: needsOf(report).map(needDocument),
      entries: needsByEntry(facts).map(entryDocument),
    },
    changes: {
      trust: 'observed',
      groups: riskGroups(facts).map(({ risk, files: own }) => ({ risk, files: own.map(fileDocument) })),
    },
    mentions: {
      trust: 'claimed',
      names: mentions.map(({ name, what, commit, is }) => ({ name, what, commit, is })),
      differences: claimsOf(facts).map(({ is, names, commits: shas }) => ({ is, names, commits: shas })),
    },
    notDone: notDoneIn(facts).map(({ is, trust, path, text, commits: shas }) => ({
      is,
      trust,
      path,
      text,
      commits: shas,
    })),
    notRecorded: NOT_RECORDED,
    commits: { trust: 'claimed', list: commits.map(commitDocument) },
    report: report === null ? null : reportDocument(report),
  })
}

const saidDocument = ({ value, commits }: Said): object => ({ value, commits })

const worstDocument = ({ is, trust, names, text, commits }: Worst): object => ({ is, trust, names, text, commits })

const stepDocument = ({ is, trust, detail, inTree, paths, commits }: UndoStep): object => ({
  is,
  trust,
  detail,
  inTree,
  paths,
  commits,
})

const needDocument = ({ path, is, entries, commits, given }: Need): object => ({
  path,
  is,
  entries,
  commits,
  given: given.map(({ entry, approvals, people }) => ({
    entry,
    people: people.map(({ person, strength }) => ({ name: person, strength })),
    missing: approvals - people.length,
  })),
})

const entryDocument = ({ entry, asks, needs }: EntryNeed): object => ({
  entry,
  asks: asks && {
    strength: asks.strength,
    approvals: asks.approvals,
    independent: asks.independent,
    signers: asks.signers?.map(({ name, members }) => ({ name, members })) ?? null,
  },
  paths: needs.map(({ path }) => path),
})

const fileDocument = (file: PacketFile): object => ({
  path: file.path,
  old: stateDocument(file.old),
  new: stateDocument(file.new),
  lines: file.lines === null ? null : { added: file.lines.added, removed: file.lines.removed },
  classes: file.classes,
  guards: file.guards,
  movedFrom: file.movedFrom,
  movedTo: file.movedTo,
  skips: file.skips,
  tests: { added: file.tests.added, removed: file.tests.removed },
  unfinished: file.unfinished,
  packages: file.packages?.map(packageDocument) ?? null,
})

const packageDocument = ({ kind, name, before, after }: PackageChange): object => ({
  kind,
  name,
  before: before && { version: before.version, source: before.source, integrity: before.integrity },
  after: after && { version: after.version, source: after.source, integrity: after.integrity },
})

const commitDocument = ({ sha, parents, author, subject, body, trailers, kind, paths }: PacketCommit): object => ({
  sha,
  parents,
  author: { name: author.name, email: author.email, date: author.date },
  subject,
  body: body.join('\n'),
  trailers: trailers.map(({ key, value }) => ({ key, value })),
  kind,
  paths,
})
