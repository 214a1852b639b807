import { stale } from './played/stale.ts'
import { playAll } from './threat.ts'

playAll(stale)
