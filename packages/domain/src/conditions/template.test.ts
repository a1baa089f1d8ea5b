import { expect, it } from 'vitest'
import { compileTemplate, eventSchemaFor, renderTemplate } from './index.ts'
import { statusChanged } from './test-event.ts'

const schema = eventSchemaFor('task.status_changed')
const render = (text: string) => renderTemplate(text, { event: statusChanged, schema })

it.each([
  ['Follow up: {{event.task.title}}', 'Follow up: Login fails'],
  ['{{event.task.title}}{{ event.to }}', 'Login failscompleted'],
  ['no braces } { {', 'no braces } { {'],
  ['{{event.task.tags}}', 'bug, review'],
  ['{{event.task.dueDate}}', ''],
  ['{{event.task.estimatedMinutes * 2}} min', '60 min'],
  ['{{event.task.completedAt}}', '2026-11-22T20:51:00.123Z'],
  ['{{event.task.customFields.?team.orValue("no team")}}', 'no team'],
  ['{{"}}" + event.to}}', '}}completed'],
  ['{{event.actor}}', JSON.stringify(statusChanged.actor)],
  ['{{event.to == "completed" ? "done" : "open"}}', 'done'],
])('%s → %s', (text, expected) => expect(render(text)).toBe(expected))

it('says where a template is wrong', () => {
  const compiled = compileTemplate('Follow up: {{event.task.titel}}', schema)
  expect(compiled.problems[0]).toMatchObject({
    code: 'unknown_field',
    start: 13,
    message: expect.stringContaining('did you mean title?'),
  })
  expect(compileTemplate('Follow up: {{event.task.title', schema).problems[0]).toMatchObject({
    code: 'syntax',
    start: 11,
    message: '{{ is never closed',
  })
  expect(() => render('{{event.nope}}')).toThrow('task.status_changed has no field event.nope (line 1, column 3)')
})

it('says which expression has no value', () => {
  expect(() => render('{{event.task.customFields.team}}')).toThrow(
    '{{event.task.customFields.team}} has no value for this event: No such key: team',
  )
  expect(() => render('{{event.task.dueDate + "!"}}')).toThrow('a field of it is null where a value is needed')
})

it.each([
  [
    '{{event.task.tags.filter(tag, tag != "x")}}',
    2,
    'a comprehension (all, exists, map, filter) may not stand in a template',
  ],
  ['is {{event.task.tags.exists(tag, tag == "x") ? "x" : "y"}}', 5, 'a comprehension'],
  ['{{event.task.title.matches("^a") ? "a" : "b"}}', 2, 'matches() may not stand in a template'],
])('refuses %s, whose cost grows with the event', (text, start, message) => {
  expect(compileTemplate(text, schema).problems).toEqual([
    expect.objectContaining({ code: 'not_allowed', start, message: expect.stringContaining(message) }),
  ])
})

it('does no more than name fields of an event with a list or a text that is too long', () => {
  const received = eventSchemaFor('webhook.received')
  const on = (body: object, text: string) =>
    renderTemplate(text, {
      event: { type: 'webhook.received', webhook: 'in', headers: {}, body },
      schema: received,
    })
  const [list, text] = [
    { ref: 'main', items: Array(1_001).fill('x') },
    { ref: 'main', text: 'x'.repeat(100_001) },
  ]
  for (const body of [list, text]) expect(on(body, 'at {{event.body.ref}}')).toBe('at main')
  expect(on(list, '{{event.body.items[1000]}}')).toBe('x')
  expect(() => on(list, '{{"x" in event.body.items}}')).toThrow('a list of the event has more than 1000 elements')
  expect(() => on(text, '{{event.body.text.contains("y")}}')).toThrow('more than 100000 characters')
})
