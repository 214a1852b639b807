import { own } from './played/own.ts'
import { playAll } from './threat.ts'

playAll(own)
