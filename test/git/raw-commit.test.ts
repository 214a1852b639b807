import { describe, expect, it } from 'vitest'
import { isSigned, parentsOf, readRawCommit, renewed, unchangedPart, writeRawCommit } from '../../src/git/raw-commit.ts'
import { fc } from '../support/fuzz.ts'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)
const C = 'c'.repeat(40)

const raw = (headers: string, message = 'subject\n') =>
  Buffer.from(`tree ${C}\n${headers}author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n${message}`, 'latin1')

const rewritten = (
  bytes: Buffer,
  ids: Readonly<Record<string, string>>,
  message: Buffer | null = null,
  tree: string | null = null,
) =>
  writeRawCommit(renewed(readRawCommit(bytes), { parents: new Map(Object.entries(ids)), message, tree })).toString(
    'latin1',
  )

describe('a raw commit', () => {
  it('has the same bytes when it is put together again', () => {
    const header = fc.stringMatching(/^[a-z]{1,9} [ -~\x80-\xff]{0,20}(\n [ -~\x80-\xff]{0,20}){0,3}$/)
    fc.assert(
      fc.property(fc.array(header, { minLength: 1 }), fc.option(fc.uint8Array()), (headers, message) => {
        const tail = message === null ? '' : `\n${Buffer.from(message).toString('latin1')}`
        const bytes = Buffer.from(`${headers.join('\n')}\n${tail}`, 'latin1')
        expect(writeRawCommit(readRawCommit(bytes))).toEqual(bytes)
      }),
    )
  })

  it('that has been cut off does not, which tells that it is damaged', () => {
    const bytes = Buffer.from(`tree ${C}\nauthor A`)
    expect(writeRawCommit(readRawCommit(bytes))).not.toEqual(bytes)
  })

  it('gets other parents where they are named, and keeps the rest of them', () => {
    const bytes = raw(`parent ${A}\nparent ${B}\n`, '\nsubject\n')
    expect(parentsOf(readRawCommit(bytes))).toEqual([A, B])
    expect(rewritten(bytes, { [B]: C })).toBe(bytes.toString('latin1').replace(`parent ${B}`, `parent ${C}`))
  })

  it('gets another tree, which is never taken for a parent', () => {
    const bytes = raw(`parent ${A}\n`, '\nsubject\n')
    expect(rewritten(bytes, { [C]: B }, null, A)).toBe(bytes.toString('latin1').replace(`tree ${C}`, `tree ${A}`))
    expect(rewritten(bytes, { [C]: B })).toBe(bytes.toString('latin1'))
  })

  it('has no parent but those directly under its tree', () => {
    const bytes = Buffer.from(
      `tree ${C}\nparent ${A}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\nparent ${A}\n\nparent ${A}\n`,
    )
    expect(parentsOf(readRawCommit(bytes))).toEqual([A])
    expect(rewritten(bytes, { [A]: B })).toBe(bytes.toString().replace(A, B))
  })

  it('loses its own signature and keeps that of a merged tag', () => {
    const tag = `mergetag object ${B}\n type commit\n gpgsig x\n \n -----BEGIN SSH SIGNATURE-----\n`
    const signature = 'gpgsig -----BEGIN SSH SIGNATURE-----\n U1NI\n \n -----END SSH SIGNATURE-----\n'
    const other = 'gpgsig-sha256 x\n y\n'
    const bytes = Buffer.from(`tree ${C}\nauthor A <> 1 +0000\n${tag}${signature}change-id zz\n${other}\nsubject\n`)
    expect(isSigned(readRawCommit(bytes))).toBe(true)
    expect(rewritten(bytes, {})).toBe(`tree ${C}\nauthor A <> 1 +0000\n${tag}change-id zz\n\nsubject\n`)
  })

  it('without a message can be given one', () => {
    const bytes = raw('', '')
    expect(rewritten(bytes, {})).toBe(bytes.toString('latin1'))
    expect(rewritten(bytes, {}, Buffer.from('new\n'))).toBe(`${bytes.toString('latin1')}\nnew\n`)
  })

  it('is the same apart from ids and message only with the same tree, people, times and number of parents', () => {
    const part = (bytes: Buffer) => unchangedPart(readRawCommit(bytes))
    expect(part(raw(`parent ${A}\n`, '\none\n'))).toBe(part(raw(`parent ${B}\n`, 'gpgsig x\n\ntwo\n')))
    expect(part(raw(`parent ${A}\n`, '\none\n'))).not.toBe(part(raw(`parent ${A}\nparent ${B}\n`, '\none\n')))
    expect(part(raw('', '\none\n'))).not.toBe(part(raw('', 'encoding ISO-8859-1\n\none\n')))
  })
})
