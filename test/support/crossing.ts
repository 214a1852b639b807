import type { Planned } from './history.ts'

/**
 * Branches that have merged each other so many times: each commit is `<branch><round>`, merges what all of them had the round
 * before, and changes `src/<branch>`. Of two branches git makes the next such merge at once; of three each round doubles
 * what it has to do.
 */
export function crossing(on: string, branches: readonly string[], rounds: number): Planned[] {
  return Array.from({ length: rounds + 1 }, (_, round) =>
    branches.map((own): Planned => {
      const others = branches.filter((name) => name !== own)
      return {
        name: `${own}${round}`,
        on: round === 0 ? [on] : [own, ...others].map((name) => `${name}${round - 1}`),
        files: Object.fromEntries([
          ...(round === 0 ? [] : others.map((name) => [`src/${name}`, `${round - 1}\n`] as const)),
          [`src/${own}`, `${round}\n`],
        ]),
      }
    }),
  ).flat()
}
