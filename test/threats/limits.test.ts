import { limits } from './played/limits.ts'
import { playLimits } from './threat.ts'

playLimits(limits)
