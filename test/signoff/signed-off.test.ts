import { describe, expect, test } from 'vitest'
import type { Strength } from '../../src/change.ts'
import {
  type Arrow,
  type Arrows,
  arrowsOf,
  gatherArrows,
  type Steps,
  type ValidSignOff,
} from '../../src/signoff/arrows.ts'
import type { Cover } from '../../src/signoff/cover.ts'
import {
  type Asked,
  answer,
  approvalsOf,
  isSpent,
  onTheWay,
  restsOn,
  signedStates,
  strongest,
  weigh,
} from '../../src/signoff/signed-off.ts'
import { fc, runs } from '../support/fuzz.ts'
import { absent, file, state } from './sign-offs.ts'

const BOUND: Asked = { strength: 'bound', signers: null, approvals: 1 }
const SIGNED: Asked = { ...BOUND, strength: 'signed' }
const TWO: Asked = { ...BOUND, approvals: 2 }

/** A step of the path `p` between two files of one digit, `-` for absent: `ab`. */
const step = (letters: string, path = 'p'): Cover => {
  const [old, now] = [...letters].map((letter) => (letter === '-' ? absent : file(letter)))
  return { path, old: old!, new: now! }
}

const by = (person: string, steps: readonly (string | Cover)[], given: Partial<ValidSignOff> = {}): ValidSignOff => ({
  person,
  called: [person],
  strength: 'bound',
  made: 100,
  carried: 200,
  covers: steps.map((one) => (typeof one === 'string' ? step(one) : one)),
  ...given,
})

const noFolders = (): never => {
  throw new Error('no folder is covered')
}

const gathered = (...signOffs: ValidSignOff[]) => gatherArrows(arrowsOf(signOffs, noFolders))

const drawn = (arrows: readonly Arrow[]): string[] =>
  arrows.map((arrow) => `${arrow.person}:${arrow.old.oid[0]}${arrow.new.oid[0]}`).sort()

describe('those who have signed', () => {
  const given = (asked: Partial<Asked>, ...signOffs: ValidSignOff[]) =>
    approvalsOf(gathered(...signOffs), step('ac'), { ...TWO, ...asked }).map((each) => Object.values(each).join(' '))

  test('are told with the strongest word of each that leads the whole way', () => {
    const whole = by('jane', ['ac'], { strength: 'signed' })
    expect(given({}, whole, by('jane', ['ac']), by('max', ['ab', 'bc']))).toEqual(['jane signed', 'max bound'])
    expect(given({}, by('jane', ['ab'], { strength: 'signed' }), by('jane', ['bc'])), 'of two halves').toEqual([
      'jane bound',
    ])
  })

  test('are none who signed a half, too weakly, or have no say', () => {
    expect(given({}, by('jane', ['ab']), by('max', ['bc']))).toEqual([])
    expect(given({ strength: 'signed' }, by('jane', ['ac']))).toEqual([])
    expect(given({ signers: ['max'] }, by('jane', ['ac']))).toEqual([])
    expect(given({ hands: ['jane'] }, by('jane', ['ac']))).toEqual([])
  })
})

describe('a transition is signed off', () => {
  test.each([
    ['by the one arrow', ['ab'], 'ab'],
    ['by steps', ['ab', 'bc', 'cd'], 'ad'],
    ['by steps in any order', ['cd', 'ab', 'bc'], 'ad'],
    ['through being absent', ['a-', '-b'], 'ab'],
    ['to be absent', ['ab', 'b-'], 'a-'],
    ['around a circle', ['ab', 'ba', 'ac'], 'ac'],
    ['where nothing changes', [], 'aa'],
  ])('%s', (_, steps, asked) => {
    expect(answer(gathered(by('jane', steps)), step(asked), BOUND)).toMatchObject({ signedOff: true, missing: 0 })
  })

  test.each([
    ['without arrows', [], 'ab'],
    ['by the way back', ['ba'], 'ab'],
    ['with a step missing', ['ab', 'cd'], 'ad'],
    ['by a circle that leads nowhere', ['ab', 'ba'], 'ac'],
    ['by what was signed and then changed', ['ab'], 'ac'],
    ['by what was signed on another base', ['ab'], 'cb'],
    ['from being absent, by a change', ['ab'], '-b'],
  ])('not %s', (_, steps, asked) => {
    expect(answer(gathered(by('jane', steps)), step(asked), BOUND)).toEqual({
      signedOff: false,
      people: [],
      missing: 1,
    })
  })

  test('not on another path', () => {
    expect(answer(gathered(by('jane', [step('ab', 'q')])), step('ab'), BOUND).signedOff).toBe(false)
  })

  test('not with another mode: a script made executable is another state', () => {
    const made = { path: 'p', old: file('a'), new: state('100755', 'a') }
    expect(answer(gathered(by('jane', [made])), made, BOUND).signedOff).toBe(true)
    expect(answer(gathered(by('jane', ['ab'])), { ...made, new: state('100755', 'b') }, BOUND).signedOff).toBe(false)
  })
})

describe('several people', () => {
  test('add up where one of any strength is enough', () => {
    const arrows = gathered(by('jane', ['ab']), by('bo', ['bc']))
    expect(answer(arrows, step('ac'), BOUND)).toEqual({ signedOff: true, people: [], missing: 0 })
  })

  test('do not add up where a strength is asked: nobody looked at the whole', () => {
    const signed = { strength: 'signed' } as const
    const halves = gathered(by('jane', ['ab'], signed), by('bo', ['bc'], signed))
    expect(answer(halves, step('ac'), SIGNED)).toEqual({ signedOff: false, people: [], missing: 1 })
    const whole = gathered(by('jane', ['ab', 'bc'], signed), by('bo', ['bc'], signed))
    expect(answer(whole, step('ac'), SIGNED)).toEqual({ signedOff: true, people: ['jane'], missing: 0 })
  })

  test('must each sign the whole where several are asked', () => {
    const one = gathered(by('jane', ['ab', 'bc']), by('bo', ['ab']))
    expect(answer(one, step('ac'), TWO)).toEqual({ signedOff: false, people: ['jane'], missing: 1 })
    const both = gathered(by('jane', ['ab', 'bc']), by('bo', ['ac']))
    expect(answer(both, step('ac'), TWO)).toEqual({ signedOff: true, people: ['jane', 'bo'], missing: 0 })
  })

  test('one person who signs twice is one', () => {
    const arrows = gathered(by('jane', ['ab']), by('jane', ['ab'], { strength: 'signed', made: 200 }))
    expect(answer(arrows, step('ab'), TWO)).toEqual({ signedOff: false, people: ['jane'], missing: 1 })
  })

  test('only those who are named count, by name or by group', () => {
    const arrows = gathered(by('jane', ['ab'], { called: ['jane', 'platform'] }), by('bo', ['ab']))
    expect(answer(arrows, step('ab'), { ...BOUND, signers: ['platform'] }).people).toEqual(['jane'])
    expect(answer(arrows, step('ab'), { ...BOUND, signers: ['bo', 'others'] }).people).toEqual(['bo'])
    expect(answer(arrows, step('ab'), { ...BOUND, signers: ['others'] }).signedOff).toBe(false)
  })

  test('nobody who is not named helps with a step', () => {
    const arrows = gathered(by('jane', ['ab']), by('mal', ['bc']))
    expect(answer(arrows, step('ac'), { ...BOUND, signers: ['jane'] }).signedOff).toBe(false)
  })
})

test.each([
  ['bound', 'signed', false],
  ['signed', 'signed', true],
  ['present', 'signed', true],
  ['signed', 'present', false],
  ['claimed', 'bound', false],
] as const)('%s is enough where %s is asked: %s', (strength, asked, enough) => {
  const arrows = gathered(by('jane', ['ab'], { strength }))
  expect(answer(arrows, step('ab'), { ...BOUND, strength: asked }).signedOff).toBe(enough)
})

test('a weak step spoils a strong way', () => {
  const arrows = gathered(by('jane', ['ab'], { strength: 'signed' }), by('jane', ['bc']))
  expect(answer(arrows, step('ac'), SIGNED).signedOff).toBe(false)
  expect(answer(arrows, step('ac'), BOUND).signedOff).toBe(true)
})

describe('an answer can be trusted as far as what it rests on', () => {
  const SIGNING = { strength: 'signed' } as const
  const TOUCHING = { strength: 'present' } as const
  test.each<[string, readonly ValidSignOff[], Asked, Strength | null]>([
    ['typed', [by('jane', ['ac'])], BOUND, 'bound'],
    ['signed, though less is asked', [by('jane', ['ac'], SIGNING)], BOUND, 'signed'],
    ['touched, though less is asked', [by('jane', ['ac'], TOUCHING)], SIGNED, 'present'],
    ['both: the typed one is not needed', [by('bo', ['ac']), by('jane', ['ac'], SIGNING)], BOUND, 'signed'],
    ['signed by two, who add up', [by('bo', ['ab'], SIGNING), by('jane', ['bc'], SIGNING)], BOUND, 'signed'],
    ['half of it typed', [by('jane', ['ab'], SIGNING), by('jane', ['bc'])], BOUND, 'bound'],
    ['half of it typed, the other half twice', [by('jane', ['ab']), by('bo', ['ab', 'bc'], SIGNING)], BOUND, 'signed'],
    ['by two who are asked, one of whom typed', [by('jane', ['ac'], SIGNING), by('bo', ['ac'])], TWO, 'bound'],
    ['by two who are asked', [by('jane', ['ac'], SIGNING), by('bo', ['ac'], TOUCHING)], TWO, 'signed'],
    ['less than is asked', [by('jane', ['ac'])], SIGNED, null],
    ['not all the way', [by('jane', ['ab'], SIGNING)], BOUND, null],
  ])('%s', (_, signOffs, asked, strength) => {
    expect(restsOn(gathered(...signOffs), step('ac'), asked)).toBe(strength)
  })

  test('and of two answers the better one counts', () => {
    expect(strongest(['bound', null, 'signed'])).toBe('signed')
    expect(strongest([null])).toBeNull()
  })
})

test('an arrow counts, or it is said why not', () => {
  const [arrow] = arrowsOf([by('jane', ['ab'])], noFolders)
  expect(weigh(arrow!, BOUND)).toBe('counts')
  expect(weigh(arrow!, SIGNED)).toBe('too-weak')
  expect(weigh(arrow!, { ...SIGNED, signers: ['bo'] })).toBe('not-asked')
})

describe('a folder that is covered as one state', () => {
  const folder: Cover = { path: 'infra/', old: state('040000', '1'), new: state('040000', '2') }
  const inside = [step('ab', 'infra/x'), step('-c', 'infra/deep/y')]

  test('is an arrow for every path that differs below it', () => {
    const asked: Cover[] = []
    const arrows = gatherArrows(
      arrowsOf([by('jane', [folder])], (cover) => {
        asked.push(cover)
        return inside
      }),
    )
    expect(asked).toEqual([folder])
    for (const one of inside) expect(answer(arrows, one, BOUND).signedOff).toBe(true)
    expect(answer(arrows, step('ac', 'infra/x'), BOUND).signedOff).toBe(false)
  })

  test('adds up with other folders and files', () => {
    const later: Cover = { path: 'infra/', old: folder.new, new: state('040000', '3') }
    const arrows = gatherArrows(
      arrowsOf([by('jane', [folder, later, step('cd', 'infra/x')])], (cover) =>
        cover.new.oid === folder.new.oid ? inside : [step('bc', 'infra/x')],
      ),
    )
    expect(answer(arrows, step('ad', 'infra/x'), BOUND).signedOff).toBe(true)
  })

  test('covers nothing outside of it, whatever it is said to hold', () => {
    const outside = [step('ab', 'infrastructure'), step('ab', 'x'), step('ab', 'infra')]
    const arrows = gatherArrows(arrowsOf([by('jane', [folder])], () => outside))
    for (const one of outside) expect(answer(arrows, one, BOUND).signedOff).toBe(false)
  })
})

test('one sign-off in many commits is one arrow, and knows of all', () => {
  const all = [by('jane', ['ab'], { made: 100 }), by('jane', ['ab'], { made: 300 }), by('jane', ['ab'], { made: 200 })]
  expect(arrowsOf(all, noFolders)).toEqual([expect.objectContaining({ signOffs: all })])
})

/** The arrows that lie on the way of one transition. */
const wayOf = (arrows: Arrows, transition: Cover): readonly Arrow[] =>
  onTheWay(arrows, [{ transition, asked: BOUND }]).flatMap((found) => found.arrows)

test('only what lies on the way carries an answer', () => {
  const arrows = gathered(by('jane', ['ab', 'bc', 'bx', 'ya', 'yc']), by('bo', ['bc', 'cb']), by('al', ['ab', 'bc']))
  expect(drawn(wayOf(arrows, step('ac')))).toEqual(['al:ab', 'al:bc', 'bo:bc', 'bo:cb', 'jane:ab', 'jane:bc'])
  expect(drawn(wayOf(arrows, step('bc')))).toEqual(['al:bc', 'bo:bc', 'bo:cb', 'jane:bc'])
  expect(drawn(wayOf(arrows, step('yc')))).toHaveLength(8)
  for (const nowhere of [step('aa'), step('cx', 'q'), step('xc'), step('xa'), step('ad')]) {
    expect(wayOf(arrows, nowhere)).toEqual([])
  }
})

test('what is asked of one way in several places is asked once, each other thing for itself', () => {
  const arrows = gathered(by('jane', ['ab', 'ba']))
  const questions = [BOUND, { ...BOUND }, SIGNED, { ...BOUND, signers: ['jane'] }].flatMap((asked) =>
    [step('ab'), step('ba'), step('ab')].map((transition) => ({ transition, asked })),
  )
  const found = onTheWay(arrows, questions)
  expect(found.map(({ asked }) => asked)).toEqual([BOUND, SIGNED, { ...BOUND, signers: ['jane'] }])
  for (const one of found) expect(drawn(one.arrows)).toEqual(['jane:ab', 'jane:ba'])
})

test('what was signed is told, nearest first, also where it leads elsewhere', () => {
  const arrows = gathered(by('jane', ['ab', 'bc', 'ca', 'xy']))
  expect(signedStates(arrows, step('ad'), BOUND)).toEqual([file('b'), file('c')])
  expect(signedStates(arrows, step('da'), BOUND)).toEqual([])
  expect(signedStates(arrows, step('ad'), SIGNED)).toEqual([])
  expect(signedStates(arrows, step('ad', 'q'), BOUND)).toEqual([])
})

describe('a sign-off whose state the base last took away', () => {
  const DAY = 86_400

  test.each([
    ['never', 100, null, false],
    ['before it was made', 100, 99, false],
    ['in the second in which it was made', 100, 100, true],
    ['after it was made', 100, 101, true],
  ])('%s', (_, made, takenAway, spent) => {
    expect(isSpent(by('jane', ['ab'], { made, carried: made }), takenAway)).toBe(spent)
  })

  test.each<[string, number, number | null, boolean]>([
    ['is carried by a commit of the same second', 1000, 1000, false],
    ['is carried by a commit that was made again later, as by a rebase', 1000, 1000 + 400 * DAY, false],
    ['is a few minutes ahead of the clock of whoever committed', 1600, 1000, false],
    ['is a day ahead of it', 1000 + DAY, 1000, false],
    ['is more than a day ahead of it', 1001 + DAY, 1000, true],
    ['is from another age', 253_402_300_799, 1000, true],
    ['is not committed yet', 253_402_300_799, null, false],
    ['is carried by a commit without a date', 1000 + DAY, 0, true],
  ])('before it was made, and it %s', (_, made, carried, spent) => {
    expect(isSpent(by('jane', ['ab'], { made, carried }), 999)).toBe(spent)
    // Where the base never had the state, or has it still, its date buys nothing.
    expect(isSpent(by('jane', ['ab'], { made, carried }), null)).toBe(false)
  })
})

describe('against a model that tries every way', () => {
  const STRENGTHS: readonly Strength[] = ['bound', 'signed', 'present']
  const letters = fc.constantFrom('a', 'b', 'c', 'd', '-')
  const steps = fc.tuple(letters, letters, fc.constantFrom('p', 'q')).map(([old, now, path]) => step(old + now, path))
  const signOffs = fc.array(
    fc.record({
      person: fc.constantFrom('jane', 'bo', 'al'),
      strength: fc.constantFrom(...STRENGTHS),
      covers: fc.array(steps, { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 7 },
  )
  const asked = fc.record({
    strength: fc.constantFrom(...STRENGTHS),
    signers: fc.constantFrom(null, ['jane', 'bo'], ['others']),
    approvals: fc.constantFrom(1, 2),
  })

  /** All ways without a state twice, one by one. */
  const leads = (covers: readonly Cover[], from: string, to: string, been: readonly string[] = []): boolean =>
    from === to ||
    covers.some(
      ({ old, new: now }) => old.oid === from && !been.includes(now.oid) && leads(covers, now.oid, to, [...been, from]),
    )

  test('the same is signed off, by the same people, and carried by nothing else', () => {
    const counted = { yes: 0, no: 0 }
    fc.assert(
      fc.property(signOffs, asked, steps, (given, wanted, question) => {
        const all = given.map(({ person, strength, covers }) => by(person, covers, { strength }))
        const may = all.filter(
          ({ person, strength }) =>
            (wanted.signers === null || wanted.signers.some((name) => name === person)) &&
            STRENGTHS.indexOf(strength) >= STRENGTHS.indexOf(wanted.strength),
        )
        const covers = (of: readonly ValidSignOff[]) =>
          of.flatMap((one) => one.covers).filter(({ path }) => path === question.path)
        const ways = (of: readonly ValidSignOff[]) => leads(covers(of), question.old.oid, question.new.oid)
        const whole = ['jane', 'bo', 'al'].filter((person) => ways(may.filter((one) => one.person === person)))
        const expected =
          question.old.oid === question.new.oid ||
          (wanted.approvals === 1 && wanted.strength === 'bound' ? ways(may) : whole.length >= wanted.approvals)

        const arrows = arrowsOf(all, noFolders)
        const found = answer(gatherArrows(arrows), question, wanted)
        expect(found.signedOff).toBe(expected)
        expect(found.missing > 0).toBe(!expected)
        counted[expected ? 'yes' : 'no'] += 1
        if (question.old.oid === question.new.oid) return
        expect([...found.people].sort()).toEqual(whole.sort())

        const carrying = wayOf(gatherArrows(arrows), question)
        expect(answer(gatherArrows(carrying), question, wanted)).toMatchObject({ signedOff: found.signedOff })
        const onSomeWay = arrows.filter(
          ({ path, old, new: now }) =>
            path === question.path &&
            leads(covers(all), question.old.oid, old.oid) &&
            leads(covers(all), now.oid, question.new.oid),
        )
        expect(drawn(carrying)).toEqual(drawn(onSomeWay))
      }),
      { numRuns: runs(2000) },
    )
    expect(Math.min(counted.yes, counted.no)).toBeGreaterThan(200)
  })
})

describe('a chain of thousands of signed steps is looked at in time that grows with it', () => {
  const COUNT = 5_000
  const at = (number: number): Cover['old'] => ({ mode: '100644', oid: (number + 1).toString(16).padStart(40, '0') })
  const between = (old: number, now: number): Cover => ({ path: 'p', old: at(old), new: at(now) })
  const chain = Array.from({ length: COUNT }, (_, number) => between(number, number + 1))

  /** What was asked of the arrows, state by state, while `body` ran. */
  function looks(arrows: Arrows, body: (arrows: Arrows) => void): number {
    let count = 0
    class Counting extends Map<string, readonly Arrow[]> {
      override get(state: string) {
        count += 1
        return super.get(state)
      }
    }
    const counting = (steps: Steps): Steps => new Counting(steps)
    body(
      new Map(
        [...arrows].map(([path, { all, of, ...more }]) => [
          path,
          { ...more, all: counting(all), of: new Map([...of].map(([person, steps]) => [person, counting(steps)])) },
        ]),
      ),
    )
    return count
  }

  test.each<[string, readonly Cover[], readonly Cover[], boolean]>([
    ['each step by itself', chain, chain, true],
    ['each step of a circle', [...chain, between(COUNT, 0)], [...chain, between(COUNT, 0)], true],
    ['the whole of it', chain, [between(0, COUNT)], true],
    ['steps that lead off it', chain, chain.map((_, number) => between(number, COUNT + 2 + number)), false],
    ['steps back along it', chain, chain.map((_, number) => between(number + 1, number)), false],
  ])('%s', (_, signed, asked, signedOff) => {
    const arrows = gathered(by('jane', signed), by('bo', signed, { strength: 'signed' }))
    const count = looks(arrows, (counted) => {
      for (const transition of asked) expect(answer(counted, transition, BOUND).signedOff).toBe(signedOff)
      const found = onTheWay(
        counted,
        asked.flatMap((transition) => [BOUND, SIGNED, TWO].map((wanted) => ({ transition, asked: wanted }))),
      )
      expect(found.reduce((sum, { arrows }) => sum + arrows.length, 0)).toBeLessThanOrEqual(5 * signed.length)
    })
    expect(count).toBeLessThan(20 * COUNT)
  })
})

test('ten thousand covers, on as many paths and as a chain on one', () => {
  const count = 10_000
  const chained = Array.from({ length: count }, (_, at): Cover => {
    const [old, now] = [at, at + 1].map((n) => ({ mode: '100644', oid: (n + 1).toString(16).padStart(40, '0') }))
    return { path: 'p', old: old!, new: now! }
  })
  const spread = chained.map((cover, at) => ({ ...cover, path: `f/${at}` }))
  const arrows = gathered(by('jane', [...chained, ...spread]), by('jane', chained))
  const whole = { path: 'p', old: chained[0]!.old, new: chained.at(-1)!.new }
  expect(answer(arrows, whole, SIGNED).signedOff).toBe(false)
  expect(answer(arrows, whole, BOUND).signedOff).toBe(true)
  expect(wayOf(arrows, whole)).toHaveLength(count)
  for (const cover of [...spread, ...chained]) expect(answer(arrows, cover, BOUND).signedOff).toBe(true)
})
