import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/finding.ts'
import type { Colour } from '../../src/report/colour.ts'
import { renderJson } from '../../src/report/json.ts'
import { renderSarif } from '../../src/report/sarif.ts'
import { renderText } from '../../src/report/text.ts'
import { fc } from '../support/fuzz.ts'
import { arbitraryReport } from './arbitrary.ts'
import { finding, lacks, mend, oid, REPORTS, report } from './reports.ts'

const command = 'npx --no-install precheck'
const text = (of: Report, quiet = false) => renderText(of, { colour: null, command, quiet })
const refused = (...findings: Report['findings']) => report({ verdict: 'block', findings })
const firstLine = (of: Report) => text(of).split('\n')[0]

describe('the first line', () => {
  const warning = finding({ severity: 'warn' })
  test.each<[string, Partial<Report>]>([
    ['precheck: refused, 1 thing to mend', { verdict: 'block', findings: [finding()] }],
    ['precheck: refused, 3 things to mend', { verdict: 'block', findings: [finding(), finding(), finding()] }],
    ['precheck: refused, 1 thing to mend, 2 warnings', { verdict: 'block', findings: [warning, finding(), warning] }],
    ['precheck: passed with 1 warning', { verdict: 'warn', findings: [warning] }],
    [
      'precheck: passed with 1 warning (mode: warn, nothing is refused)',
      { verdict: 'warn', mode: 'warn', findings: [warning] },
    ],
    [
      'precheck: refused, 1 thing to mend (bound: not proof of a person; and more)',
      { verdict: 'block', findings: [finding()], limits: ['bound: not proof of a person', 'and more'] },
    ],
    [
      'precheck: incomplete, 1 check could not be made (bound: not proof of a person)',
      {
        verdict: 'incomplete',
        limits: ['bound: not proof of a person'],
        outcomes: [{ rule: 'facts', status: 'could-not-check', reason: 'shallow' }],
      },
    ],
    [
      'precheck: refused refs/heads/main, 1 thing to mend',
      { verdict: 'block', findings: [finding()], subject: { kind: 'push', ref: 'refs/heads/main' } },
    ],
  ])('%s', (line, over) => expect(firstLine(report(over))).toBe(line))
})

describe('nothing is printed', () => {
  test('of a pass', () => expect(text(report({ limits: ['bound: not proof of a person'] }))).toBe(''))
  test('of warnings, when quiet', () => expect(text(REPORTS['passed-with-warning']!, true)).toBe(''))
})

test('quiet leaves headline, warnings and footer out of a refusal, and nothing else', () => {
  const both = refused(lacks('Task-Id: A'), { ...lacks('Rollback: revert'), severity: 'warn' })
  expect(text(both)).toContain('warning: ')
  expect(text(both, true)).not.toContain('warning: ')
  expect(text(both, true)).not.toContain('Rollback')
  expect(text(both, true)).toBe(
    `  error: the commit has no "Task-Id" trailer (required-trailers)\n\nRun the same git command again with:\n  --trailer 'Task-Id: A'\n`,
  )
  // Which commit it is about is no headline.
  expect(text(REPORTS['refused-range']!, true)).toMatch(/^ {2}error: .*\n\ncommit aaaaaaaaaaaa feat: one\n/)
})

test('an incomplete check says what is not known, quiet or not', () => {
  for (const quiet of [true, false]) expect(text(REPORTS.incomplete!, quiet)).toContain('facts: the clone is shallow')
})

test('a finding says where only if its sentence has not', () => {
  const said = text(refused(finding({ text: 'a.pem may not be committed.', at: { path: 'a.pem' } })))
  expect(said).toContain('  error: a.pem may not be committed (required-trailers)\n')
  const unsaid = text(refused(finding({ text: 'it may not be committed.', at: { path: 'a.pem', line: 2 } })))
  expect(unsaid).toContain('  error: it may not be committed, a.pem:2 (required-trailers)\n')
})

test('the whole fix can be pasted behind a git command, whatever stands in it', () => {
  const values = ['it\'s $HOME `id` "x" \\ !! * ~ #', '-n', '', '--', '<a> & b; c | d', 'naïve 漢字 🤖', '%0A', "''"]
  const lines = values.map((value, index) => `Key-${index}: ${value}`)
  const printed = text(refused(...lines.map((line) => lacks(line))))
  const fix = /with:\n([\s\S]*?)\n\n/.exec(printed)![1]!
  const script = `printf '%s\\0' git commit \\\n${fix}\n`
  const words = execFileSync('sh', ['-c', script]).toString().split('\0').slice(0, -1)
  expect(words).toEqual(['git', 'commit', ...lines.flatMap((line) => ['--trailer', line])])
})

test('a printed command gives back its words in a shell, whatever stands in them', () => {
  const argv = [
    'printf',
    '%s\\0',
    "it's",
    '$(id)',
    '',
    '~',
    '=ls',
    'a b',
    '*',
    '!!',
    '-n',
    'é',
    'plain/path.ts',
    '{a,b}',
  ]
  const printed = text(refused(finding({ fix: { kind: 'command', argv } })))
  const line = /Run:\n {2}(.*)\n/.exec(printed)![1]!
  expect(execFileSync('sh', ['-c', line]).toString().split('\0').slice(0, -1)).toEqual(argv.slice(2))
})

test('what cannot be pasted is not passed off as if it could', () => {
  const hidden = 'cannot be printed'
  expect(text(refused(lacks('Sign-off-requested: a\u202eb')))).toContain(hidden)
  expect(text(refused(lacks('Sign-off-requested: a\udcffb')))).toContain(hidden)
  expect(text(refused(lacks('Sign-off-requested: naïve/漢字')))).not.toContain(hidden)
})

test('blanks to fill in are explained once, and an address is no blank', () => {
  const count = (of: Report) => text(of).split('in place of each <…>').length - 1
  expect(count(refused(lacks('Task-Id: <ABC-1>'), lacks('Tests-Run: <command> (<result>)')))).toBe(1)
  expect(count(refused(mend(oid('a'), 'Task-Id: <ABC-1>')))).toBe(1)
  expect(count(refused(lacks('Acked-by: Jane <jane@example.com>')))).toBe(0)
  expect(count(refused(lacks('Sign-off-requested: src/<name>.ts')))).toBe(0)
})

test('thousands of findings are cut for each rule, and their fixes are not', () => {
  const many = refused(
    ...Array.from({ length: 3000 }, (_, index) => lacks(`Sign-off-requested: ${index}.lock`)),
    finding({ rule: 'tests-run', text: 'the only one of its rule' }),
  )
  const printed = text(many)
  expect(printed.match(/^ {2}error: /gm)).toHaveLength(21)
  expect(printed).toContain('… and 2980 more (required-trailers)')
  expect(printed).toContain('the only one of its rule')
  expect(printed.match(/--trailer /g)).toHaveLength(3000)
})

describe('what one message can say without end', () => {
  const wrong = (count: number) => Array.from({ length: count }, (_, index) => `Sign-off-requested: ${index}.lock`)

  test('fills no log: the first are named with their fix, and what has no room is counted', () => {
    const printed = text(refused(...wrong(10_000).map((line) => mend(oid('a'), line))))
    expect(printed.length).toBeLessThan(250_000)
    const [command] = /^ {2}.* mend .*$/m.exec(printed)!
    const given = command.match(/--trailer 'Sign-off-requested: \d+\.lock'/g)!
    expect(given.slice(0, 2)).toEqual(wrong(2).map((line) => `--trailer '${line}'`))
    expect(printed).toContain(
      `There is no room here for ${10_000 - given.length} more of these arguments: mend what is shown and check again`,
    )
    const again = text(refused(...wrong(10_000).map((line) => lacks(line))))
    expect(again.length).toBeLessThan(250_000)
    expect(again).toContain("--trailer 'Sign-off-requested: 0.lock'")
    expect(again).toContain('There is no room here for ')
  })

  test('also in commands of which each is another, in notes, and in what could not be checked', () => {
    const commands = wrong(10_000).map((line) => finding({ fix: { kind: 'command', argv: ['precheck', 'x', line] } }))
    const printed = text(refused(...commands))
    expect(printed.length).toBeLessThan(250_000)
    expect(printed).toContain("  precheck x 'Sign-off-requested: 0.lock'\n")
    expect(printed).toContain('There is no room here for ')
    const notes = text(refused(...wrong(2000).map((note) => finding({ fix: { kind: 'manual', note } }))))
    expect(notes.match(/^Note: /gm)).toHaveLength(50)
    expect(notes).toContain('… and 1950 more notes')
    const warnings = wrong(2000).map((note) => finding({ severity: 'warn', fix: { kind: 'manual', note } }))
    expect(text(refused(...warnings, finding({ fix: { kind: 'manual', note: 'revert it' } })))).toContain(
      '\nNote: revert it\n',
    )
    const outcomes = wrong(2000).map((reason) => ({ rule: 'facts', status: 'could-not-check' as const, reason }))
    const unknown = text(report({ verdict: 'incomplete', outcomes }))
    expect(unknown.match(/^ {2}facts: /gm)).toHaveLength(50)
    expect(unknown).toContain('… and 1950 more')
  })
})

describe('what many commits lack', () => {
  const KEYS = ['Task-Id: <task-id>', 'Tests-Run: <command> (<result>)', 'Rollback: revert']
  const shaOf = (index: number): string => index.toString(16).padStart(4, '0').repeat(10)
  const lacking = (count: number): Report => {
    const shas = Array.from({ length: count }, (_, index) => shaOf(index + 1))
    const commits = shas.map((sha) => ({
      sha,
      subject: 'careless',
      agent: { is: 'unknown' as const, signs: [] },
      verifiedBy: null,
    }))
    const findings = shas.flatMap((sha) => KEYS.map((line) => mend(sha, line)))
    return report({ verdict: 'block', subject: { kind: 'range', ref: null }, commits, findings })
  }

  test('is said once for each key, with how many they are and the first of them', () => {
    const printed = text(lacking(200))
    const first = [1, 2, 3].map((index) => shaOf(index).slice(0, 12)).join(', ')
    expect(printed.split('\n').filter((line) => line.includes('error:'))).toEqual(
      ['Task-Id', 'Tests-Run', 'Rollback'].map(
        (key) =>
          `  error: the commit has no "${key}" trailer, in 200 commits: ${first} and 197 more (required-trailers)`,
      ),
    )
    expect(printed.split('\n').length).toBeLessThan(20)
    expect(printed).toMatch(/^precheck: refused, 600 things to mend\n/)
  })

  test('is mended by the same few commands, newest first, with a word on the others', () => {
    const run = /Run:\n((?: {2}.*\n)+)/
      .exec(text(lacking(200)))![1]!
      .trimEnd()
      .split('\n')
    expect(run).toHaveLength(4)
    expect(run.slice(0, 3).map((line) => /mend ([0-9a-f]{40})/.exec(line)?.[1])).toEqual([200, 199, 198].map(shaOf))
    expect(run[3]).toBe('  # and the same for 197 more commits: check again then, or see --format json')
    for (const line of run.slice(0, 3)) expect(line.match(/--trailer /g)).toHaveLength(3)
  })

  test('keeps every place in JSON', () => {
    const { findings } = JSON.parse(renderJson(lacking(200))) as { findings: { at: { commit: string } }[] }
    expect(new Set(findings.map(({ at }) => at.commit)).size).toBe(200)
    expect(findings).toHaveLength(600)
  })

  test('is said of each of three commits', () => {
    const printed = text(lacking(3))
    expect(printed.match(/^commit /gm)).toHaveLength(3)
    expect(printed.match(/ {2}error: /g)).toHaveLength(9)
    expect(printed).not.toMatch(/more|#/)
  })

  test('does not swallow the same words about what is not committed, or another weight of them', () => {
    const of = lacking(10)
    const others = [lacks('Task-Id: <task-id>'), { ...mend(shaOf(1), 'Task-Id: <task-id>'), severity: 'warn' as const }]
    const printed = text({ ...of, findings: [...others, ...of.findings] })
    expect(printed).toContain('\n  error: the commit has no "Task-Id" trailer (required-trailers)\n')
    expect(printed).toContain('\n  warning: the commit has no "Task-Id" trailer (required-trailers)\n')
  })

  test('counts commit by commit where lines are cut', () => {
    const of = lacking(10)
    const kinds = Array.from({ length: 21 }, (_, kind) =>
      of.commits.map(({ sha }) => finding({ text: `fault ${kind}`, at: { commit: sha } })),
    )
    expect(text({ ...of, findings: kinds.flat() })).toContain('  … and 10 more (required-trailers)\n')
  })

  test('commands that differ in more than the commit are all there', () => {
    const of = lacking(10)
    const findings = of.commits.map(({ sha }, index) => mend(sha!, `Task-Id: ABC-${index}`))
    expect(text({ ...of, findings }).match(/ mend /g)).toHaveLength(10)
  })
})

test('a fix is whole, however long', () => {
  const path = 'd/'.repeat(5000)
  const note = `take it out: ${path}`
  const printed = text(refused(lacks(`Sign-off-requested: ${path}`), finding({ fix: { kind: 'manual', note } })))
  expect(printed).toContain(`'Sign-off-requested: ${path}'`)
  expect(printed).toContain(note)
})

test('a hook that only warns does not ask for the same command again', () => {
  expect(text(REPORTS['mode-warn']!)).toContain("amend the commit with:\n  --trailer 'Task-Id: <ABC-1>'\n")
  expect(text(REPORTS['mode-warn']!)).not.toContain('again')
})

test('colour marks words and changes none', () => {
  const tag = (name: string) => (shown: string) => `<${name}>${shown}</${name}>`
  const colour: Colour = {
    red: tag('red'),
    yellow: tag('yellow'),
    green: tag('green'),
    bold: tag('bold'),
    dim: tag('dim'),
  }
  const refusal = REPORTS['refused-hook']!
  const painted = renderText(refusal, { colour, command })
  expect(painted).toContain('<bold><red>precheck: refused, 5 things to mend</red></bold>')
  expect(painted.replaceAll(/<\/?(?:red|yellow|green|bold|dim)>/g, '')).toBe(text(refusal))
})

describe('whatever a report holds', () => {
  test('no control, bidi or zero-width character reaches the terminal', () => {
    fc.assert(
      fc.property(arbitraryReport, (of) => {
        expect(text(of)).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u)
      }),
    )
  })

  test('no CI runner finds a command in it, nor in the documents that may stand in its log', () => {
    fc.assert(
      fc.property(arbitraryReport, (of) => {
        for (const printed of [text(of), renderJson(of), renderSarif(of, { rules: [], version: '1.0.0' })]) {
          expect(printed).not.toMatch(/##[a-z]*\[|^[ \t]*::/im)
        }
      }),
    )
    // Twin: what has the marks and is no command stays as it was, and a command to paste says the same to a shell.
    const marked = '# [a] ## b c::d'
    expect(text(refused(finding({ text: marked })))).toContain(marked)
    const word = '##vso[x] ###[y]'
    const printed = text(refused(finding({ fix: { kind: 'command', argv: ['printf', '%s', word] } })))
    const pasted = /^ {2}(printf .*)$/m.exec(printed)![1]!
    expect(execFileSync('/bin/sh', ['-c', pasted], { encoding: 'utf8' })).toBe(word)
  })

  test('every line is one of ours', () => {
    const ours =
      /^(?:precheck: |Could not check:| {2}|This brings in|commit |Run|Then run |To mend this|Put |Some of|First|Note|What a rule|$)/
    fc.assert(
      fc.property(arbitraryReport, (of) => {
        for (const line of text(of).split('\n')) expect(line).toMatch(ours)
      }),
    )
  })

  test('no way to skip a check is printed that no fix asked for', () => {
    for (const of of Object.values(REPORTS)) expect(text(of)).not.toMatch(/no-verify|HUSKY|hooksPath|commit -n/)
  })
})
