import { notRunning } from './played/not-running.ts'
import { playAll } from './threat.ts'

playAll(notRunning)
