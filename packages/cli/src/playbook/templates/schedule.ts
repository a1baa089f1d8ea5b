import type { Template } from './template.ts'

export const schedule: Template = {
  summary: 'at set times it looks at what there is, and says so where it matters',
  playbook: (id, title) => `import { all, on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: '${id}',
  title: '${title}',
  // A firing that was missed is made up for once; see docs/triggers/schedule.md for time zones, overlap and catch-up.
  when: on.schedule({ cron: '0 8 * * MON-FRI' }),
  scopes: ['workspace.read', 'comment.create'],
  async run({ event, tasks, comments }) {
    // The day for which it fires, not the one on which it runs: that may be later.
    const today = event.scheduledFor.slice(0, 10)
    const open = await all((page) => tasks.list({ ...page, tag: '${id}', status: ['unstarted', 'started'] }), 1_000)
    const late = open.filter(({ dueDate }) => dueDate !== null && dueDate < today)
    for (const task of late) await comments.create({ taskId: task.id, body: \`Was due on \${task.dueDate}.\` })
    return { open: open.length, late: late.length }
  },
})
`,
  tests: (id) => `const monday = fake('schedule.fired', { scheduledFor: '2026-03-02T08:00:00.000Z' })

test('says of each task that is late', async () => {
  const tasks = [
    { title: 'Late', tags: ['${id}'], status: 'started', dueDate: '2026-02-27' },
    { title: 'In time', tags: ['${id}'], status: 'unstarted', dueDate: '2026-03-02' },
    { title: 'Done', tags: ['${id}'], status: 'completed', dueDate: '2026-02-27' },
  ] as const
  const run = await testRun(playbook, monday, { tasks })
  assert.deepEqual(run.result, { open: 2, late: 1 })
  assert.deepEqual(
    run.comments.map(({ body }) => body),
    ['Was due on 2026-02-27.'],
  )
})
`,
  readme: (id) =>
    `On every working day at eight it looks at the open tasks with the tag \`${id}\`, and comments on those that are late.`,
}
