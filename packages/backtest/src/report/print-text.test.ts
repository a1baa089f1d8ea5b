import { expect, test } from 'vitest'
import { printMarkdown } from './print-markdown.ts'
import { printText } from './print-text.ts'
import type { BacktestReport } from './schema.ts'

const long = 'x'.repeat(500)
const event = {
  ...{
    seq: 1,
    id: '019a0000-0000-7000-8000-000000000001',
    type: 'task.created',
    occurredAt: '2027-01-04T09:00:00.000Z',
  },
  ...{ subject: { type: 'task', id: '019a0000-0000-7000-8000-000000000001' }, title: long },
}
const none = { count: 0, items: [] }
const report = {
  automation: { kind: 'rule', id: null, name: 'Follow up', version: null },
  ...{ since: '2027-01-01T00:00:00.000Z', until: '2027-02-01T00:00:00.000Z', events: 1, matched: 1, next: null },
  runs: { completed: 1, failed: 0, waiting: 0, skipped: 0 },
  ...{ effects: [{ what: 'task.create', count: 1 }], skipped: [], assumed: [], notes: [] },
  failures: { count: 1, items: [{ event, runId: null, error: { code: 'threw', message: long } }] },
  examples: [
    {
      ...{ event, status: 'completed', waits: [`waitFor ${long}`], elapsedMs: 0 },
      effects: [{ step: 0, kind: 'command', what: 'task.create', summary: `task.create ${long}`, at: null, data: {} }],
    },
  ],
  differences: {
    ran: null,
    current: {
      ...{ same: 0, newlyMatches: none, noLongerMatches: none, notInForce: 0, underWay: 0 },
      otherEffects: { count: 1, items: [{ event, runId: null, step: 0, before: `a ${long}`, after: `b ${long}` }] },
    },
  },
} as unknown as BacktestReport

test.each([
  ['text', printText],
  ['markdown', printMarkdown],
])('%s cuts what people wrote at length, and says what it is of', (_name, print) => {
  const printed = print(report)
  expect(Math.max(...printed.split('\n').map((line) => line.length))).toBeLessThan(400)
  expect(printed).toContain('…')
  for (const begin of ['task.create xxx', 'waitFor xxx', 'a xxx', 'b xxx']) expect(printed).toContain(begin)
})
