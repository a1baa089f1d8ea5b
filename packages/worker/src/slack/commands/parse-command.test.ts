import { describe, expect, test } from 'vitest'
import { parseCommand } from './parse-command.ts'
import { readDay, todayIn } from './read-day.ts'

// A Saturday.
const today = '2026-11-28'
const parse = (text: string) => parseCommand(text, { keys: new Set(['SHOP', 'OPS']), today })
const task = (line: string) => {
  const parsed = parse(`create ${line}`)
  return parsed.verb === 'create' ? parsed.task : null
}

describe('create', () => {
  const plain = { key: null, assignee: null, dueDate: null, priority: null, mistakes: [] }

  test('takes what says where, who, when and how urgent, in any order', () => {
    const full = {
      title: 'Fix the door',
      key: 'SHOP',
      assignee: { user: 'U123' },
      dueDate: '2026-11-29',
      priority: 'high',
      mistakes: [],
    }
    expect(task('Fix the door in SHOP <@U123|ada> due tomorrow !high')).toEqual(full)
    expect(task('!high Fix <@U123> the door due 2026-11-29 in shop')).toEqual(full)
    expect(task('Fix the door to @me')).toEqual({ ...plain, title: 'Fix the door', assignee: 'me' })
    expect(task('Call @ada.l@example.com due in 2 weeks')).toEqual({
      ...{ ...plain, title: 'Call', assignee: { name: 'ada.l@example.com' }, dueDate: '2026-12-12' },
    })
  })

  test('leaves what only looks like it in the title', () => {
    expect(task('Put chairs in hall, they are due soon !now')).toEqual({
      ...{ ...plain, title: 'Put chairs in hall, they are due soon !now' },
    })
    expect(task('Write to a@b.example &amp; see <https://x.example|there>')).toEqual({
      ...{ ...plain, title: 'Write to a@b.example & see there (https://x.example)' },
    })
  })
})

test('what is no project and no day is a mistake, not a part of the title', () => {
  const mistakes = (line: string) => task(line)?.mistakes
  expect(mistakes('Fix it in SECC')).toEqual([expect.stringMatching(/no project SECC; there are: SHOP, OPS/)])
  expect(mistakes('Fix it in SECC @ada due friday')).toEqual([expect.stringContaining('SECC')])
  for (const day of ['2026-13-45', '31.12.2026', '2026-02-30'])
    expect(mistakes(`Fix it due ${day} in SHOP`)).toEqual([expect.stringContaining(`“${day}” is no day`)])
  expect(mistakes('Fix it due 2026-13-45 in NOPE')).toHaveLength(2)
  expect(task('Export it in PDF in SHOP')).toMatchObject({ title: 'Export it in PDF', key: 'SHOP', mistakes: [] })
  expect(mistakes('Put it in pdf, due soon')).toEqual([])
})

test('every verb', () => {
  expect(parse('')).toEqual({ verb: 'new' })
  expect(parse('  create ')).toEqual({ verb: 'new' })
  expect(parse('LIST mine')).toEqual({ verb: 'list', words: 'mine' })
  expect(parse('search broken door')).toEqual({ verb: 'search', words: 'broken door' })
  expect(parse('done shop-12')).toEqual({ verb: 'done', task: 'SHOP-12' })
  expect(parse('assign SHOP-1 <@W9>')).toEqual({ verb: 'assign', task: 'SHOP-1', to: { user: 'W9' } })
  expect(parse('assign SHOP-1 @ada')).toEqual({ verb: 'assign', task: 'SHOP-1', to: { name: 'ada' } })
  expect(parse('assign SHOP-1 me')).toEqual({ verb: 'assign', task: 'SHOP-1', to: 'me' })
  expect(parse('assign SHOP-1')).toEqual({ verb: 'assign', task: 'SHOP-1', to: null })
  expect(parse('notify on')).toEqual({ verb: 'notify', on: true })
  for (const said of ['done', 'done it', 'assign ada', 'notify', 'dance'])
    expect(parse(said)).toMatchObject({ verb: 'unknown' })
})

test('days are those of the person who says them', () => {
  expect(todayIn('Pacific/Auckland', new Date('2026-11-28T12:00:00Z'))).toBe('2026-11-29')
  const days = { today, tomorrow: '2026-11-29', saturday: '2026-12-05', mon: '2026-11-30', 'next fri': '2026-12-04' }
  for (const [words, day] of Object.entries(days)) expect([words, readDay(words, today)]).toEqual([words, day])
  for (const words of ['', 'soon', '2026-02-30', 's']) expect(readDay(words, today)).toBeNull()
})

test('a text takes no more time than its length, whatever it consists of', () => {
  const spaces = ' '.repeat(1_000_000)
  expect(parseCommand(`${spaces}search${spaces}this${spaces}`, { keys: new Set(), today: '2026-01-01' })).toEqual({
    verb: 'search',
    words: 'this',
  })
})
