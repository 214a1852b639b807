import { Minimatch } from 'minimatch'
import type { GlobOf } from './patterns.ts'

// Extglobs are off, so that the folders `(auth)` and `@modal` of a Next.js application are names; braces have been
// written out before. The platform is named because a backslash is an escape here wherever this runs.
const OPTIONS = { dot: true, nocomment: true, nonegate: true, noext: true, nobrace: true, platform: 'linux' } as const

/** Compiles a pattern of a PathTable. Minimatch 11 takes no exponential time on any pattern; older ones do. */
export const globOf: GlobOf = (pattern) => {
  const compiled = new Minimatch(pattern, OPTIONS)
  return (path) => compiled.match(path)
}
