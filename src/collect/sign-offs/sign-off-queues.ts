import { grouped } from '../../grouped.ts'
import type { SignOffBlock } from '../../signoff/block.ts'
import { CoveredPaths } from '../../signoff/covered-paths.ts'

type Queue = Iterator<SignOffBlock, void>

/**
 * What covers each path, in the order of the blocks; queues in the order of the paths. Those of which the same blocks are
 * share one queue, and nothing is looked up before somebody waits for it: of many covers and many paths each could be of each.
 */
export function queuesFor(paths: readonly string[], blocks: readonly SignOffBlock[]): readonly Queue[] {
  const asked = new CoveredPaths(paths)
  // Of two spans one holds the other or nothing of it, so that the innermost around a path says which others there are.
  const spans = [...placesByCover(blocks)]
    .map(([path, places]) => ({ ...asked.span(path), places }))
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.from - other.from || other.to - one.to)
  const innermost = new Map<string, (typeof spans)[number]>()
  const lists = new Map<(typeof spans)[number], readonly (readonly number[])[]>()
  const around: typeof spans = []
  let next = 0
  for (const [at, path] of asked.paths.entries()) {
    while (around.length > 0 && around.at(-1)!.to <= at) around.pop()
    for (; spans[next]?.from === at; next += 1) around.push(spans[next]!)
    const last = around.at(-1)
    if (last === undefined) continue
    innermost.set(path, last)
    if (!lists.has(last))
      lists.set(
        last,
        around.map(({ places }) => places),
      )
  }
  const different = new Set(paths.flatMap((path) => innermost.get(path) ?? []))
  return [...different].map((span) => inTurn(lists.get(span)!, blocks))
}

/** For each path that is covered, folder or not, the places of the blocks that cover it. */
const placesByCover = (blocks: readonly SignOffBlock[]): ReadonlyMap<string, readonly number[]> =>
  grouped(
    blocks.flatMap(({ covers }, place) =>
      [...new Set(covers.map(({ path }) => path))].map((path) => [path, place] as const),
    ),
  )

/** The blocks at the places in some ascending lists, each once. */
function* inTurn(
  lists: readonly (readonly number[])[],
  blocks: readonly SignOffBlock[],
): Generator<SignOffBlock, void> {
  const at = lists.map(() => 0)
  for (;;) {
    const least = Math.min(...lists.map((list, index) => list[at[index]!] ?? blocks.length))
    if (least === blocks.length) return
    yield blocks[least]!
    for (const [index, list] of lists.entries()) if (list[at[index]!] === least) at[index]! += 1
  }
}
