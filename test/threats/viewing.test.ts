import { viewing } from './played/viewing.ts'
import { playAll } from './threat.ts'

playAll(viewing)
