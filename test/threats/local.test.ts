import { clearAway } from './clone.ts'
import { hooked, unhooked } from './played/local.ts'
import { playAll, playLimits } from './threat.ts'

clearAway()
playAll(hooked)
playLimits(unhooked)
