import { describe, expect, test } from 'vitest'
import { AppError } from '../../errors.ts'
import type { AnyEvent } from '../../events/catalogue.ts'
import { commandIdOf, deriveId } from '../../ids.ts'
import { RuleAction } from '../actions/catalogue.ts'
import { compileActions } from '../compile-actions.ts'
import { compilePlan } from './compile-plan.ts'
import type { ForEachNode, WaitForNode } from './plan.ts'

const id = (n: number) => `019a0000-0000-7000-8000-00000000000${n}`
const runId = id(9)
const event = {
  id: id(1),
  type: 'task.status_changed',
  projectId: id(4),
  occurredAt: '2026-11-22T20:51:00.123Z',
  from: 'started',
  to: 'completed',
  task: { id: id(3), title: 'Login', assigneeId: null, tags: ['review'], dueDate: null, estimatedMinutes: 30 },
} as unknown as AnyEvent

const ruleOf = (then: readonly unknown[], when = 'task.status_changed') => ({
  when,
  then: then.map((action) => RuleAction.parse(action)),
})
const plan = (...then: unknown[]) => compilePlan(ruleOf(then))
const commandsOf = (...then: unknown[]) => compileActions(ruleOf(then))(event, runId)

/** The field that a refusal names, and what it says of it. */
function refusal(...then: unknown[]): { code: string; path: string | undefined; text: string } {
  try {
    plan(...then)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { code: error.code, path: error.fields[0]?.path, text: error.message }
  }
  throw new Error('it was accepted')
}

describe('branches of immediate actions', () => {
  const branching = {
    action: 'if',
    if: 'event.to == "completed" && "review" in event.task.tags',
    then: [{ action: 'comment.create', body: 'yes' }],
    else: [{ action: 'comment.create', body: 'no' }],
  }

  test('take the one whose condition holds, and stay immediate', () => {
    expect(plan(branching).long).toBe(false)
    expect(commandsOf(branching).map(({ data }) => (data as { body: string }).body)).toEqual(['yes'])
    const other = { ...branching, if: 'event.task.dueDate < "2027-01-01"' }
    // null is not less than anything: what cannot be told is not so.
    expect(commandsOf(other).map(({ data }) => (data as { body: string }).body)).toEqual(['no'])
  })

  test('ids follow from the place in the rule, whatever branch was taken', () => {
    const [inside, after] = commandsOf(branching, { action: 'comment.create', body: 'after' })
    expect([inside?.id, after?.id]).toEqual([commandIdOf(runId, 1), commandIdOf(runId, 3)])
  })

  test('stop ends the whole rule, from within a branch too', () => {
    const stopping = { action: 'if', if: 'event.to == "completed"', then: [{ action: 'stop' }] }
    expect(commandsOf({ action: 'comment.create', body: 'a' }, stopping, branching)).toHaveLength(1)
  })
})

describe('what earlier actions gave', () => {
  const create = { action: 'task.create', name: 'followUp', title: 'x' }

  test('an id is known before anything runs, so the rule stays immediate', () => {
    const then = [create, { action: 'comment.create', taskId: '{{steps.followUp.id}}', body: 'made' }]
    expect(plan(...then).long).toBe(false)
    expect(commandsOf(...then)[1]?.data).toEqual({ taskId: deriveId(commandIdOf(runId, 0), 'task'), body: 'made' })
  })

  test('all else is known only afterwards, so the rule runs step by step', () => {
    expect(plan(create, { action: 'comment.create', body: 'Made {{steps.followUp.identifier}}' }).long).toBe(true)
    const branch = { action: 'if', if: 'steps.followUp.priority == "high"', then: [] }
    expect(plan(create, branch).long).toBe(true)
  })

  test('their fields have types', () => {
    expect(refusal(create, { action: 'comment.create', body: '{{steps.followUp.titel}}' })).toMatchObject({
      code: 'invalid_condition',
      path: 'then.1.body',
      text: expect.stringContaining('there is no steps.followUp.titel; did you mean title?'),
    })
    expect(refusal(create, { action: 'comment.create', body: '{{steps.folowUp.id}}' }).text).toContain(
      'did you mean followUp?',
    )
    expect(refusal(create, { action: 'if', if: 'steps.followUp.status == "done"', then: [] })).toMatchObject({
      path: 'then.1.if',
      text: expect.stringContaining('is never "done"'),
    })
  })

  test('an action sees those before it alone, and none of other branches', () => {
    const uses = { action: 'comment.create', body: '{{steps.followUp.id}}' }
    expect(refusal(uses, create).path).toBe('then.0.body')
    const branch = { action: 'if', if: 'event.to == "completed"', then: [create] }
    expect(refusal(branch, uses).path).toBe('then.1.body')
    expect(refusal({ ...branch, else: [uses] }).path).toBe('then.0.else.0.body')
  })

  test('a name is given once', () => {
    expect(refusal(create, create)).toMatchObject({ code: 'invalid_input', path: 'then.1.name' })
  })
})

describe('long actions', () => {
  test('make the rule long, in a branch too', () => {
    for (const one of [
      { action: 'delay', for: '3 days' },
      { action: 'http.request', url: 'https://example.com' },
      { action: 'waitFor', event: 'task.assigned', timeout: 'never' },
      { action: 'forEach', in: { tasks: {} }, then: [{ action: 'stop' }] },
    ])
      expect(plan({ action: 'if', if: 'true', then: [one] }).long).toBe(true)
  })

  test('a delay is for a time or until one', () => {
    expect(refusal({ action: 'delay' })).toMatchObject({ code: 'invalid_input', path: 'then.0.for' })
    expect(refusal({ action: 'delay', for: '1 day', until: '2027-01-01' }).path).toBe('then.0.for')
    expect(() => plan({ action: 'delay', for: '3 fortnights' })).toThrow('a length of time')
    expect(refusal({ action: 'delay', until: '{{event.task.duDate}}' }).path).toBe('then.0.until')
  })

  test('the item of a loop has a type, and a name of its own', () => {
    const loop = (body: string, more: object = {}) => ({
      action: 'forEach',
      in: { tasks: { projectId: '{{event.projectId}}', status: ['started'], assigneeId: '{{event.task.assigneeId}}' } },
      then: [{ action: 'comment.create', taskId: '{{item.id}}', body }],
      ...more,
    })
    const [node] = plan(loop('{{item.identifier}}')).nodes as [ForEachNode]
    expect(node.filter({ event, variables: { steps: {} } })).toEqual({
      projectId: id(4),
      status: ['started'],
      assigneeId: null,
    })
    expect(refusal(loop('{{item.identifer}}'))).toMatchObject({
      path: 'then.0.then.0.body',
      text: expect.stringContaining('did you mean identifier?'),
    })
    expect(refusal(loop('{{item.id}}', { as: 'event' })).path).toBe('then.0.as')
    expect(refusal(loop('x', { then: [loop('x')] })).path).toBe('then.0.then.0.as')
    expect(() => plan(loop('x', { limit: 1_001 }))).toThrow()
  })

  test('a wait asks about the awaited event; all else becomes params, so that its text is the same for every run', () => {
    const [, node] = plan(
      { action: 'task.create', name: 'made', title: 'x' },
      {
        action: 'waitFor',
        event: 'task.status_changed',
        if: 'event.task.id == steps.made.id && event.occurredAt > trigger.occurredAt && event.task.estimatedMinutes > trigger.task.estimatedMinutes',
        timeout: '3 days',
      },
    ).nodes as [unknown, WaitForNode]
    expect(node.condition?.cel).toBe(
      'event.task.id == params.p0 && event.occurredAt > timestamp(params.p1) && event.task.estimatedMinutes > params.p2',
    )
    expect(node.condition?.params({ event, variables: { steps: { made: { id: id(7) } } } })).toEqual({
      p0: id(7),
      p1: '2026-11-22T20:51:00.123Z',
      p2: 30,
    })
  })

  test('a wait is checked against the awaited event and what came before', () => {
    const wait = (cel: string, event = 'task.assigned') => ({ action: 'waitFor', event, if: cel, timeout: '1 day' })
    expect(refusal(wait('event.task.titel == "x"')).text).toContain('did you mean title?')
    expect(refusal(wait('event.task.id == trigger.task.idd'))).toMatchObject({
      path: 'then.0.if',
      text: expect.stringContaining('there is no trigger.task.idd'),
    })
    expect(refusal(wait('has(trigger.task.customFields.x)')).text).toContain('ask before the wait')
    expect(refusal(wait('true', 'Nonsense')).path).toBe('then.0.event')
  })

  test('what was waited for is there for sure in its own branch only', () => {
    const wait = (then: unknown[]) => ({
      action: 'waitFor',
      name: 'done',
      event: 'task.status_changed',
      timeout: '1 day',
      then,
    })
    const says = (body: string) => ({ action: 'comment.create', body })
    plan(wait([says('{{steps.done.task.title}}')]), {
      action: 'if',
      if: 'steps.done == null',
      then: [{ action: 'stop' }],
    })
    expect(refusal(wait([says('{{steps.done.tsk.title}}')])).path).toBe('then.0.then.0.body')
    expect(refusal(wait([{ action: 'if', if: 'steps.done == null', then: [] }])).path).toBe('then.0.then.0.if')
  })
})

describe('limits', () => {
  const nest = (levels: number): unknown =>
    levels === 1 ? { action: 'stop' } : { action: 'if', if: 'true', then: [nest(levels - 1)] }

  test('five levels, a hundred actions in all', () => {
    plan(nest(5))
    expect(refusal(nest(6))).toMatchObject({ code: 'invalid_input', path: 'then.0.then.0.then.0.then.0.then.0.then' })
    const many = (count: number) => ({ action: 'if', if: 'true', then: Array(count).fill({ action: 'stop' }) })
    plan(many(49), many(49))
    expect(refusal(many(49), many(50))).toMatchObject({ code: 'invalid_input', path: 'then.1.then.49' })
  })

  test('a condition of an action holds nothing slow', () => {
    expect(refusal({ action: 'if', if: 'event.task.tags.exists(t, t == "x")', then: [] })).toMatchObject({
      path: 'then.0.if',
      text: expect.stringContaining('may not stand in the condition of an action'),
    })
  })
})

test('JSON of an event or a request keeps its types', () => {
  const [sent] = commandsOf({
    action: 'event.send',
    type: 'work.done',
    payload: {
      minutes: '{{event.task.estimatedMinutes}}',
      text: '{{event.task.estimatedMinutes}} min',
      tags: '{{event.task.tags}}',
      nobody: '{{event.task.assigneeId}}',
      more: [1, true, { at: '{{event.occurredAt}}' }],
    },
  })
  expect(sent?.data).toEqual({
    type: 'work.done',
    payload: {
      minutes: 30,
      text: '30 min',
      tags: ['review'],
      nobody: null,
      more: [1, true, { at: '2026-11-22T20:51:00.123Z' }],
    },
  })
})
