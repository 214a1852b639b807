/** A state that has been met and not been left yet, with what is known of the earliest one that it leads back to. */
interface Frame {
  readonly state: string
  readonly next: readonly string[]
  at: number
  earliest: number
}

/**
 * Ranks states by where arrows lead: no way leads from a state to one of higher rank, and states that lead to each other
 * in a circle share theirs. So a way to a state need not be looked for below it. Takes time linear in the arrows.
 *
 * These are the strongly connected components, by Tarjan's algorithm, which finds those first that lead nowhere else. It is
 * written without recursion: a chain may be as long as a history.
 */
export function ranksOf(leadsTo: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>()
  const met = new Map<string, number>()
  const open: string[] = []
  let rank = 0
  const enter = (state: string): Frame => {
    met.set(state, met.size)
    open.push(state)
    return { state, next: leadsTo.get(state) ?? [], at: 0, earliest: met.size - 1 }
  }
  for (const root of leadsTo.keys()) {
    const way = met.has(root) ? [] : [enter(root)]
    for (let frame = way.at(-1); frame !== undefined; frame = way.at(-1)) {
      const next = frame.next[frame.at]
      frame.at += 1
      if (next !== undefined) {
        if (!met.has(next)) way.push(enter(next))
        else if (!ranks.has(next)) frame.earliest = Math.min(frame.earliest, met.get(next)!)
        continue
      }
      way.pop()
      const before = way.at(-1)
      if (before !== undefined) before.earliest = Math.min(before.earliest, frame.earliest)
      if (frame.earliest < met.get(frame.state)!) continue
      for (const state of open.splice(open.lastIndexOf(frame.state))) ranks.set(state, rank)
      rank += 1
    }
  }
  return ranks
}
