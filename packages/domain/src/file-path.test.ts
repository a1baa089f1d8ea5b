import { expect, test } from 'vitest'
import { NewFiles } from './commands/change-set/attach.ts'

const problems = (...files: object[]) =>
  (NewFiles.safeParse(files).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
const ofPath = (path: string) => problems({ path, content: '' })

test('paths that a git host takes', () => {
  for (const path of [
    'a',
    '.github/workflows/ci.yml',
    '.gitignore',
    'a b/ü.md',
    'docs/.gitkeep',
    'ab:c',
    'gita~1',
    '👩‍💻.md',
  ])
    expect([path, ofPath(path)]).toEqual([path, []])
})

test('paths that git keeps for itself, however they are written', () => {
  const paths = [
    '.git/config',
    'a/.GIT/hooks/x',
    '.Git',
    '.git./x',
    '.git /x',
    'GIT~1/x',
    '.g\u200cit/config',
    '.git::$DATA/x',
  ]
  for (const path of paths) expect([path, ofPath(path)]).toEqual([path, [expect.stringMatching(/^0\.path: .*\.git/)]])
})

test('paths that lead elsewhere, or that no system can check out', () => {
  for (const path of [
    '/a',
    'a/',
    'a//b',
    './a',
    'a/../b',
    'a\nb',
    'a\tb',
    'a\u0000',
    'a\u2028b',
    'a\ud800',
    'a\\b',
    'C:/x',
  ])
    expect([path, ofPath(path)]).toEqual([path, [expect.stringMatching(/^0\.path: /)]])
})

test('base64 that is none is refused, a file at most once', () => {
  const file = { path: 'a', encoding: 'base64' }
  for (const content of ['', 'YQ==', 'YWJj\nYWJj\r\n', null]) expect(problems({ ...file, content })).toEqual([])
  for (const content of ['$$$', 'YQ=', 'YQ', 'Y=Q=', 'YQ==YQ=='])
    expect(problems({ ...file, content })).toEqual(['0.content: base64, as `encoding` says'])
  expect(problems({ path: 'a', content: '$$$' })).toEqual([])
  expect(problems({ path: 'a', content: '1' }, { path: 'b', content: '' }, { path: 'a', content: '2' })).toEqual([
    '2.path: each path once',
  ])
})
