import { afterAll, beforeAll, test } from 'vitest'
import { expectEffectsOnce, type LongRule, openLongRule, runUnderKills } from './arena/long-rule.ts'
import { expectEachOnce, expectLogWhole, expectNoOpenWorkflows } from './arena/oracle.ts'

let rule: LongRule
beforeAll(async () => {
  rule = await openLongRule('long', (receiver) => ({
    afterWord: [
      {
        action: 'forEach',
        in: { tasks: { parentId: '{{steps.made.id}}' } },
        then: [{ action: 'comment.create', taskId: '{{item.id}}', body: 'looked at {{item.title}}' }],
      },
    ],
    afterTelling: [
      // Whoever asks and is killed before the answer asks again, with the same key.
      {
        ...{ action: 'http.request', method: 'POST', url: `${receiver.url}/asked`, text: '{{event.task.title}}' },
        ...{ timeout: '5 seconds', retries: 10 },
      },
    ],
  }))
})
afterAll(() => rule?.close())

/** What arrived at a path, by its body: under how many keys. */
function keysAt(path: string, header: string): Map<string, number> {
  const keys = Map.groupBy(rule.receiver.received(path), ({ body }) => body)
  return new Map([...keys].map(([body, some]) => [body, new Set(some.map(({ headers }) => headers[header])).size]))
}

test('100 long runs of a rule end, and each of their effects is there once, whatever is killed meanwhile', async () => {
  const titles = await runUnderKills(rule, {
    ...{ count: 100, atOnce: 5, kills: { least: 10, withinMs: 120_000 } },
    ...{ killed: ['relay', 'relay', 'api', 'postgres', 'temporal', 'relay', 'all'], every: [1_000, 3_500] },
  })
  await expectEffectsOnce(rule, titles, ['made: ', 'part a of ', 'part b of '])
  expectEachOnce(
    keysAt('/told', 'webhook-id'),
    titles.map((title) => JSON.stringify({ title })),
  )
  expectEachOnce(keysAt('/asked', 'idempotency-key'), titles)
  const [told, asked] = [rule.receiver.received('/told'), rule.receiver.received('/asked')]
  console.log(`  ${told.length} messages and ${asked.length} requests came`)
  await expectLogWhole(rule.arena)
  await expectNoOpenWorkflows(rule.arena)
}, 900_000)
