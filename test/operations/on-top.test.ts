import { holdToTable } from './outlive.ts'

holdToTable('on-top')
