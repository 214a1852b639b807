import { printedOptions, type Step } from './step.ts'

/** What the agent knows of its work. */
const KNOWN = { 'Task-Id': 'SHOP-12', 'Tests-Run': 'make test (12 passed)' }
const TRAILERS = `--trailer 'Task-Id: SHOP-12' --trailer 'Tests-Run: make test (12 passed)' --trailer 'Rollback: revert'`

/** The story in order; each step finds what the one before it left. */
export const STORY: readonly Step[] = [
  {
    says: 'A shop with a workflow, a lock file and one source file, shared with others.',
    who: 'person',
    types: `mkdir -p src .github/workflows
echo 'TAX = 0.19' >src/tax.py
echo 'on: push' >.github/workflows/ci.yml
echo 'content-hash = "1"' >poetry.lock
git add . && git commit -q -m 'feat: open the shop' && git push -q origin main`,
    exits: 0,
    shows: '',
  },
  {
    says: 'Its owner adopts precheck, which ends with what the policy would have said of all this.',
    who: 'person',
    types: 'precheck install',
    exits: 0,
    shows: [
      '.git/hooks/commit-msg',
      '.github/workflows/precheck.yml',
      'git add -- .precheck.yml AGENTS.md .github/workflows/precheck.yml',
      'This policy and the last 1 commit',
    ],
    afterwards: (stage) => stage.fixRepositoryId(),
  },
  {
    says: 'The commit that brings the policy is not held to it yet: it shows what will be guarded.',
    who: 'person',
    types: `git add -- .precheck.yml AGENTS.md .github/workflows/precheck.yml && git commit -q -m 'chore: adopt precheck'`,
    exits: 0,
    shows: [/ci: 2 files/, /agents: 1 file/, /lockfiles: 1 file/],
  },
  {
    says: 'Once it is pushed, the policy holds for all that comes after it.',
    who: 'person',
    types: 'git push -q origin main',
    exits: 0,
    shows: ['Once it has landed'],
  },
  {
    says: 'An agent commits carelessly. It is told what is missing, and what to repeat.',
    who: 'agent',
    types: `git switch -q -c rounding main && echo 'TAX = 0.20' >src/tax.py
git commit -q -a -m 'fix: round the tax'`,
    exits: 1,
    shows: ['3 things to mend', 'Task-Id', 'Tests-Run', 'Rollback', 'Run the same git command again with:'],
  },
  {
    says: 'It repeats the command with what was printed, in its own words. A commit that passes is silent.',
    who: 'agent',
    types: (refused) => `git commit -q -a -m 'fix: round the tax' ${printedOptions(refused, KNOWN)}`,
    exits: 0,
    shows: '',
  },
  {
    says: 'The commit also records which agent made it.',
    who: 'agent',
    types: 'git log -1 --format=%B',
    exits: 0,
    shows: [/^Task-Id: SHOP-12$/m, /^Tests-Run: make test \(12 passed\)$/m, /^Assisted-by: Claude Code:unknown$/m],
  },
  {
    says: 'It changes the workflow and a lock file on the side. Both are guarded.',
    who: 'agent',
    types: `echo 'on: [push, pull_request]' >.github/workflows/ci.yml && echo 'content-hash = "2"' >poetry.lock
git commit -q -a -m 'ci: run for pull requests' ${TRAILERS}`,
    exits: 1,
    shows: ['.github/workflows/ci.yml is guarded (ci)', 'poetry.lock is a lock file', 'Sign-off-requested'],
  },
  {
    says: 'A person is not there now: it asks for a sign-off, as printed, and goes on.',
    who: 'agent',
    types: (refused) => `git commit -q -a -m 'ci: run for pull requests' ${TRAILERS} ${printedOptions(refused)}`,
    exits: 0,
    shows: ['a sign-off is requested and not given yet'],
  },
  {
    says: 'A file of secrets is blocked, and nobody can sign it off.',
    who: 'agent',
    types: `echo 'KEY=hunter2' >.env && git add .env && git commit -q -m 'feat: pay by card' ${TRAILERS}`,
    exits: 1,
    shows: ['.env is blocked by the policy (secrets)', 'git restore --staged'],
  },
  {
    says: 'It takes the file out, as printed.',
    who: 'agent',
    types: (refused) => /^ {2}(git restore .*)$/m.exec(refused.output)?.[1] ?? 'false',
    exits: 0,
    shows: '',
  },
  {
    says: 'It goes around the hook.',
    who: 'agent',
    types: `rm .env && echo 'TAX = 0.21' >src/tax.py && git commit -q -a --no-verify -m 'fix: round again'`,
    exits: 0,
    shows: '',
  },
  {
    says: 'The check that counts, in CI or on the server, sees that commit, and the sign-off that nobody gave.',
    who: 'person',
    types: 'precheck check main..rounding',
    exits: 1,
    shows: ['fix: round again', 'has no "Task-Id" trailer', 'poetry.lock', 'signoff main..rounding'],
  },
  {
    says: 'A push from here is stopped before that.',
    who: 'agent',
    types: 'git push -q origin rounding',
    exits: 1,
    shows: ['refused refs/heads/rounding', 'has no "Task-Id" trailer', 'failed to push'],
  },
  {
    says: 'On a new branch the agent works with care: nothing is said.',
    who: 'agent',
    types: `git switch -q -c prices main && echo 'PRICE = 3' >src/price.py && git add src/price.py
git commit -q -m 'feat: a price' ${TRAILERS}`,
    exits: 0,
    shows: '',
  },
  {
    says: 'Meanwhile a person commits as ever: no trailers are asked of people.',
    who: 'person',
    types: `git switch -q main && echo 'A shop.' >README && git add README && git commit -q -m 'docs: say what it is'
git push -q origin main && git switch -q prices`,
    exits: 0,
    shows: '',
  },
  {
    says: 'Taking in what others did is no work of its own, so a clean merge owes nothing.',
    who: 'agent',
    types: 'git merge -q --no-edit main',
    exits: 0,
    shows: '',
  },
  {
    says: 'All of it passes the check that counts, and the push.',
    who: 'agent',
    types: 'precheck check main..prices && git push -q origin prices',
    exits: 0,
    shows: '',
  },
  {
    says: 'It needs newer packages, and asks for a sign-off of the lock file. The commit goes on, and so does the push.',
    who: 'agent',
    types: `echo 'content-hash = "2"' >poetry.lock
git commit -q -a -m 'build: newer packages' ${TRAILERS} --trailer 'Sign-off-requested: poetry.lock'
git push -q origin prices`,
    exits: 0,
    shows: ['a sign-off is requested and not given yet'],
  },
  {
    says: 'The check that counts waits for a person, and says what they run.',
    who: 'person',
    types: 'precheck check main..prices',
    exits: 1,
    shows: ['poetry.lock is a lock file: a sign-off is requested', 'precheck signoff main..prices'],
  },
  {
    says: 'The agent cannot do that for them.',
    who: 'agent',
    types: 'precheck signoff main..prices',
    exits: 2,
    shows: ['only a person signs off'],
  },
  {
    says: 'A person looks at what waits for them, and signs all of it with one command.',
    who: 'person',
    types: 'precheck signoff main..prices',
    answers: 'y\n',
    exits: 0,
    shows: ['poetry.lock', 'Sign off this change as', 'Signed off:'],
  },
  {
    says: 'Now it passes.',
    who: 'person',
    types: 'precheck check main..prices',
    exits: 0,
    shows: '',
  },
  {
    says: 'The sign-off names the content, so it survives a rebase,',
    who: 'person',
    types: `git switch -q main && echo 'Open on Sundays.' >>README && git commit -q -a -m 'docs: say when' && git push -q origin main
git switch -q prices && git rebase -q main && precheck check main..prices`,
    exits: 0,
    shows: '',
  },
  {
    says: 'an update from the base,',
    who: 'person',
    types: `git switch -q main && echo 'And on Mondays.' >>README && git commit -q -a -m 'docs: say more' && git push -q origin main
git switch -q prices && git merge -q --no-edit main && precheck check main..prices`,
    exits: 0,
    shows: '',
  },
  {
    says: 'and a squash, which moves it into the middle of another message.',
    who: 'person',
    types: `git switch -q -c landing main && git merge -q --squash prices >/dev/null
git commit -q --no-edit && precheck check main..landing`,
    exits: 0,
    shows: '',
  },
  {
    says: 'It dies with any change to what it covers.',
    who: 'agent',
    types: `echo 'content-hash = "3"' >poetry.lock && git commit -q -a --amend --no-edit --no-verify
precheck check main..landing`,
    hidesIds: true,
    exits: 1,
    shows: ['poetry.lock', 'as it was before it changed again', 'git diff'],
  },
  {
    says: 'What a reviewer of the pull request gets: the packet, here as the Markdown that goes into its description.',
    who: 'person',
    types: 'precheck packet main..prices',
    hidesIds: true,
    exits: 0,
    shows: [
      /^- \*\*Verdict:\*\* \*\*passed\*\*; rests on `bound: not proof of a person`/m,
      /^- \*\*Made by:\*\* an agent, in all 2 commits of work: `Claude Code`, by `trailer Assisted-by: Claude Code:unknown` \*\(claimed\)\*$/m,
      '- **Task:** `SHOP-12` in all 2 commits of work *(claimed)*',
      '- **Needs a person:** nothing more; 1 sign-off given, see below',
      '- **Risk:** 1 guarded, and nothing open; 1 other file *(observed in git)*',
      '- **Tests:** `make test (12 passed)` in all 2 commits of work *(claimed)*; no file of tests changed *(observed in git)*',
      /^- `poetry\.lock`: changed; \+1 −1; lockfiles; guarded by `lockfiles`, signed off by `ann@example\.com` \(bound\) \(in `<id>`\)$/m,
      /^ {4}- as a squash.*: `git revert --no-edit .*Squashed from <id>/m,
      /NOT RECORDED/,
    ],
  },
]
