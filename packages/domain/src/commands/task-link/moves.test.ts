import { describe, expect, test } from 'vitest'
import { defaultCodeMoves } from '../../entities/code-moves.ts'
import type { State } from '../../entities/state.ts'
import { stagesSince, stateAfter } from './moves.ts'
import { branchFor } from './pull-request-fields.ts'

const pull = (state: 'making' | 'draft' | 'open' | 'merged' | 'closed', more: object = {}) => ({
  ...{ id: 'a', kind: 'pull_request' as const, state, review: null, completes: true },
  ...more,
})
const approved = { review: 'approved' as const }

describe('what has happened to a link', () => {
  test.each([
    ['opened', undefined, pull('open'), ['pullRequestOpened']],
    ['opened as a draft', undefined, pull('draft'), ['pullRequestDraft']],
    ['ready', pull('draft'), pull('open'), ['pullRequestOpened']],
    ['approved', pull('open'), pull('open', approved), ['reviewApproved']],
    ['approved before it was seen', undefined, pull('open', approved), ['pullRequestOpened', 'reviewApproved']],
    ['no longer approved', pull('open', approved), pull('open'), []],
    ['the same again', pull('open'), pull('open'), []],
    ['closed', pull('open'), pull('closed'), []],
    ['merged', pull('open'), pull('merged'), ['merged']],
    ['merged, but of something else', pull('open'), pull('merged', { completes: false }), []],
    ['a branch', undefined, { ...pull('open'), kind: 'branch' as const, state: null }, ['branchCreated']],
    ['an address', undefined, { ...pull('open'), kind: 'url' as const, state: null }, []],
  ])('%s', (_name, before, after, expected) => {
    expect(stagesSince(before, after, [])).toEqual(expected)
  })

  test.each(['making', 'draft', 'open'] as const)('merged while another is %s', (state) => {
    expect(stagesSince(pull('open'), pull('merged'), [pull(state, { id: 'b' })])).toEqual([])
  })

  test('the last one is merged', () => {
    const others = [pull('merged', { id: 'b' }), pull('closed', { id: 'c' })]
    expect(stagesSince(pull('open'), pull('merged'), others)).toEqual(['merged'])
  })
})

const state = (id: string, category: State['category'], position: number) => ({ id, category, position }) as State
const states = [
  state('todo', 'unstarted', 1),
  state('doing', 'started', 2),
  state('review', 'started', 3),
  state('done', 'completed', 4),
  state('dropped', 'canceled', 5),
]
const at = (id: string) => ({ stateId: id, status: states.find((one) => one.id === id)?.category ?? 'triage' })
const go = (from: string, stages: Parameters<typeof stateAfter>[0], moves: object = {}) =>
  stateAfter(stages, { ...defaultCodeMoves, ...moves }, at(from), states)?.id ?? null

describe('where a task goes', () => {
  test.each([
    ['todo', ['pullRequestOpened'], {}, 'doing'],
    ['review', ['pullRequestOpened'], {}, null],
    ['doing', ['pullRequestOpened'], { pullRequestOpened: 'review' }, 'review'],
    ['review', ['pullRequestDraft'], { pullRequestDraft: 'doing' }, null],
    ['done', ['pullRequestOpened'], {}, null],
    ['dropped', ['merged'], {}, null],
    ['todo', ['merged'], {}, 'done'],
    ['todo', ['merged'], { merged: null }, null],
    ['todo', ['branchCreated'], {}, null],
    ['todo', ['pullRequestOpened'], { pullRequestOpened: 'gone' }, null],
    ['todo', ['pullRequestOpened', 'reviewApproved'], { reviewApproved: 'review' }, 'review'],
  ] as const)('%s, %j with %j: %s', (from, stages, moves, to) => {
    expect(go(from, stages, moves)).toBe(to)
  })
})

test.each([
  ['Fix login', 'shop-12-fix-login'],
  ['  Größe & Übermaß!  ', 'shop-12-gro-e-uberma'],
  ['日本語', 'shop-12'],
  ['x'.repeat(80), `shop-12-${'x'.repeat(50)}`],
])('the branch of %j', (title, expected) => {
  expect(branchFor({ identifier: 'SHOP-12', title })).toBe(expected)
})
