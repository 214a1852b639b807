import { expect, test } from 'vitest'
import type { Planned } from '../support/history.ts'
import { type Asked, type Judged, judged, judgeNamed } from '../support/judged.ts'
import { type Options, type TestRepository, withRepository } from '../support/repository.ts'
import { outcome, type Scene, type Setting, withScene } from './scene.ts'

/** What became of something that was tried: the verdict, and all that was said or could not be checked. */
export interface Answer {
  readonly verdict: string
  readonly said: readonly string[]
}

/**
 * Where something is tried. `wall`: the range check. `hook`: the hook at a commit, `push`: the one at a push. `doctor`: what
 * looks at the clone.
 */
export type Layer = 'wall' | 'hook' | 'push' | 'doctor'

export interface Play {
  (): Promise<Answer>
  readonly at: Layer
}

/** Something that is tried at one layer. */
export const playedAt = (at: Layer, play: () => Promise<Answer>): Play => Object.assign(() => play(), { at })

/** The same, tried when it is first asked for, and not again. */
export function once(play: Play): Play {
  let answer: Promise<Answer> | null = null
  return playedAt(play.at, () => {
    answer ??= play()
    return answer
  })
}

/** A way past the check, and the harmless thing that looks like it. */
export interface Threat {
  /** Of the list (`T21`), or of our own (`P3`). */
  readonly id: string
  readonly name: string
  readonly attack: Play
  /** Stands in what is said of the attack. */
  readonly by: string
  readonly twin: Play
  /** The attack is a commit that was made past a local hook which lets nothing through. */
  readonly pastHook?: true
}

/** What no layer of ours can tell from honest work, so that nobody says that it is stopped: it passes without a word. */
export interface Limit {
  readonly id: string
  readonly name: string
  readonly passes: Play
}

declare module 'vitest' {
  interface TaskMeta {
    /** Set by a case that was played to its end: one attack refused, one twin passed. */
    threat?: string
  }
}

/** Plays each case: the attack must be refused for the reason that is named, and the twin must pass without a word. */
export function playAll(threats: readonly Threat[]): void {
  for (const { id, name, attack, by, twin } of threats) {
    test(`${id} ${name}`, async ({ task }) => {
      const refused = await attack()
      expect(['block', 'incomplete', 'exit 2'], refused.said.join('\n')).toContain(refused.verdict)
      expect(refused.said.join('\n')).toContain(by)
      expect(await twin()).toEqual({ verdict: 'pass', said: [] })
      expect(twin.at).toBe(attack.at)
      task.meta.threat = id
    })
  }
}

/** Plays what passes. */
export function playLimits(limits: readonly Limit[]): void {
  test.each(limits)('$id $name', async ({ passes }) => {
    expect(await passes()).toEqual({ verdict: 'pass', said: [] })
  })
}

const answerOf = ({ verdict, said, unknown }: Judged): Answer => ({ verdict, said: [...said, ...unknown] })

/** Judges `base..head` of a planned history. */
export const plan = (commits: readonly Planned[], asked?: Asked): Play =>
  playedAt('wall', async () => answerOf(await judged(commits, asked)))

/** Judges what a body makes of a repository, between the commits that it names `base` and `head`. */
export const inRepository = (make: (repository: TestRepository) => Ids | Promise<Ids>, asked?: Asked): Play =>
  playedAt('wall', () =>
    withRepository(async (repository) => await answerFor(repository, await make(repository), asked)),
  )

/** What the range check says between two commits. */
export async function answerFor(repository: TestRepository, ids: Ids, asked?: Asked): Promise<Answer> {
  const found = await judgeNamed(repository, ids, asked)
  if (found === null) throw new Error('there is no policy on either side')
  return answerOf(found)
}

export type Ids = Readonly<Record<string, string>>

/** Runs the built binary where a body has set the scene, at the wall as a rule: the exit status is the verdict. */
export const binary = (
  set: (repository: TestRepository) => { readonly args: readonly string[]; readonly options?: Options },
  at: Layer = 'wall',
): Play =>
  playedAt(at, () =>
    withRepository((repository) => {
      const { args, options } = set(repository)
      return ranAs(repository.precheck(args, options))
    }),
  )

/** A command's end in the words of a report; silence where it passes. */
export function ranAs({ status, stdout, stderr }: { status: number; stdout: string; stderr: string }): Answer {
  const verdict = { 0: 'pass', 1: 'block', 3: 'incomplete' }[status] ?? `exit ${status}`
  return { verdict, said: `${stdout}${stderr}`.split('\n').filter(Boolean) }
}

/** Judges a sign-off in a pull request that changes a lock file. */
export const scene = (setting: Setting, says: (scene: Scene) => Promise<readonly string[]> | readonly string[]): Play =>
  playedAt('wall', async () => {
    let answer: Answer | null = null
    await withScene(setting, async (set) => {
      const { verdict, found } = await outcome(set, ...(await says(set)))
      answer = { verdict, said: found }
    })
    return answer!
  })

/** A base that guards `deploy/`, and what stands there and beside it. */
export const GUARDING = "version: 1\npaths:\n  - { name: deploy, match: ['deploy/'], action: sign-off }\n"
export const BASE: Planned = {
  name: 'base',
  files: { '.precheck.yml': GUARDING, 'deploy/run': 'run\n', 'src/a': '1\n', 'src/b': '1\n' },
}

/** A base that asks every commit for a task. */
export const ASKING = 'version: 1\ntrailers-for: everyone\ntrailers: { Task-Id: { required: true } }\n'

export const GUARDED = 'guarded-paths/needs-sign-off'
export const MISSING = 'required-trailers/missing'
export const LOCKED = 'lockfiles/needs-sign-off'

/** One commit of these files on a base with these files beside its policy. */
export const change = (
  policy: string,
  before: NonNullable<Planned['files']>,
  files: NonNullable<Planned['files']>,
): Play =>
  plan([
    { name: 'base', files: { '.precheck.yml': policy, ...before } },
    { name: 'head', files },
  ])

/** One commit with this message on a base that asks for a task. */
export const message = (text: string, policy = ASKING): Play =>
  plan([
    { name: 'base', files: { '.precheck.yml': policy } },
    { name: 'head', message: text, files: { 'src/a': '2\n' } },
  ])
