import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { readTrailers } from '../src/git/trailers.ts'
import { type Judged, judgeNamed } from './support/judged.ts'
import { changedPaths, mergesMadeAgain, type PlainMerge } from './support/plain-git.ts'
import { type TestRepository, withRepository } from './support/repository.ts'

/**
 * A real history: 142 commits of a public web console, made by one person with a coding agent. Messages, trailers, paths,
 * modes and shape are as they were; names and addresses are others, and a file's content is only its blob's old id.
 */
const STREAM = gunzipSync(readFileSync(new URL('./data/console-history.fi.gz', import.meta.url)))

/** A commit's message, and its trailers as git's two readers print them. */
interface Read {
  readonly message: string
  readonly log: string
  readonly interpreted: string
}

interface Facts {
  readonly judged: Judged
  readonly reads: readonly Read[]
  /** Each as `<commit> <path>`. */
  readonly changed: readonly string[]
  readonly merges: readonly PlainMerge[]
  /** For each merge, what it brought to the branch that it was made on, judged as a pull request. */
  readonly requests: readonly Judged[]
}

async function gather(repository: TestRepository): Promise<Facts> {
  const imported = repository.tryGit(['fast-import', '--quiet'], { input: STREAM })
  if (imported.status !== 0) throw new Error(imported.stderr)
  const head = repository.git('rev-parse', 'main')
  const policy = 'version: 1\ntrailers: { Task-Id: { required: true } }\n'
  const judged = await judgeNamed(repository, { head }, { base: null, policy })
  const merges = mergesMadeAgain(repository, ['main'])
  const requests: Judged[] = []
  for (const { commit } of merges) {
    const ids = { base: repository.git('rev-parse', `${commit}^1`), head: commit }
    requests.push((await judgeNamed(repository, ids, { policy }))!)
  }
  const log = repository.git('log', '-z', '--format=tformat:%B%x01%(trailers:only,unfold)', 'main').split('\0')
  return {
    judged: judged!,
    reads: log.filter(Boolean).map((entry) => {
      const [message, trailers] = entry.split('\x01') as [string, string]
      const env = { GIT_DIR: '/dev/null' }
      const parse = ['interpret-trailers', '--parse', '--no-divider']
      return { message, log: trailers, interpreted: repository.tryGit(parse, { env, input: message }).stdout }
    }),
    changed: changedPaths(repository, ['main']),
    merges,
    requests,
  }
}

/** Names that this history has of files by which a tool decides what is downloaded. */
const LOCK = /(?:^|[ /])(?:package-lock\.json|go\.sum|go\.mod)(?= |$)/

let facts: Facts
beforeAll(async () => {
  facts = await withRepository(gather)
})

/** What a rule found, as `<commit> <path>` and for a merge the parent. */
const foundBy = (rule: string, { report }: Judged = facts.judged): readonly string[] =>
  report.findings
    .filter((finding) => finding.rule === rule)
    .map(
      ({ at, text }) => `${at.commit} ${at.path}${/against parent (\d)/.exec(text)?.[1]?.replace(/.*/, ' [$&]') ?? ''}`,
    )

describe('a real history', () => {
  test('is all there', () => {
    const { commits } = facts.judged.report
    expect(commits).toHaveLength(142)
    expect(facts.reads).toHaveLength(142)
    expect(facts.merges).toHaveLength(24)
    expect(facts.judged.unknown).toEqual([])
  })

  test('has 118 commits that say of themselves that an agent made them', () => {
    const { commits } = facts.judged.report
    const strong = commits.filter(({ agent }) => agent.signs.some(({ strength }) => strength === 'strong'))
    expect(strong).toHaveLength(118)
    const coAuthored = /^trailer Co-authored-by: Claude Opus 4\.5 <noreply@anthropic\.com>$/i
    expect(strong.filter(({ agent }) => agent.signs.some(({ text }) => coAuthored.test(text)))).toHaveLength(118)
    expect(facts.reads.filter(({ log }) => /^co-authored-by: claude/im.test(log))).toHaveLength(118)
  })

  test('makes all its commits an agent’s, and asks all but clean merges for trailers', () => {
    const { commits, findings } = facts.judged.report
    expect(commits.filter(({ agent }) => agent.is === 'agent')).toHaveLength(142)
    const clean = new Set(facts.merges.filter((merge) => merge.clean).map(({ commit }) => commit))
    const owing = commits.map(({ sha }) => sha!).filter((sha) => !clean.has(sha))
    const missing = findings.filter(({ rule }) => rule === 'required-trailers').map(({ at }) => at.commit)
    expect(missing).toEqual(owing)
  })

  test('has every change of a lock file found, and nothing else taken for one', () => {
    const byHand = facts.merges.flatMap((merge) => merge.byHand)
    const expected = [...facts.changed, ...byHand].filter((where) => LOCK.test(where))
    expect(expected.length).toBeGreaterThan(20)
    expect([...foundBy('lockfiles')].sort()).toEqual([...expected].sort())
  })

  test('has merges of which the clean ones are charged with nothing', () => {
    const clean = new Set(facts.merges.filter((merge) => merge.clean).map(({ commit }) => commit))
    expect(clean.size).toBe(23)
    expect(facts.judged.report.findings.filter(({ at }) => clean.has(at.commit ?? ''))).toEqual([])
  })

  test('says the same of a commit in every range that it is in', () => {
    const all = foundBy('lockfiles')
    for (const request of facts.requests) {
      const commits = new Set(request.report.commits.map(({ sha }) => sha))
      expect(request.unknown).toEqual([])
      expect([...foundBy('lockfiles', request)].sort()).toEqual(
        all.filter((where) => commits.has(where.split(' ')[0]!)).sort(),
      )
    }
    expect(new Set(facts.requests.flatMap(({ report }) => report.commits.map(({ sha }) => sha))).size).toBeGreaterThan(
      24,
    )
  })

  test('has 119 statements of origin by its author, which are never asked for, refused or counted', () => {
    const stating = facts.reads.filter(({ log }) => /^signed-off-by: /im.test(log))
    expect(stating).toHaveLength(119)
    const { findings, signOffs } = facts.judged.report
    expect(signOffs).toEqual([])
    expect(
      findings.filter(({ rule, text, at }) => rule === 'sign-offs' || /signed-off/i.test(`${text} ${at.trailer}`)),
    ).toEqual([])
  })

  test('has no finding but of what the policy asks', () => {
    const rules = new Set(facts.judged.report.findings.map(({ rule }) => rule))
    expect([...rules].sort()).toEqual(['lockfiles', 'required-trailers'])
  })

  test('has trailers that are read as both of git’s readers read them', () => {
    for (const { message, log, interpreted } of facts.reads) {
      const printed = readTrailers(message).map(({ key, value }) => `${key}: ${value}\n`)
      expect(printed.join(''), message).toBe(log)
      expect(printed.join(''), message).toBe(interpreted)
    }
  })
})
