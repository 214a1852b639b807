import { expect, it } from 'vitest'
import { stateWords } from '../../src/signoff/state-words.ts'
import { absent, file, id, state } from './sign-offs.ts'

const link = (digit: string) => state('120000', digit)
const module = (digit: string) => state('160000', digit)

it.each([
  [absent, file('a'), 'added'],
  [absent, state('100755', 'a'), 'added, mode 100755'],
  [absent, link('a'), 'added: symbolic link'],
  [absent, module('a'), `added: submodule ${id('a')}`],
  [file('a'), absent, 'deleted'],
  [module('a'), absent, `deleted: submodule ${id('a')}`],
  [file('a'), file('b'), 'changed'],
  [file('a'), state('100755', 'a'), 'mode 100644 -> 100755, content as before'],
  [state('100755', 'a'), file('b'), 'mode 100755 -> 100644, changed'],
  [link('a'), link('b'), 'link target changed'],
  [module('a'), module('b'), `submodule ${id('a')}..${id('b')}`],
  [file('a'), link('b'), 'file -> symbolic link'],
  [link('a'), state('100755', 'b'), 'symbolic link -> file'],
  [file('a'), module('b'), `file -> submodule ${id('b')}`],
])('a path that went from %j to %j is said to be %s', (old, now, words) => {
  expect(stateWords(old, now)).toBe(words)
})
