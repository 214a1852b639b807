import { hooked, unhooked } from './played/local.ts'
import { playAll, playLimits } from './threat.ts'

playAll(hooked)
playLimits(unhooked)
