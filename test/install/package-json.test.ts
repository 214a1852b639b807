import { expect, test } from 'vitest'
import { removeMember, setMember, stringMember } from '../../src/install/package-json.ts'
import { fc } from '../support/fuzz.ts'

const CASES: readonly { name: string; before: string; after: string }[] = [
  {
    name: 'two spaces, object missing',
    before: '{\n  "name": "x"\n}\n',
    after: '{\n  "name": "x",\n  "devDependencies": {\n    "husky": "^9"\n  }\n}\n',
  },
  {
    name: 'tabs, sorted names, no newline at the end',
    before: '{\n\t"devDependencies": {\n\t\t"a": "1",\n\t\t"z": "1"\n\t}\n}',
    after: '{\n\t"devDependencies": {\n\t\t"a": "1",\n\t\t"husky": "^9",\n\t\t"z": "1"\n\t}\n}',
  },
  {
    name: 'CRLF, names not sorted',
    before: '{\r\n    "devDependencies": {\r\n        "z": "1",\r\n        "a": "1"\r\n    }\r\n}\r\n',
    after:
      '{\r\n    "devDependencies": {\r\n        "z": "1",\r\n        "a": "1",\r\n        "husky": "^9"\r\n    }\r\n}\r\n',
  },
  { name: 'one line', before: '{"a":"b"}', after: '{"a":"b","devDependencies":{"husky":"^9"}}' },
  {
    name: 'one line with blanks',
    before: '{ "devDependencies": { "a": "1" } }',
    after: '{ "devDependencies": { "a": "1", "husky": "^9" } }',
  },
  {
    name: 'an empty object',
    before: '{\n  "devDependencies": {},\n  "x": 1\n}',
    after: '{\n  "devDependencies": {\n    "husky": "^9"\n  },\n  "x": 1\n}',
  },
  { name: 'nothing at all', before: '{}\n', after: '{\n  "devDependencies": {\n    "husky": "^9"\n  }\n}\n' },
  {
    name: 'a byte order mark, and the same words deeper down and in strings',
    before:
      '\uFEFF{\n  "x": { "devDependencies": { "husky": "no" } },\n  "y": "\\"devDependencies\\": {",\n  "z": [{}, "}"]\n}',
    after:
      '\uFEFF{\n  "x": { "devDependencies": { "husky": "no" } },\n  "y": "\\"devDependencies\\": {",\n  "z": [{}, "}"],\n  "devDependencies": {\n    "husky": "^9"\n  }\n}',
  },
]

for (const { name, before, after } of CASES) {
  test(`a package is added in the style of the file: ${name}`, () => {
    expect(setMember(before, 'devDependencies', 'husky', '^9')).toBe(after)
    expect(stringMember(after, 'devDependencies', 'husky')).toBe('^9')
  })
}

test('a script that is there is replaced where it stands', () => {
  const before = '{"scripts" : { "prepare" :  "a \\"b\\"" , "z": "1" }}'
  expect(setMember(before, 'scripts', 'prepare', 'c')).toBe('{"scripts" : { "prepare" :  "c" , "z": "1" }}')
})

test('what is set and removed again leaves every text as it was', () => {
  const names = fc.constantFrom('scripts', 'devDependencies', 'a', 'b', '__proto__', '"', 'é')
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean(), fc.array(fc.string()))
  const object = fc.dictionary(names, fc.oneof(leaf, fc.dictionary(names, leaf)))
  const indent = fc.constantFrom(0, 2, 4, '\t')
  fc.assert(
    fc.property(object, indent, fc.boolean(), (value, space, crlf) => {
      const held = Object.hasOwn(value, 'scripts') ? value.scripts : undefined
      fc.pre(held === undefined || (typeof held === 'object' && held !== null && !Array.isArray(held)))
      fc.pre(!held || !Object.hasOwn(held, 'prepare'))
      const lf = JSON.stringify(value, null, space)
      const text = crlf ? lf.replaceAll('\n', '\r\n') : lf
      const set = setMember(text, 'scripts', 'prepare', 'x "y"')
      const parsed = JSON.parse(set) as { scripts: Record<string, unknown> }
      expect(parsed.scripts.prepare).toBe('x "y"')
      // An empty object loses the blanks between its braces only if we put them there.
      expect(removeMember(set, 'scripts', 'prepare', held === undefined)).toBe(text)
    }),
  )
})
