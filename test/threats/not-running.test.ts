import { clearAway } from './clone.ts'
import { notRunning } from './played/not-running.ts'
import { playAll } from './threat.ts'

clearAway()
playAll(notRunning)
