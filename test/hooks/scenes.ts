import { MODE_ABSENT, MODE_FILE } from '../../src/change.ts'
import { rules } from '../../src/rules/index.ts'
import type { Example } from '../../src/rules/rule.ts'
import { writeBlock } from '../../src/signoff/block.ts'
import type { TestRepository } from '../support/repository.ts'
import { GOOD, TRAILERS } from './hooked.ts'

/** A commit in which a rule finds something, as a rule's own examples are, or with more brought about by hand. */
export interface Scene extends Example {
  readonly rule: string
  readonly finds: string
  /** Runs once all files are staged. */
  readonly prepare?: (repository: TestRepository) => void
}

const EVERYONE = `trailers-for: everyone\n${TRAILERS}`

/** What the rules' own examples cannot show: they are a commit each, with plain files. */
const MORE: readonly Scene[] = [
  {
    rule: 'required-trailers',
    name: 'a word that says nothing',
    policy: 'trailers-for: everyone\ntrailers: { Team: { required: true } }',
    message: 'Add retry\n\nTeam: TODO\n',
    finds: 'placeholder',
  },
  {
    rule: 'required-trailers',
    name: 'not yet in the change',
    policy: 'trailers-for: everyone\ntrailers: { Reviewed-plan: { required: true, per: change } }',
    message: 'Add retry\n',
    finds: 'remember-in-change',
  },
  {
    rule: 'suspicious-paths',
    name: 'bytes that are no text',
    message: 'Add it\n',
    prepare: (repository) =>
      void repository.run('sh', ['-c', `touch "$(printf 'a\\377b')" && git add -- "$(printf 'a\\377b')"`]),
    finds: 'not-utf8',
  },
  {
    rule: 'sign-offs',
    name: 'a sign-off that nobody made',
    policy: `${EVERYONE}\npaths: [{ name: deploy, match: ['deploy/'], action: sign-off }]`,
    message: `Deploy twice\n\n${GOOD}\nAssisted-by: Claude:opus\n${forged('deploy/run.sh')}`,
    files: { 'deploy/run.sh': 'x\n' },
    finds: 'typed',
  },
]

/** A sign-off of a new file with nothing but an `x`, typed by whoever wants one. */
function forged(path: string): string {
  const written = { mode: MODE_FILE, oid: '587be6b4c3f93f93c489c0111bba5596147a26cb' }
  return writeBlock({
    signer: { name: 'Jane Doe', email: 'jane@example.com' },
    made: '2026-11-21T00:40:00Z',
    covers: [{ path, old: { mode: MODE_ABSENT, oid: '0'.repeat(40) }, new: written }],
    signature: null,
  })
}

/** All commits that rules are known to find something in. */
export const SCENES: readonly Scene[] = [
  ...rules.flatMap(({ id, docs }) => docs.bad.map((example) => ({ ...example, rule: id }))),
  ...MORE,
]
