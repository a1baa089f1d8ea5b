import { describe, expect, test } from 'vitest'
import { closesIdentifier, pullRequestPart, taskReferences, tasksInParts } from './task-references.ts'

const named = (of: Parameters<typeof taskReferences>[0]) =>
  taskReferences(of).map(({ key, number, completes }) => `${key}-${number}${completes ? '!' : ''}`)

describe('which tasks something is about', () => {
  test.each([
    [{ branch: 'shop-12-fix-login' }, ['SHOP-12!']],
    [{ branch: 'ann/SHOP-12_and-shop-13' }, ['SHOP-12!', 'SHOP-13!']],
    [{ branch: 'workshop-12x' }, []],
    [{ title: 'shop-7: log in' }, ['SHOP-7']],
    [{ title: '[SHOP-7] log in', body: 'Fixes SHOP-7' }, ['SHOP-7!']],
    [{ body: 'see SHOP-1, utf-8 and v2-1' }, ['SHOP-1']],
    [{ body: 'Closes: SHOP-1, SHOP-2 and shop-3. Part of SHOP-4' }, ['SHOP-1!', 'SHOP-2!', 'SHOP-3!', 'SHOP-4']],
    [{ body: 'prefixes SHOP-1' }, ['SHOP-1']],
    [{ body: 'SHOP-0, SHOP-012, SHOP-9999999999' }, []],
    [{}, []],
  ])('%j', (of, expected) => {
    expect(named(of)).toEqual(expected)
  })

  test('no more than anybody means', () => {
    expect(taskReferences({ body: Array.from({ length: 500 }, (_, n) => `A1-${n + 1}`).join(' ') })).toHaveLength(20)
  })

  test('a long text without any takes no long time to read', () => {
    const text = `fixes ${'a1-1 '.repeat(12_000)}${'a'.repeat(5_000)}`
    expect(taskReferences({ body: text })).toHaveLength(1)
  })
})

test('a commit closes something only with the word for it', () => {
  expect(closesIdentifier('Fixes SHOP-12')).toBe(true)
  expect(closesIdentifier('SHOP-12: wip')).toBe(false)
})

test('our part of a text is found again', () => {
  const id = '019a0000-0000-7000-8000-000000000001'
  const { begin, end } = pullRequestPart(id)
  expect(tasksInParts(`hello\n${begin}\nwords\n${end}\n${begin}`)).toEqual([id])
  expect(tasksInParts('<!-- orchestrator-task:x -->')).toEqual([])
  expect(tasksInParts(pullRequestPart('-'.repeat(36)).begin)).toEqual([])
})
