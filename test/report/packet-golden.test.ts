import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { MOST_CHARACTERS, renderPacket } from '../../src/report/packet.ts'
import { renderPacketJson } from '../../src/report/packet-json.ts'
import { squashMessage } from '../../src/report/packet-squash.ts'
import { expectGolden } from './golden.ts'
import { facts, PACKETS } from './packets.ts'

const read = (path: string): string => readFileSync(new URL(`../../templates/${path}`, import.meta.url), 'utf8')

const template = read('packet.md')
const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })
ajv.addSchema(JSON.parse(read('report.schema.json')), 'report.schema.json')
const validate = ajv.compile(JSON.parse(read('packet.schema.json')))
const errors = (document: unknown) => (validate(document) ? [] : validate.errors)

describe.each(Object.keys(PACKETS))('the packet %s', (name) => {
  const packet = PACKETS[name]!
  const markdown = renderPacket(packet, { template })

  test('as Markdown', () => expectGolden(`packet-${name}.md`, markdown))

  test('has no more than a screen before anything is unfolded, and fits', () => {
    const screen = markdown.slice(0, markdown.indexOf('<details>')).trimEnd()
    expect(screen.split('\n').length).toBeLessThanOrEqual(25)
    for (const field of ['Verdict', 'Task', 'Needs a person', 'Risk', 'Tests', 'Rollback'])
      expect(screen, field).toContain(`**${field}:**`)
    expect(markdown.length).toBeLessThanOrEqual(MOST_CHARACTERS)
  })

  test('as a document that its schema holds for', () => {
    expect(errors(JSON.parse(renderPacketJson(packet)))).toEqual([])
  })

  // Their length is of interest where it is cut, and only there.
  if (name === 'long') return
  test('as JSON', () => expectGolden(`packet-${name}.json`, renderPacketJson(packet)))
  test('as the message of a squash', () => expectGolden(`packet-${name}.squash.txt`, squashMessage(packet)))
})

test('the schema lets fields be added, and holds for nothing without one of them', () => {
  const document = JSON.parse(renderPacketJson(PACKETS['refused']!))
  expect(errors({ ...document, newer: true })).toEqual([])
  for (const field of Object.keys(document)) {
    const { [field]: _left, ...rest } = document
    expect(errors(rest), field).not.toEqual([])
  }
  expect(errors({ ...document, verdict: 'ok' })).not.toEqual([])
  expect(errors({ ...document, needs: { trust: 'observed', signOffs: [{ path: 'a' }] } })).not.toEqual([])
  expect(errors({ ...document, notDone: [{ ...document.notDone[0], is: 'other' }] })).not.toEqual([])
})

test('a packet is the same, byte for byte, whenever it is made', () => {
  const again = JSON.parse(JSON.stringify(PACKETS['refused'])) as typeof PACKETS.refused
  expect(renderPacket(again!, { template })).toBe(renderPacket(PACKETS['refused']!, { template }))
  expect(renderPacketJson(again!)).toBe(renderPacketJson(PACKETS['refused']!))
})

describe('what is cut', () => {
  test('is said, and the least valuable goes first', () => {
    const whole = renderPacket(PACKETS['refused']!, { template })
    expect(whole).not.toContain('Left out')
    const without = renderPacket(PACKETS['refused']!, { template, most: whole.length - 1 })
    expect(without).toContain('Left out to make this fit: the commits’ own words')
    expect(without).toContain('`! lodash 4.17.21 moved')
    const shortest = renderPacket(PACKETS['refused']!, { template, most: 7_000 })
    expect(shortest).toContain('packages')
    expect(shortest).toContain('.github/workflows/ci.yml')
  })

  test.each([60_000, 20_000, 9_000])('leaves at most %d characters, whatever there is', (most) => {
    const packet = renderPacket(PACKETS['long']!, { template, most })
    expect(packet.length).toBeLessThanOrEqual(most)
    expect(packet.split('<details>').length).toBe(packet.split('</details>').length)
  })

  test('is no packet where not even the shortest fits', () => {
    expect(() => renderPacket(facts(), { template, most: 1_000 })).toThrow('does not fit into 1000 characters')
  })
})
