import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectEffectsOnce, type LongRule, openLongRule, runUnderKills } from './arena/long-rule.ts'
import { expectLogWhole, expectNoOpenWorkflows } from './arena/oracle.ts'

let rule: LongRule
beforeAll(async () => {
  rule = await openLongRule('stepped', () => ({
    afterWord: [
      {
        action: 'waitFor',
        event: 'never.comes',
        timeout: '1 second',
        onTimeout: [{ action: 'task.create', title: 'late: {{event.task.title}}' }],
      },
      {
        action: 'forEach',
        // What the loop changes must not change what it goes through, also when it is begun again in its middle.
        in: { tasks: { parentId: '{{steps.made.id}}', status: 'unstarted' } },
        then: [
          { action: 'task.update', taskId: '{{item.id}}', status: 'completed' },
          { action: 'delay', for: '0.2 seconds' },
          { action: 'comment.create', taskId: '{{item.id}}', body: 'looked at {{item.title}}' },
        ],
      },
    ],
  }))
})
afterAll(() => rule?.close())

test('300 runs without a workflow end, and each of their effects is there once, whatever is killed meanwhile', async () => {
  const titles = await runUnderKills(rule, {
    ...{ count: 300, atOnce: 10, kills: { least: 15, withinMs: 200_000 } },
    ...{ killed: ['relay', 'relay', 'relay', 'api', 'postgres', 'relay', 'all'], every: [300, 2_500] },
  })
  await expectEffectsOnce(rule, titles, ['made: ', 'part a of ', 'part b of ', 'late: '])
  const [left] = await rule.arena.sql`
    select (select count(*)::int from run_replies) as replies,
      (select count(*)::int from runs where workflow_id is not null) as workflows,
      (select count(*)::int from runs where wake_at is not null or leased_until is not null) as awake`
  expect(left).toEqual({ replies: 0, workflows: 0, awake: 0 })
  await expectLogWhole(rule.arena)
  await expectNoOpenWorkflows(rule.arena)
}, 900_000)
