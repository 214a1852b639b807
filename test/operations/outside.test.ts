import { holdToTable } from './outlive.ts'

holdToTable('outside')
