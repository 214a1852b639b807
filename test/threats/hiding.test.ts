import { hiding } from './played/hiding.ts'
import { playAll } from './threat.ts'

playAll(hiding)
