import { describe, expect, test } from 'vitest'
import { chooseColour } from '../../src/commands/colour.ts'

const RED = '\u001b[31mx\u001b[39m'

describe('colour', () => {
  test.each([
    ['a terminal', true, {}, true],
    ['a pipe', false, {}, false],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['a pipe with an empty FORCE_COLOR', false, { FORCE_COLOR: '' }, true],
    ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
    ['a terminal with FORCE_COLOR=false', true, { FORCE_COLOR: 'false' }, false],
    ['a pipe with both', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['a terminal that has none', true, { TERM: 'dumb' }, false],
  ])('for %s', async (_title, isTTY, env, expected) => {
    const colour = await chooseColour({ isTTY, env, color: true })
    expect(colour?.red('x') ?? null).toBe(expected ? RED : null)
    expect(await chooseColour({ isTTY, env, color: false })).toBeNull()
  })
})
