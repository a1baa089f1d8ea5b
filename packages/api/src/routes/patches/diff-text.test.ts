import type { PatchDiff, PatchOperationDiff } from '@orchestrator/domain'
import { expect, it } from 'vitest'
import { diffAsMarkdown, diffAsText } from './diff-text.ts'

const operation = {
  ...{ key: 'due', command: 'task.update' as const, summary: 'Set priority high, due date 2027-01-04', target: null },
  ...{ status: 'pending' as const, confidence: 0.9, rationale: 'The fair\nis in January.', reason: null, stale: null },
  fields: [{ field: 'priority', before: 'low', now: 'low', after: 'high' }],
} satisfies PatchOperationDiff
const diff = (...operations: readonly Partial<PatchOperationDiff>[]): PatchDiff => ({
  ...{ id: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74', title: 'Before the fair', status: 'partly_accepted' },
  operations: operations.map((one) => ({ ...operation, ...one })),
})

it('says what goes and what comes', () => {
  expect(diffAsText(diff({}))).toBe(`# Before the fair (partly accepted)

due: Set priority high, due date 2027-01-04 [pending, 90 % sure]
  The fair is in January.
- priority: "low"
+ priority: "high"
`)
  const made = [{ field: 'title', before: null, now: null, after: 'New' }]
  expect(diffAsText(diff({ fields: made, rationale: null, confidence: null }))).toContain(
    '2027-01-04 [pending]\n+ title: "New"\n',
  )
})

it('says what somebody else has put there meanwhile', () => {
  const changed = [{ field: 'dueDate', before: null, now: '2027-01-09', after: '2027-01-04' }]
  expect(diffAsText(diff({ fields: changed, stale: 'changed since: dueDate' }))).toContain(
    '[pending, 90 % sure, would be stale]\n  The fair is in January.\n  changed since: dueDate\n! dueDate: "2027-01-09" by now\n+ dueDate: "2027-01-04"\n',
  )
  const gone = [{ field: 'title', before: 'Old', now: null, after: 'New' }]
  expect(diffAsText(diff({ fields: gone, stale: 'it is gone', status: 'stale', reason: 'it is gone' }))).toContain(
    '[stale, 90 % sure]\n  The fair is in January.\n  it is gone\n- title: "Old"\n! title: nothing by now\n+ title: "New"\n',
  )
})

it('a text of an agent neither speaks to the terminal nor ends the block', () => {
  const nasty = '\u001b[2Jgone\n```\n# I am a title \u202e'
  const fields = [{ field: 'title', before: nasty, now: nasty, after: 'x' }]
  const all = diff({ summary: nasty, rationale: nasty, fields })
  for (const text of [diffAsText(all), diffAsMarkdown(all)]) {
    for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character)
    expect(text.split('\n').filter((one) => one.startsWith('# I'))).toEqual([])
  }
  const fences = diffAsMarkdown(all)
    .split('\n')
    .filter((one) => one.startsWith('```'))
  expect(fences).toEqual(['```diff', '```'])
  expect(diffAsMarkdown(all)).toContain(String.raw`\`\`\``)
})
