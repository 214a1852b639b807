import { forging } from './played/forging.ts'
import { playAll } from './threat.ts'

playAll(forging)
