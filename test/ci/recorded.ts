import github from './recorded/github.json' with { type: 'json' }
import gitlab from './recorded/gitlab.json' with { type: 'json' }
import others from './recorded/others.json' with { type: 'json' }

/** What a CI set and wrote for one run. Ids stand in it by the names of commits in angle brackets. */
export interface Recorded {
  readonly ci: string
  readonly title: string
  readonly env: Readonly<Record<string, string>>
  readonly event: unknown
}

type Runs = Readonly<
  Record<string, { readonly env: Readonly<Record<string, string | undefined>>; readonly event?: unknown }>
>

const runsOf = (ci: string, runs: Runs): readonly Recorded[] =>
  Object.entries(runs).map(([title, { env, event = null }]) => ({
    ci,
    title,
    env: env as Readonly<Record<string, string>>,
    event,
  }))

/** Environments and events as the CIs document them, with what they have beside the point. */
export const RECORDED: readonly Recorded[] = [
  ...runsOf('GitHub Actions', github),
  ...runsOf('GitLab CI', gitlab),
  ...Object.entries(others).flatMap(([ci, runs]) =>
    runsOf(ci, Object.fromEntries(Object.entries(runs).map(([title, env]) => [title, { env }]))),
  ),
]

/** One of them, with ids put in the places of the names. */
export function recorded(ci: string, title: string, ids: Readonly<Record<string, string>>): Recorded {
  const found = RECORDED.find((each) => each.ci === ci && each.title === title)
  if (!found) throw new Error(`nothing is recorded of ${ci}, ${title}`)
  const filled = JSON.stringify(found).replace(/<(\w+)>/g, (_, name: string) => {
    const id = name === 'zero' ? '0'.repeat(40) : ids[name]
    if (id === undefined) throw new Error(`there is no commit ${name}`)
    return id
  })
  return JSON.parse(filled) as Recorded
}
