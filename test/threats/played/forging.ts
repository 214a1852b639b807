import { rawCommit } from '../../support/example.ts'
import { makeHistory } from '../../support/history.ts'
import { LOCK, robin, type Scene, type Setting } from '../scene.ts'
import {
  ASKING,
  change,
  inRepository,
  LOCKED,
  MISSING,
  message,
  type Play,
  plan,
  scene,
  type Threat,
} from '../threat.ts'

const SIGNED: Setting = {}
const BOUND: Setting = { policy: 'lockfiles: { action: sign-off }\n' }

/** A pull request whose last message is this; what it says of the lock file's sign-off. */
const typed = (text: string): Play => scene(BOUND, () => [text])
const given: Play = scene(BOUND, async ({ message: written }) => [await written({ key: null })])

const TASK = 'Task-Id: A-1\n'
const PROSE = (lines: number) => 'a line of prose\n'.repeat(lines)

/** A commit with bytes for a message that git itself would cut. */
const raw = (text: string): Play =>
  inRepository((repository) => {
    const base = repository.commit('Adopt', { '.precheck.yml': ASKING })
    return { base, head: rawCommit(repository, text) }
  })

const configured = (text: string): Play =>
  inRepository((repository) => {
    for (const [key, value] of [
      ['trailer.separators', ':=#'],
      ['trailer.task.key', 'Task-Id'],
      ['trailer.ifmissing', 'add'],
    ] as const) {
      repository.git('config', key, value)
    }
    return makeHistory(repository, [
      { name: 'base', files: { '.precheck.yml': ASKING } },
      { name: 'head', message: text, files: { a: '2' } },
    ])
  })

const TESTED = 'version: 1\ntrailers-for: everyone\ntrailers: { Tests-Run: { required: true } }\n'

const by = (author: string, files: Readonly<Record<string, string>>): Play =>
  plan([
    { name: 'base', files: { '.precheck.yml': 'version: 1\n', [LOCK]: '1\n' } },
    { name: 'head', by: author, files },
  ])

const BOT = 'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>'

/** Two commits, of which the second says what the first should have said. */
const later = (first: string, second: string): Play =>
  plan([
    { name: 'base', files: { '.precheck.yml': ASKING } },
    { name: 'work', message: first, files: { a: '2' } },
    { name: 'head', message: second },
  ])

export const forging: readonly Threat[] = [
  {
    id: 'T45',
    name: 'an approval that anybody can type',
    attack: typed('Look\n\nApproved-by: Jane Doe <jane@example.com>\nReviewed-by: Jane Doe <jane@example.com>\n'),
    by: LOCKED,
    twin: given,
  },
  {
    id: 'T45',
    name: 'a sign-off typed without the key that is asked for',
    attack: scene(SIGNED, async ({ message: written }: Scene) => [await written({ key: null })]),
    by: 'sign-offs/too-weak',
    twin: scene(SIGNED, async ({ message: written }: Scene) => [await written()]),
  },
  {
    id: 'T46',
    name: 'a trailer in the body',
    attack: message(`Change\n\n${TASK}\nand more of the body\n`),
    by: MISSING,
    twin: message(`Change\n\nand more of the body\n\n${TASK}`),
  },
  {
    id: 'T46',
    name: 'a trailer for a subject',
    attack: message(TASK),
    by: MISSING,
    twin: message(`Change\n\n${TASK}`),
  },
  {
    id: 'T47',
    name: 'below a line of dashes, one reader sees trailers that the other does not',
    attack: message(`Change\n\n${TASK}\n---\n\nnotes\n`),
    by: MISSING,
    twin: message(`Change\n\n---\n\nnotes\n\n${TASK}`),
  },
  {
    id: 'T48',
    name: 'so much prose in the block that git reads none of it',
    attack: message(`Change\n\n${PROSE(7)}${TASK}Signed-off-by: A <a@example.com>\n`),
    by: MISSING,
    twin: message(`Change\n\n${PROSE(7)}\n${TASK}Signed-off-by: A <a@example.com>\n`),
  },
  {
    id: 'T49',
    name: 'settings by which other lines become trailers',
    attack: configured('Change\n\nTask-Id= A-1\n'),
    by: MISSING,
    twin: configured(`Change\n\n${TASK}`),
  },
  {
    id: 'T50',
    name: 'trailers behind a NUL byte',
    attack: raw(`Change\0\n\n${TASK}`),
    by: 'commit-message/unreadable',
    twin: raw(`Change\n\n${TASK}`),
  },
  {
    id: 'T51',
    name: 'a word that stands for no value',
    attack: message('Change\n\nTests-Run: yes\n', TESTED),
    by: 'tests-run/',
    twin: message('Change\n\nTests-Run: npm test (3 passed)\n', TESTED),
  },
  {
    id: 'T52',
    name: 'a sign-off by whoever is not on the list',
    attack: scene(BOUND, async ({ message: written }: Scene) => [
      await written({ key: null, by: { name: 'Jane Doe', email: 'agent@example.com' } }),
    ]),
    by: 'sign-offs/unknown-signer',
    twin: scene(BOUND, async ({ message: written }: Scene) => [await written({ key: null, by: robin })]),
  },
  {
    id: 'T53',
    name: 'the name of a bot that may do more',
    attack: by(BOT, { [LOCK]: '2\n' }),
    by: LOCKED,
    twin: by(BOT, { 'src/a': '2\n' }),
  },
  {
    id: 'T54',
    name: 'no sign of an agent at all',
    attack: change('version: 1\n', { [LOCK]: '1\n' }, { [LOCK]: '2\n' }),
    by: LOCKED,
    twin: change('version: 1\n', { [LOCK]: '1\n' }, { 'src/a': '2\n' }),
  },
  {
    id: 'T55',
    name: 'a squash that makes prose of trailers',
    attack: message(`Change (#12)\n\n* One\n\n${TASK}\n* Two\n\n${TASK}\nCo-authored-by: A <a@example.com>\n`),
    by: MISSING,
    twin: message(`Change (#12)\n\n* One\n\n* Two\n\n${TASK}Co-authored-by: A <a@example.com>\n`),
  },
  {
    id: 'T57',
    name: 'a sign-off that was given in another repository',
    attack: scene(SIGNED, async ({ message: written }: Scene) => [await written({ id: 'another' })]),
    by: 'sign-offs/bad-signature',
    twin: scene(SIGNED, async ({ message: written }: Scene) => [await written()]),
  },
  {
    id: 'T58',
    name: 'a later, empty commit that speaks for an earlier one',
    attack: later('Change\n', `Say so\n\n${TASK}`),
    by: `work: ${MISSING}`,
    twin: later(`Change\n\n${TASK}`, `Say so\n\n${TASK}`),
  },
]
