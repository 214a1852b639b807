import { holdToTable } from './outlive.ts'

holdToTable('own')
