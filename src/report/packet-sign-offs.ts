import type { Report, ReportedSignOff } from '../finding.ts'
import { code, codes, type Markdown, md, ours } from './markdown.ts'
import { andMore, shortId } from './packet-said.ts'

/** What each strength proves, as half a sentence. */
const STRENGTHS: Readonly<Record<ReportedSignOff['strength'], string>> = {
  claimed: 'claimed: names no content',
  bound: 'bound: names the exact content, and whoever can commit can type it',
  signed: 'signed: made with a key that the policy lists',
  present: 'present: made with a security key that recorded a touch',
}

const STATES: Readonly<Record<ReportedSignOff['state'], string>> = {
  valid: '**counts**',
  stale: '**does not count**: what it covers has changed since, or is no step of this change',
  spent: '**does not count**: the base has had this change and took it back',
  'unknown-signer': '**does not count**: the policy asks other people',
  'bad-signature': '**does not count**: its signature is by none of the signer’s keys, or for other text',
  'too-weak': '**does not count**: the policy asks for more strength',
  'other-repository': '**does not count**: it was made for another repository',
}

const MOST_PATHS = 5

/** One line for each sign-off: who, how far it can be trusted, whether it counts, and for what. */
export function signOffLines(report: Report | null): readonly Markdown[] {
  return (report?.signOffs ?? []).map(({ signer, strength, state, covers, at }) => {
    const paths = covers.slice(0, MOST_PATHS).map(({ path }) => path)
    const more = covers.length - paths.length
    const where = at.commit === null ? md`` : md` (in ${shortId(at.commit)})`
    return md`${code(signer, 80)}: ${ours(STATES[state])}; ${ours(STRENGTHS[strength])}. For ${codes(paths, 160)}${andMore(more, 'other', 'others')}${where}`
  })
}

/** Those whose sign-off of a path counts, with the strength of each. */
export const signersOf = (report: Report | null, path: string): readonly ReportedSignOff[] =>
  (report?.signOffs ?? []).filter(
    ({ state, covers }) =>
      state === 'valid' &&
      covers.some((cover) => cover.path === path || (cover.path.endsWith('/') && path.startsWith(cover.path))),
  )
