import { expect, test } from 'vitest'
import { contains, looksLike } from './looks-like.ts'
import { blocksOf } from './read-lesson.ts'

test('ids, times and widths may differ, words may not', () => {
  const shown =
    'RUN                                   STATUS\n9c739d55-cf70-59da-8e44-75a91d46cfba  failed   3 min ago\n'
  expect(looksLike(shown, 'RUN  STATUS\n01a2f3f4-0000-7000-8000-000000000001  failed  2 s ago')).toBe(true)
  expect(looksLike(shown, 'RUN  STATUS\n01a2f3f4-0000-7000-8000-000000000001  completed  2 s ago')).toBe(false)
  expect(looksLike('at 2026-11-28T01:58:40.000Z, on 2026-11-28', 'at 2027-01-01T00:00:00Z, on 2027-01-01')).toBe(true)
  expect(looksLike('a\nb', 'a')).toBe(false)
})

test('… is anything in a line, and alone any lines', () => {
  expect(looksLike('TUT-12 Say hello: unstarted', 'TUT-… Say hello: unstarted')).toBe(true)
  expect(looksLike('TUT-12 Say\nhello', 'TUT-… hello')).toBe(false)
  for (const between of ['', 'b\n', 'b\nb\n']) expect(looksLike(`a\n${between}c`, 'a\n…\nc')).toBe(true)
  expect(looksLike('a\nb\nc\nd', 'a\n…')).toBe(true)
  expect(looksLike('a\nb\nd', 'a\n…\nc')).toBe(false)
  expect(contains('x\nPlaybooks   deployed a, b (3.1 s)\ny', 'Playbooks deployed a, b (0.2 s)')).toBe(true)
  expect(contains('Playbooks   deployed a, b (3.1 s)', 'Playbooks deployed a (0.2 s)')).toBe(false)
})

test('a lesson is what is typed, what is saved and what is seen', () => {
  const fence = '```'
  const lesson = `Do this:\n${fence}sh retry\nls\n${fence}\n${fence}text\na.ts\n${fence}\n${fence}ts ignore\n// x/a.ts\nexport {}\n${fence}
${fence}ts\nno.path()\n${fence}\n${fence}sh ignore\nrm\n${fence}\n`
  expect(blocksOf(lesson).map(({ does, marks, path }) => [does, marks, path])).toEqual([
    ['run', ['retry'], ''],
    ['see', [], ''],
    ['write', ['ignore'], 'x/a.ts'],
  ])
})
