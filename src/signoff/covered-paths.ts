import type { Cover } from './cover.ts'

/** Those of some paths that stand side by side in their order: from one place up to another, which is not among them. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Paths that are asked about, in an order that has all that is below a folder side by side. A cover is then looked up in
 * it, however many of both there are: whoever can push can push many covers, and ask about many paths.
 */
export class CoveredPaths {
  readonly paths: readonly string[]
  readonly #places: ReadonlyMap<string, number>

  constructor(paths: Iterable<string>) {
    this.paths = [...new Set(paths)].sort()
    this.#places = new Map(this.paths.map((path, place) => [path, place]))
  }

  /** What a cover of this path covers, as it is or in a folder. */
  span(path: string): Span {
    // "0" comes next after "/", so that all that begins with "a/" stands before "a0".
    if (path.endsWith('/')) return { from: this.#firstFrom(path), to: this.#firstFrom(`${path.slice(0, -1)}0`) }
    const place = this.#places.get(path)
    return place === undefined ? { from: 0, to: 0 } : { from: place, to: place + 1 }
  }

  /** Whether some of it is covered. */
  touches(covers: readonly Cover[]): boolean {
    return covers.some(({ path }) => {
      const { from, to } = this.span(path)
      return from < to
    })
  }

  /** All of it that is covered, each path once. */
  of(covers: readonly Cover[]): readonly string[] {
    const found = new Set<string>()
    for (const name of new Set(covers.map(({ path }) => path))) {
      const { from, to } = this.span(name)
      for (const path of this.paths.slice(from, to)) found.add(path)
    }
    return [...found]
  }

  /** The place of the first that does not come before a text. */
  #firstFrom(text: string): number {
    let [low, high] = [0, this.paths.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.paths[middle]! < text) low = middle + 1
      else high = middle
    }
    return low
  }
}
