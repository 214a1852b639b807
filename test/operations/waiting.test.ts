import { holdToTable } from './outlive.ts'

holdToTable('waiting')
