import { randomUUID } from 'node:crypto'
import { lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { UsageError } from '../errors.ts'
import { type Environment, runGit, tryGit } from '../git/process.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { withoutRepository } from '../git/write.ts'
import { decodePolicy } from '../policy/decode.ts'
import { PACKET_FILE, POLICY_FILE, type TrailerPolicy } from '../policy/policy.ts'
import { ruleIds } from '../rules/index.ts'
import { VERSION } from '../version.ts'
import { findBase } from './base.ts'
import { type Forge, forgeOf } from './forge.ts'
import { type HooksPath, huskyFolder } from './hooks-path.ts'
import { JOURNAL, type Journal, readJournal } from './journal.ts'
import { absolute, type Existing, isExecutable, look, lookAt, type Roots } from './look.ts'
import { findHusky, ownFile, programDigest, readOwnTexts } from './own-files.ts'
import { AGENTS_FILE, CI_LOCATIONS, CLAUDE_FILE, GITHUB_FILE } from './own-places.ts'
import { HOOKS, type OwnTexts } from './own-texts.ts'
import { packageChanges } from './package-changes.ts'
import { readSettings } from './settings.ts'
import type { Location } from './step.ts'

/** All that install decides from: gathered once, then only looked at. */
export interface Facts {
  readonly roots: Roots
  readonly hooksPath: readonly HooksPath[]
  /** Whether it was called at the top of the work tree. */
  readonly atTop: boolean
  /** The package's folder from the top, empty or with a slash at its end; null when this is no JavaScript repository. */
  readonly packageFolder: string | null
  /** Of package.json and the lock files that go with it, those that are not as in HEAD, from the top. */
  readonly packageChanges: readonly string[]
  /** What is at the locations that a plan may ask for; a location that is not in it is free. */
  readonly existing: ReadonlyMap<Location, Existing>
  /** Names of the hooks directory's files that git would run, samples left out. */
  readonly activeHooks: readonly string[]
  /** Name of the file at the top that agents read: what AGENTS.md is a link to, where it is one. */
  readonly notesFile: string
  /** Paths from the top, of those that others should have too, that git ignores. */
  readonly ignored: ReadonlySet<string>
  /** Configuration files of other hook managers, and of Docker, at the top. */
  readonly topFiles: readonly string[]
  /** Whether everything in husky's folder of wrappers is in the index. */
  readonly wrappersTracked: boolean
  readonly journal: Journal | null
  /** The local `precheck.base`; null when it is not set. */
  readonly recordedBase: string | null
  /** The ref that the policy should be read from; null when there is none yet. */
  readonly base: string | null
  /** Forges that the repository's remotes are on. */
  readonly forges: ReadonlySet<Forge>
  /** Absolute paths of node and of our program, as a shell takes them. */
  readonly node: string
  readonly entry: string
  /** Version of the husky that we bring; null when there is none. */
  readonly huskyVersion: string | null
  readonly texts: OwnTexts
  /** What the policy of the work tree asks of trailers, or the starter policy where none is there; null: it cannot be read. */
  readonly trailers: readonly TrailerPolicy[] | null
  /** Version of this precheck, and sha256 in hex of its program; null where it runs from its sources. */
  readonly version: string
  readonly digest: string | null
  /** Absolute path of our template for review packets, as a shell takes it; null when this precheck has none. */
  readonly packetTemplate: string | null
  /** A fresh id for the policy's `repository`. */
  readonly uuid: string
}

/**
 * Gathers the facts of the repository that `cwd` is in.
 * @throws {UsageError} when there is none, it has no work tree, or our journal in it cannot be read.
 */
export async function gatherFacts(cwd: string, env: Environment): Promise<Facts> {
  const { repository, roots } = inWorkTree(await openRepository(cwd, withoutRepository(env)))
  const { hooksPath, local, remotes } = await readSettings(repository)
  const packageFolder = findPackage(roots.topLevel, cwd)
  const husky = huskyFolder(hooksPath, packageFolder)
  const notesFile = findNotes(roots)
  const existing = lookAt(roots, [
    `work:${POLICY_FILE}`,
    `work:${notesFile}`,
    `work:${CLAUDE_FILE}`,
    ...CI_LOCATIONS,
    `work:${PACKET_FILE}`,
    `work:${packageFolder ?? ''}package.json`,
    `work:${husky}/install.mjs`,
    'common:precheck/entry',
    'common:precheck',
    'common:hooks',
    `work:${husky}`,
    `work:${husky}/_`,
    `work:${husky}/_/h`,
    ...HOOKS.flatMap((name): Location[] => [
      `common:hooks/${name}`,
      `common:hooks/${name}.precheck`,
      `common:hooks/${name}.precheck-orig`,
      `work:${husky}/${name}`,
      `work:${husky}/_/${name}`,
    ]),
  ])
  const [ignored, wrappersTracked, base, forges, changed] = await Promise.all([
    findIgnored(repository, [POLICY_FILE, notesFile, GITHUB_FILE]),
    isTracked(repository, `${husky}/_`),
    findBase(repository.place),
    remotes ? findForges(repository) : new Set<Forge>(),
    packageFolder === null ? [] : packageChanges(repository.place, packageFolder),
  ])
  const texts = readOwnTexts()
  const policy = existing.get(`work:${POLICY_FILE}`)
  return {
    roots,
    hooksPath,
    atTop: realpathSync(cwd) === roots.topLevel,
    packageFolder,
    packageChanges: changed,
    existing,
    notesFile,
    ignored,
    activeHooks: activeHooks(roots),
    topFiles: readdirSync(roots.topLevel),
    wrappersTracked,
    journal: loadJournal(roots),
    recordedBase: local.get('precheck.base') ?? null,
    base,
    forges,
    node: shellPath(process.execPath),
    entry: shellPath(entryFor(roots.topLevel, packageFolder)),
    huskyVersion: findHusky()?.version ?? null,
    texts,
    trailers: trailersIn(policy === undefined ? texts.policy : policy.text),
    packetTemplate: packetTemplate(),
    version: VERSION,
    digest: programDigest(),
    uuid: randomUUID(),
  }
}

/**
 * Where a change to the work tree of a repository goes.
 * @throws {UsageError} when it is bare.
 */
export function inWorkTree(repository: Repository): { repository: Repository; roots: Roots } {
  if (repository.topLevel === null) {
    throw new UsageError(
      'there is no work tree here: go to one (in a bare repository it is "precheck install --server")',
    )
  }
  return { repository, roots: { topLevel: repository.topLevel, commonDir: repository.commonDir } }
}

/**
 * The journal of this repository; null when there is none.
 * @throws {UsageError} when there is one that is not ours to read.
 */
export function loadJournal(roots: Roots): Journal | null {
  const existing = look(absolute(roots, JOURNAL))
  if (!existing) return null
  const journal = existing.text === null ? null : readJournal(existing.text)
  if (journal) return journal
  throw new UsageError(
    `${absolute(roots, JOURNAL)} is not a journal that this precheck can read: use the version that wrote it`,
  )
}

function trailersIn(policy: string | null): readonly TrailerPolicy[] | null {
  const decoded = policy === null ? null : decodePolicy(policy, ruleIds)
  return decoded !== null && 'policy' in decoded ? decoded.policy.trailers : null
}

function findPackage(topLevel: string, cwd: string): string | null {
  if (look(join(topLevel, 'package.json'))) return ''
  const folder = relative(topLevel, realpathSync(cwd)).split(sep).join('/')
  return folder !== '' && !folder.startsWith('..') && look(join(cwd, 'package.json')) ? `${folder}/` : null
}

/** AGENTS.md, or the file beside it that it is a link to: many keep one file under the names of several agents. */
export function findNotes({ topLevel }: Roots): string {
  try {
    const target = readlinkSync(join(topLevel, AGENTS_FILE))
    return /^[\w.-]+\.md$/.test(target) && lstatSync(join(topLevel, target)).isFile() ? target : AGENTS_FILE
  } catch {
    return AGENTS_FILE
  }
}

/** Of some paths from the top those that git ignores. What is in the index already never is. */
async function findIgnored({ place }: Repository, paths: readonly string[]): Promise<ReadonlySet<string>> {
  // Which dies of GIT_LITERAL_PATHSPECS; these paths are plain ones.
  const plain = { ...place, env: { ...place.env, GIT_LITERAL_PATHSPECS: undefined } }
  const asked = await tryGit(plain, ['check-ignore', '-z', '--stdin'], paths.map((path) => `${path}\0`).join(''))
  return new Set(asked.stdout.toString('utf8').split('\0'))
}

/** The remotes' URLs as git would use them: one line each for fetching and pushing, `origin TAB URL (fetch)`. */
async function findForges({ place }: Repository): Promise<ReadonlySet<Forge>> {
  const listed = (await tryGit(place, ['remote', '--verbose'])).stdout.toString('utf8')
  const urls = listed.split('\n').map((line) => /\t(.*) \((?:fetch|push)\)/.exec(line)?.[1] ?? '')
  return new Set(urls.flatMap((url) => forgeOf(url) ?? []))
}

function activeHooks(roots: Roots): readonly string[] {
  const folder = join(roots.commonDir, 'hooks')
  try {
    return readdirSync(folder)
      .filter((name) => /^[a-z0-9-]+$/.test(name) && isExecutable(join(folder, name)))
      .sort()
  } catch {
    return []
  }
}

/** Whether all that is in a folder is in the index, and something is: `git ls-files -t` marks what is not with a `?`. */
async function isTracked({ place }: Repository, folder: string): Promise<boolean> {
  const listed = await runGit(place, ['ls-files', '-z', '-t', '--cached', '--others', '--', folder])
  const entries = listed.toString('utf8').split('\0').filter(Boolean)
  return entries.length > 0 && entries.every((entry) => !entry.startsWith('? '))
}

/** Our program by the name that stays when a package manager installs another version of it, where there is one. */
function entryFor(topLevel: string, packageFolder: string | null): string {
  const own = ownFile('bin/precheck.js')
  const installed = resolve(topLevel, packageFolder ?? '', 'node_modules/precheck/bin/precheck.js')
  try {
    return realpathSync(installed) === realpathSync(own) ? installed : own
  } catch {
    return own
  }
}

function packetTemplate(): string | null {
  const path = ownFile('templates/packet.md')
  return look(path) ? shellPath(path) : null
}

/** Git for Windows' shell takes `C:/x`, and reads a backslash as an escape. */
export const shellPath = (path: string): string => (process.platform === 'win32' ? path.replaceAll('\\', '/') : path)
