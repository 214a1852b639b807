import { posix, relative } from 'node:path'
import { visible } from '../visible.ts'
import type { Roots } from './look.ts'
import { type Location, pathOf } from './step.ts'

/** A location or a name as it is printed: paths from the top where they are below it, nothing that a terminal obeys. */
export function shown({ roots }: { readonly roots: Roots }, what: Location | string): string {
  if (!what.startsWith('common:')) return visible(what.replace(/^work:/, ''), 300)
  const inside = relative(roots.topLevel, roots.commonDir)
  const folder = inside.startsWith('..') ? roots.commonDir : inside
  return visible(posix.join(folder, pathOf(what as Location)), 300)
}
