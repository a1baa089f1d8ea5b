import { describe, expect, test } from 'vitest'
import { commandCatalogue } from '../commands/catalogue.ts'
import { RuleAction } from '../entities/rule.ts'
import type { AnyEvent } from '../events/catalogue.ts'
import { commandIdOf } from '../ids.ts'
import { compileActions } from './compile-actions.ts'

const id = (n: number) => `019a0000-0000-7000-8000-00000000000${n}`
const runId = id(9)
const event = {
  id: id(1),
  workspaceId: id(2),
  seq: 5,
  type: 'task.status_changed',
  subject: { type: 'task', id: id(3) },
  projectId: id(4),
  actor: { type: 'user', id: id(5), memberId: id(5) },
  commandId: id(6),
  causationId: null,
  correlationId: id(1),
  depth: 0,
  occurredAt: '2026-11-22T20:51:00.123Z',
  from: 'started',
  to: 'completed',
  fromStateId: id(7),
  toStateId: id(8),
  changes: {},
  task: {
    id: id(3),
    title: 'Login {{event.task.id}} "fails"',
    assigneeId: null,
    tags: ['bug', 'review'],
    dueDate: null,
    estimatedMinutes: 30,
  },
} as unknown as AnyEvent

const compile = (...then: unknown[]) =>
  compileActions({ when: 'task.status_changed', then: then.map((action) => RuleAction.parse(action)) })

describe('compileActions', () => {
  test('makes commands with ids that derive from the run and the step, the same each time', () => {
    const actions = compile({ action: 'task.create', title: 'a' }, { action: 'comment.create', body: 'b' })
    const commands = actions(event, runId)
    expect(commands.map((command) => command.id)).toEqual([commandIdOf(runId, 0), commandIdOf(runId, 1)])
    expect(actions(event, runId)).toEqual(commands)
    expect(actions(event, id(8)).map((command) => command.id)).not.toEqual(commands.map((command) => command.id))
  })

  test('a title that expressions made too long is cut, and not within a character', () => {
    const long = {
      ...event,
      task: { ...(event as { task: object }).task, title: `${'x'.repeat(488)}😀${'y'.repeat(300)}` },
    }
    const titles = (title: string) =>
      compile({ action: 'task.create', title }, { action: 'project.create', key: 'ABC', title })(
        long as unknown as AnyEvent,
        runId,
      ).map(({ data }) => (data as { title?: string; name?: string }).title ?? (data as { name?: string }).name)
    expect(titles('Follow up {{event.task.title}}')).toEqual([
      `Follow up ${'x'.repeat(488)}…`,
      `Follow up ${'x'.repeat(189)}…`,
    ])
    expect(titles('Follow up{{event.task.title}}')[0]).toBe(`Follow up${'x'.repeat(488)}😀…`)
  })

  test('fills templates from the event; ids default to the event’s; what a title says is never run', () => {
    const [create, update, comment] = compile(
      {
        action: 'task.create',
        title: 'Follow up: {{event.task.title}}',
        priority: 'high',
        estimatedMinutes: 15,
        tags: ['from-{{event.to}}', 'x'],
        parentId: '{{event.task.id}}',
      },
      { action: 'task.update', addTags: ['{{event.to}}'], status: 'started', description: '{{event.task.tags}}' },
      { action: 'comment.create', body: '{{event.from}} → {{event.to}} after {{event.task.estimatedMinutes + 1}} min' },
    )(event, runId)
    expect(create).toMatchObject({
      type: 'task.create',
      data: {
        projectId: id(4),
        title: 'Follow up: Login {{event.task.id}} "fails"',
        priority: 'high',
        estimatedMinutes: 15,
        tags: ['from-completed', 'x'],
        parentId: id(3),
      },
    })
    expect(update).toMatchObject({
      type: 'task.update',
      data: { id: id(3), addTags: ['completed'], status: 'started', description: 'bug, review' },
    })
    expect(comment).toMatchObject({
      type: 'comment.create',
      data: { taskId: id(3), body: 'started → completed after 31 min' },
    })
    for (const command of [create, update, comment]) {
      if (command) expect(commandCatalogue[command.type].data.safeParse(command.data).error?.issues).toBeUndefined()
    }
  })

  test('an expression that gives nothing empties a field that can be empty', () => {
    const [create] = compile({
      action: 'task.create',
      title: 'x',
      assigneeId: '{{event.task.assigneeId}}',
      dueDate: '{{event.task.dueDate}}',
    })(event, runId)
    expect(create?.data).toMatchObject({ assigneeId: null, dueDate: null })
    const [update] = compile({ action: 'task.update', assigneeId: null, dueDate: null })(event, runId)
    expect(update?.data).toEqual({ id: id(3), assigneeId: null, dueDate: null })
  })

  test('custom fields keep their types; their texts are templates, and one that gives nothing removes the value', () => {
    const customFields = {
      status: '{{event.to}}',
      points: 3,
      billable: false,
      areas: ['web', '{{event.from}}'],
      cost: { amount: '{{event.task.estimatedMinutes}}', currency: 'EUR' },
      reviewer: '{{event.task.assigneeId}}',
      note: null,
    }
    const given = {
      status: 'completed',
      points: 3,
      billable: false,
      areas: ['web', 'started'],
      cost: { amount: '30', currency: 'EUR' },
      reviewer: null,
      note: null,
    }
    const commands = compile(
      { action: 'task.create', title: 'x', customFields },
      { action: 'task.update', customFields },
    )(event, runId)
    expect(commands).toMatchObject([{ data: { customFields: given } }, { data: { customFields: given } }])
    for (const command of commands)
      expect(commandCatalogue[command.type].data.safeParse(command.data).error?.issues).toBeUndefined()
  })

  test('refuses text whose expression does not compile, as invalid_condition', () => {
    const refused = (title: string) => () => compile({ action: 'task.create', title })
    for (const title of ['{{event.task.titel}}', '{{event.}}', '{{', '{{nothing}}'])
      expect(refused(title)).toThrow(expect.objectContaining({ code: 'invalid_condition' }))
    expect(() => compile({ action: 'task.update', customFields: { areas: ['{{event.titel}}'] } })).toThrow(
      expect.objectContaining({ code: 'invalid_condition' }),
    )
  })

  test('says which expression has no value for an event, as invalid_condition', () => {
    const actions = compile({ action: 'task.create', title: 'x', description: 'in {{event.task.customFields.region}}' })
    const bare = {
      ...event,
      task: { ...(event as unknown as { task: object }).task, customFields: {} },
    } as unknown as AnyEvent
    expect(() => actions(bare, runId)).toThrow(
      expect.objectContaining({
        code: 'invalid_condition',
        message: expect.stringContaining('event.task.customFields.region'),
      }),
    )
  })

  test('applies a template: with the event’s project, in a new one, or in none', () => {
    const apply = (more: object) =>
      compile({ action: 'template.apply', template: 'Launch', ...more })(event, runId)[0] as {
        type: string
        data: object
      }
    expect(
      apply({ variables: { client: '{{event.task.title}}', n: 2, minutes: '{{event.task.estimatedMinutes}}' } }),
    ).toMatchObject({
      type: 'template.apply',
      data: {
        template: 'Launch',
        projectId: id(4),
        variables: { client: 'Login {{event.task.id}} "fails"', n: 2, minutes: 30 },
      },
    })
    expect(apply({ project: { key: 'NEW' }, start: '{{event.task.dueDate}}' }).data).toEqual({
      template: 'Launch',
      project: { key: 'NEW' },
    })
    expect(apply({ projectId: null, roles: { who: '{{event.task.id}}' } }).data).toEqual({
      template: 'Launch',
      roles: { who: id(3) },
    })
    for (const { data } of [apply({}), apply({ project: { key: 'NEW' } }), apply({ projectId: null })])
      expect(commandCatalogue['template.apply'].data.safeParse(data).error).toBeUndefined()
  })
})
