import type { PacketFacts } from '../packet.ts'
import { referencesIn } from '../review/names.ts'
import type { TestResult } from '../review/test-results.ts'
import { count } from './count.ts'
import { code, codes, join, type Markdown, md, ours } from './markdown.ts'
import { breakdown } from './packet-breakdown.ts'
import { claimsOf, isContradiction } from './packet-claims.ts'
import { mend, notJudged, type Shortlist } from './packet-lists.ts'
import { commitsInWords, MISSING, shareOfWork, valuesOfWork } from './packet-of-work.ts'
import { type PersonNeeded, person } from './packet-person.ts'
import { migrating, notUndone } from './packet-revert.ts'
import { isPlain, isWeakerTest, RISK_WORDS, riskGroups } from './packet-risk.ts'
import { type ClaimedWayBack, claimedWaysBack } from './packet-rollback.ts'
import { moreOf, type Said, saidIn, shortId, someNames } from './packet-said.ts'
import { undoSteps } from './packet-steps.ts'
import { testsSaid } from './packet-tests.ts'
import { worstLines } from './packet-worst-lines.ts'
import { verdictWords } from './verdict.ts'

/** What a reviewer sees before anything is unfolded: each field in a line, with how far it can be trusted. */
export interface FirstScreen {
  readonly verdict: Markdown
  /** What stands out, most severe first. */
  readonly worst: { readonly lines: readonly Markdown[] }
  readonly change: Markdown
  readonly author: Markdown
  readonly task: Markdown
  readonly done: Markdown
  readonly person: PersonNeeded
  readonly mend: Shortlist
  readonly risk: Markdown
  readonly tests: Markdown
  readonly claims: Markdown
  readonly rollback: Markdown
}

export function firstScreen(facts: PacketFacts): FirstScreen {
  // Nothing that could not be read may look as if it were not there.
  const unread = facts.unread === null ? null : ours(`${MISSING}: it could not be read`)
  return {
    verdict: verdict(facts),
    worst: { lines: worstLines(facts) },
    change: unread ?? change(facts),
    author: author(facts),
    task: unread ?? task(facts),
    done: unread ?? done(facts),
    person: person(facts),
    mend: mend(facts),
    risk: unread ?? risk(facts),
    tests: unread ?? tests(facts),
    claims: unread ?? claims(facts),
    rollback: unread ?? rollback(facts),
  }
}

function verdict({ report, unread }: PacketFacts): Markdown {
  const partly = unread === null ? ours('') : md`; **this packet is not whole**: ${code(unread, 160)}`
  if (report === null) return md`not judged: there is no policy on either side${partly}`
  const { policy, limits, adoption } = report
  const by =
    policy.source === null
      ? md`no policy (${code(policy.why, 100)})`
      : md`the policy at ${code(shortSource(policy.source), 100)} (${code(policy.why, 100)})`
  const warns = report.mode === 'warn' ? ours('; mode: warn, nothing is refused') : ours('')
  const adopts = adoption === null ? ours('') : ours('; it brings in the policy, which guards once it has landed')
  const rests = limits.length === 0 ? ours('') : md`; rests on ${codes(limits, 100)}`
  return md`**${ours(verdictWords(report, ''))}**${breakdown(report.findings)}${partly}${warns}${adopts}${rests}. By ${by}`
}

const shortSource = (source: string): string => source.replace(/^[0-9a-f]{40,64}(?=:)/, shortId)

function change({ named, commits, files, from, head }: PacketFacts): Markdown {
  const added = files.reduce((sum, { lines }) => sum + (lines?.added ?? 0), 0)
  const removed = files.reduce((sum, { lines }) => sum + (lines?.removed ?? 0), 0)
  const ids = md`${from === null ? 'the beginning' : shortId(from)} to ${shortId(head)}`
  const range = named === null ? ids : md`${code(named, 120)}, ${ids}`
  return md`${ours(commitsInWords(commits))}, ${ours(count(files.length, 'file'))}, +${added} −${removed} lines; ${range} *(observed in git)*`
}

/** Strong signs alone say who made something; that there are none says nothing. */
function author(facts: PacketFacts): Markdown {
  const { report } = facts
  const strong = (report?.commits ?? []).map(({ sha, agent }) => ({
    sha,
    own: agent.signs.filter(({ strength }) => strength === 'strong'),
  }))
  const signs = strong.flatMap(({ own }) => own)
  const [first] = signs
  if (first === undefined) return notJudged(facts) ?? ours('no sign of an agent, which is no proof of a person')
  const share = shareOfWork(
    facts,
    strong.flatMap(({ sha, own }) => (own.length > 0 && sha !== null ? sha : [])),
  )
  const agents = [...new Set(signs.map(({ agent }) => agent))]
  return md`an agent${ours(share === '' ? '' : `, ${share}`)}: ${codes(agents.slice(0, 3), 60)}, by ${code(first.text, 120)} *(claimed)*`
}

function task(facts: PacketFacts): Markdown {
  const said = saidIn(facts, 'Task-Id')
  if (said.length > 0) return valuesOfWork(facts, said)
  const refs = referencesIn(facts.commits)
  const shown = refs.slice(0, 6)
  const more = moreOf(refs.length - shown.length, 'other', 'others')
  const hints = [
    ...(facts.branch === null ? [] : [md`the branch is ${code(facts.branch, 120)}`]),
    ...(shown.length === 0
      ? []
      : [md`the messages mention ${codes(shown, 40)}${more === null ? ours('') : md` ${more}`}`]),
  ]
  return join([ours(MISSING), ...hints], '; ')
}

/** Subjects, as what was done in its author's words: the newest first. */
function done({ commits }: PacketFacts): Markdown {
  const subjects = commits.filter(({ kind }) => kind === 'work').map(({ subject }) => code(subject, 100))
  if (subjects.length === 0) return ours(MISSING)
  const shown = subjects.reverse().slice(0, 3)
  const more = moreOf(subjects.length - shown.length, 'commit')
  return md`${join(shown, '; ')}${more === null ? ours('') : md` ${more}`} *(claimed)*`
}

function risk(facts: PacketFacts): Markdown {
  const groups = riskGroups(facts)
  const risky = groups.filter((group) => !isPlain(group.risk))
  const counted = risky.map((group) => `${group.files.length} ${RISK_WORDS[group.risk].counted}`)
  const plain = groups.filter((group) => isPlain(group.risk)).reduce((sum, { files }) => sum + files.length, 0)
  const others = risky.length === 0 ? count(plain, 'file') : count(plain, 'other file')
  const words = counted.length === 0 ? 'no kind of file that is known to be risky' : counted.join('; ')
  return md`${ours(words)}; ${ours(others)} *(observed in git)*`
}

function tests(facts: PacketFacts): Markdown {
  const run = saidIn(facts, 'Tests-Run')
  const said =
    run.length === 0
      ? md`what was run is ${ours(MISSING)}`
      : valuesOfWork(facts, worstFirst(run), ({ value }) => md`${ours(ADMITTED[testsSaid(value)])}${code(value, 160)}`)
  const own = facts.files.filter(({ classes }) => classes.includes('tests'))
  const weaker = facts.files.filter(isWeakerTest).length
  const touched = own.length === 0 ? 'no file of tests changed' : `${count(own.length, 'file')} of tests changed`
  return md`${said}; ${ours(touched)}${ours(weaker > 0 ? `, **${weaker} with tests deleted or skipped**` : '')} *(observed in git)*`
}

const ADMITTED: Readonly<Record<TestResult, string>> = {
  failed: '**failed**, ',
  'not-run': '**not tested**, ',
  said: '',
}

const worstFirst = (run: readonly Said[]): readonly Said[] =>
  (['failed', 'not-run', 'said'] as const).flatMap((is) => run.filter(({ value }) => testsSaid(value) === is))

function claims(facts: PacketFacts): Markdown {
  const wrong = claimsOf(facts).filter(isContradiction)
  const names = wrong.flatMap((claim) => (claim.is === 'tests-claimed' ? [] : claim.names))
  const points = [
    ...(names.length === 0 ? [] : [md`messages mention ${someNames(names, MOST_NAMES)}, which the change has not`]),
    ...(wrong.some(({ is }) => is === 'tests-claimed')
      ? [ours('messages mention new tests, and no file of tests changed')]
      : []),
  ]
  return points.length === 0
    ? ours('no message mentions anything that the change should have and has not')
    : md`${join(points, '; ')} *(observed in git)*`
}

const MOST_NAMES = 3

function rollback(facts: PacketFacts): Markdown {
  const claimed = claimedWaysBack(facts)
  const isNone = ({ way }: ClaimedWayBack) => way === 'none'
  const said = [...claimed.filter(isNone), ...claimed.filter((each) => !isNone(each))]
  const words = said.length === 0 ? ours(MISSING) : valuesOfWork(facts, said, wayBack)
  const steps = undoSteps(facts).length
  const undo = ours(steps === 0 ? '' : `; ${count(steps, 'step')}, below`)
  const files = notUndone(facts.files).map(({ path }) => path)
  const spoken = migrating(facts).length
  const kept = [
    ...(files.length > 0 ? [md`**no revert undoes** ${someNames(files, MOST_LEFT)}`] : []),
    ...(spoken > 0 ? [ours(`${count(spoken, 'message mentions', 'messages mention')} a migration, see below`)] : []),
  ]
  return md`${words}${undo}${kept.length === 0 ? ours('') : md`; ${join(kept, '; ')}`}`
}

const MOST_LEFT = 2

function wayBack({ value, way, inTree }: ClaimedWayBack): Markdown {
  if (way === 'none') return md`**${code(value, 160)}**`
  if (inTree === null) return code(value, 160)
  return md`${code(value, 160)} (${ours(inTree ? 'exists' : '**is not in the tree**')})`
}
