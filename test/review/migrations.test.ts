import { expect, test } from 'vitest'
import { speaksOfMigration } from '../../src/review/migrations.ts'

test.each([
  'Add database migration for role and slack_id columns',
  'Add slack_id column to users table',
  'Run the migrations',
  'schema migration',
  'drops the old column from the orders table',
])('%s speaks of a database that changes its shape', (text) => expect(speaksOfMigration(text)).toBe(true))

test.each([
  'Add a table of prices',
  'Add column headings',
  'Migrate to vitest',
  'the migration guide is wrong',
  'immigration',
])('%s does not', (text) => expect(speaksOfMigration(text)).toBe(false))
