import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { cel, defineEvent, on, playbook, steps } from './index.ts'
import { manifestOf } from './runtime/index.ts'

const run = async () => {}
const when = on('task.created')
const loading = (make: (loose: (options: object) => unknown) => unknown) => () =>
  make(playbook as unknown as (options: object) => unknown)

describe('what is wrong with a definition is said when it is loaded', () => {
  it.each<[string, () => unknown, string]>([
    [
      'an id',
      loading((p) => p({ id: 'Review Follow', when, run })),
      'playbook: id "Review Follow" is not kebab-case with at most 80 characters, e.g. \'review-follow-up\'',
    ],
    ['no id', loading((p) => p({ when, run })), 'playbook: id undefined is not kebab-case'],
    [
      'no when',
      loading((p) => p({ id: 'a', run })),
      "playbook 'a': `when` is missing: say what starts it, e.g. when: on('task.created')",
    ],
    [
      'a name as when',
      loading((p) => p({ id: 'a', when: 'task.created', run })),
      "playbook 'a': `when` takes what on(…), on.webhook(…) and on.manual(…) give",
    ],
    ['an empty when', loading((p) => p({ id: 'a', when: [], run })), "playbook 'a': `when` is an empty list"],
    ['no run', loading((p) => p({ id: 'a', when })), "playbook 'a': `run` is missing"],
    [
      'a path twice',
      loading((p) => p({ id: 'a', when: [on.webhook('x'), on.webhook('x')], run })),
      "playbook 'a': the webhook path 'x' is in `when` twice",
    ],
    [
      'on.manual twice',
      loading((p) => p({ id: 'a', when: [on.manual(), on.manual()], run })),
      "playbook 'a': on.manual is in `when` twice",
    ],
    [
      'scopes',
      loading((p) => p({ id: 'a', when, run, scopes: 'task.create' })),
      "playbook 'a': `scopes` is a list of permissions",
    ],
    [
      'a name of an event',
      () => on('task.status_chnged' as 'task.created'),
      'there is no event "task.status_chnged"; did you mean \'task.status_changed\'?',
    ],
    [
      'an own event that is not defined',
      () => on('invoice.paid' as 'task.created'),
      "An event of your own is made with defineEvent('invoice.paid', schema)",
    ],
    ['no event', () => on([]), 'on([]) never happens'],
    ['an event twice', () => on(['task.created', 'task.created']), 'on(…) names task.created twice'],
    ['a path', () => on.webhook('GitHub Issues'), 'on.webhook("GitHub Issues"): a path is kebab-case'],
    [
      'a verification',
      () => on.webhook('x', { verify: 'gitlab' as 'github' }),
      "on.webhook('x'): verify is 'github', 'standard', 'hmac' or 'none', not \"gitlab\"",
    ],
    ['a body', () => on.webhook('x', { body: {} as z.ZodType }), "on.webhook('x'): body is a schema"],
    [
      'the name of an own event',
      () => defineEvent('InvoicePaid', z.string()),
      'a name has two or more lower-case parts with dots',
    ],
    [
      'the first part of an own event',
      () => defineEvent('task.paid', z.string()),
      "names that start with 'task.' are Orchestrator's own",
    ],
    [
      'no schema',
      () => defineEvent('a.b', undefined as never),
      "defineEvent('a.b'): the second argument is a schema of the payload",
    ],
    ['a timeout of steps', () => steps({ timeout: '1 hour' }), 'steps: timeout is more than 0 and at most 10 minutes'],
    ['a duration', () => steps({ timeout: '3 dayz' as '3 days' }), 'steps: timeout: "3 dayz" is no duration'],
    ['attempts', () => steps({ attempts: 0 }), 'steps: attempts is a whole number from 1 to 100'],
    [
      'an export that is no playbook',
      () => manifestOf({ id: 'a' }),
      'the default export of a playbook file is what playbook({ … }) gives',
    ],
  ])('%s', (_, make, message) => expect(make).toThrow(message))

  it('a payload of an own event', () => {
    expect(() =>
      defineEvent('invoice.paid', z.object({ amount: z.number() }))({ amount: 'x' as unknown as number }),
    ).toThrow(/^the payload of invoice.paid does not meet its schema: amount: /)
  })
})

it('the manifest says everything that is known without running', () => {
  const paid = defineEvent('invoice.paid', z.object({ amount: z.number() }))
  const definition = playbook({
    id: 'everything',
    title: 'Everything',
    when: [
      on(['task.created', paid], { if: cel`event.type == ${'task.created'}` }),
      on.webhook('in', {
        verify: 'github',
        body: z.object({ action: z.string() }),
        if: (e) => e.body.action.eq('opened'),
      }),
      on.manual({ input: z.object({ days: z.int().default(3) }) }),
    ],
    scopes: ['task.create'],
    steps: steps({ timeout: '2 minutes', attempts: 5 }),
    run,
  })
  expect(manifestOf(definition)).toEqual({
    id: 'everything',
    title: 'Everything',
    triggers: [
      { kind: 'event', eventTypes: ['task.created', 'invoice.paid'], if: 'event.type == "task.created"' },
      {
        kind: 'webhook',
        path: 'in',
        verify: 'github',
        body: expect.objectContaining({ type: 'object', required: ['action'] }),
        if: 'event.body.action == "opened"',
      },
      { kind: 'manual', input: expect.objectContaining({ type: 'object' }) },
    ],
    scopes: ['task.create'],
    steps: { timeoutMs: 120_000, attempts: 5 },
    flow: null,
  })
  expect(JSON.parse(JSON.stringify(manifestOf(definition)))).toEqual(manifestOf(definition))
  expect(manifestOf(playbook({ id: 'least', when, run }))).toEqual({
    id: 'least',
    title: null,
    triggers: [{ kind: 'event', eventTypes: ['task.created'], if: null }],
    scopes: null,
    steps: null,
    flow: null,
  })
})
