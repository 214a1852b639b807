import { javascript } from './javascript.ts'
import type { Lock } from './lock.ts'
import { others } from './others.ts'
import { python } from './python.ts'

/** One lock file at least of every format that is read. */
export const locks: readonly Lock[] = [...javascript, ...python, ...others]
