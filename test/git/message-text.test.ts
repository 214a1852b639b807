import { describe, expect, it } from 'vitest'
import { type MessageText, messageText } from '../../src/git/message-text.ts'

const open = (message: Buffer, encoding?: string): MessageText => {
  const text = messageText({ headers: ['tree x', ...(encoding ? [`encoding ${encoding}`] : [])], message })
  if ('fault' in text) throw new Error(text.fault)
  return text
}

const bytesOf = (text: MessageText, said: string): Buffer | null => {
  const bytes = text.encode(said)
  return bytes === null ? null : Buffer.from(bytes, 'latin1')
}

describe('the text of a message', () => {
  it('in UTF-8 is read and written as that, whatever else stands in it', () => {
    const text = open(Buffer.from([0xff, 0x0a, ...Buffer.from('für 😀')]))
    expect(text.decode(text.bytes)).toBe('\ufffd\nfür 😀')
    expect(bytesOf(text, 'für 😀')).toEqual(Buffer.from('für 😀'))
    expect(text.encode('half \ud800')).toBeNull()
  })

  it.each([
    ['ISO-8859-1', 'für', [0x66, 0xfc, 0x72]],
    ['ISO-8859-15', 'für 1 €', [0x66, 0xfc, 0x72, 0x20, 0x31, 0x20, 0xa4]],
    ['windows-1251', 'да', [0xe4, 0xe0]],
    ['Shift_JIS', 'ok', [0x6f, 0x6b]],
  ])('in %s is written in it', (encoding, said, bytes) => {
    const text = open(Buffer.from('subject\n'), encoding)
    expect(bytesOf(text, said)).toEqual(Buffer.from(bytes))
    expect(text.decode(text.encode(said)!)).toBe(said)
  })

  it.each([
    // Node reads 0x80 as the euro sign there, as browsers do; git does not.
    ['ISO-8859-1', '1 €'],
    ['US-ASCII', 'für'],
    ['Shift_JIS', '日本'],
  ])('in %s cannot say %s', (encoding, said) => {
    expect(open(Buffer.from('subject\n'), encoding).encode(said)).toBeNull()
  })

  it('keeps its lines when a character is cut off at the end of one', () => {
    const text = open(Buffer.from([0x81, 0x0a, 0x41]), 'Shift_JIS')
    expect(text.decode(text.bytes).split('\n')).toHaveLength(2)
  })

  it.each(['UTF-16', 'UTF-16LE', 'ISO-2022-JP', 'no-such-thing'])('in %s is not edited', (encoding) => {
    expect(messageText({ headers: [`encoding ${encoding}`], message: Buffer.from('s') })).toHaveProperty('fault')
  })

  it('below a NUL byte among the headers is not edited', () => {
    const fault = (header: string) => messageText({ headers: ['tree x', header], message: Buffer.from('subject\n') })
    expect(fault('x-note a\0b')).toMatchObject({ fault: expect.stringContaining('NUL byte') })
    expect(fault('x-note a b')).not.toHaveProperty('fault')
  })

  it('with a NUL byte is not edited', () => {
    expect(messageText({ headers: [], message: Buffer.from('a\0b') })).toHaveProperty('fault')
  })
})
