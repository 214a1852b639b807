import { describe, expect, test } from 'vitest'
import { isBlankToFill, isPlaceholder } from '../../src/policy/placeholder.ts'

describe('empty talk is known', () => {
  test.each([
    ['as it is', 'n/a', 'none', 'TODO', 'tbd', '-', 'yes', 'x', 'skipped', 'not applicable', 'same as above'],
    ['in other case', 'N/A', 'NONE', 'ToDo', 'Yes', 'Not Applicable'],
    [
      'with punctuation',
      'n/a.',
      '!none!',
      'TODO:',
      '"tbd"',
      "'none'",
      '`n/a`',
      '**TBD**',
      '_none_',
      '~~n/a~~',
      '#none',
    ],
    ['with other signs inside', 'N.A.', 'n-a', 'n\\a', 'N / A', 'T B D', 't.b.d', 'to-do', 'NOT_APPLICABLE', 'x.x.x'],
    ['in brackets', '(none)', '[n/a]', '{todo}', '[[x]]', '<none>', '((n/a))', '「n/a」'],
    ['full-width', 'ｎ／ａ', 'ＮＯＮＥ', 'ＴＯＤＯ！', '（none）', '＜task＞'],
    ['mathematical, circled and look-alike letters', '𝐧𝐨𝐧𝐞', 'ⓝⓞⓝⓔ', 'n\u043ene', 'n\u2044a', '\u0455kip'],
    [
      'with what is not seen',
      'n\u200b/a',
      '\ufeffnone',
      'no\u00adne',
      'TO\u2060DO',
      'n/a\u202e',
      'to\u{e0020}do',
      '\u3164none',
    ],
    ['with other blanks', 'n\u00a0/\u00a0a', '\u2003none\u2003', 'not\tyet', 'n\u3000/\u3000a'],
    ['with marks on it', 'n\u0338/a', 'no\u0335ne'],
    ['said twice', 'none none', 'n/a, n/a', 'TODO - tbd', 'no, none', 'none / n/a', 'x x x'],
    ['nothing at all', '', '   ', '\u200b', '\u2800', '\u3164'],
    ['punctuation alone', '---', '...', '…', '?', '()', '<>', '[ ]', '/', '_', '—', '・', '。'],
    ['emoji alone', '✅', '👍', '👍🏽', '🤷‍♂️', '✔️', '🚀🚀', '❌ 👎'],
    ['marks and halves of characters alone', '\u0301', '\ud83d', '\ue000'],
    ['blanks of a template', '<task-id>', '<Task Id>', '<command> (<result>)', '<a> <b>', '[result]', '{{ task_id }}'],
    ['our own blanks, whatever the example', '<task-id, such as ABC-1>', '<reviewer, such as jane@example.com>'],
  ])('%s', (_, ...texts) => {
    expect(texts.filter((text) => !isPlaceholder(text))).toEqual([])
  })
})

describe('what says something is left alone', () => {
  test.each([
    ['ids', '#12', '12', '0', 'ABC-1', 'NA-1', 'X-7', 'TODO-12', 'NONE-3', '[ABC-1]', '(ABC-1)', '№ 12', '٣'],
    ['addresses', 'https://example.com/n/a', '<https://example.com/1>', 'jane@example.com', '<jane@example.com>'],
    ['people', 'Jane Doe <jane@example.com>', 'Nona', 'N. A. Miller', 'Yesim', 'Noah'],
    ['words that begin like one', 'nonesuch', 'today', 'xmas', 'notes', 'none of the tests touch this', 'yes, by Ann'],
    ['short honest results', 'ok', 'same', 'done', '3 passed', '0 failed', 'all 12 ok', 'no change in 3 files', 'x64'],
    ['redirections', 'diff <(a) <(b)', 'sort <in.txt >out.txt', 'grep -c x <file>', 'cargo test Vec<u8>', 'a < b > c'],
    ['paths, even with such names', './x', '../none', './todo/', 'docs/todo.md'],
    ['one blank beside what was filled in', 'npm test <args>', 'ABC-<n>'],
    ['other scripts', 'なし崩し', 'таблица удалена', 'नहीं चलाया', '没有数据库', 'λ'],
    ['signs beside words', '✅ 12 passed', 'c++', '$HOME/bin/x'],
    ['names of blanks without brackets', 'task', 'result', 'reason'],
  ])('%s', (_, ...texts) => {
    expect(texts.filter(isPlaceholder)).toEqual([])
  })
})

test('a blank is one only while nothing stands beside it', () => {
  for (const text of ['<path>', '<command> (<result>)', '＜note＞', '< >', '<a@b c>']) {
    expect([text, isBlankToFill(text)]).toEqual([text, true])
  }
  for (const text of [
    '',
    'n/a',
    'revert',
    'sort <in',
    'ABC-<n>',
    '<jane@example.com>',
    '<https://example.com/a?b=<c>',
  ]) {
    expect([text, isBlankToFill(text)]).toEqual([text, false])
  }
})

test('hostile text takes no long time', () => {
  for (const piece of ['<', '[', '<a', '@', '<@', ' ', 'x ', '([{<', '.', '\u200b', '</']) {
    isPlaceholder(piece.repeat(1024))
    isPlaceholder(`${piece.repeat(1024)}>`)
  }
})
