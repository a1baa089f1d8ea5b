import type { Template } from './template.ts'

export const recurring: Template = {
  summary: 'work that comes again, and is not made twice while the last is open',
  playbook: (id, title) => `import { on, playbook } from '@orchestrator/sdk'

// Work that comes again whatever became of the last needs no code: npx orchestrator series create --help
export default playbook({
  id: '${id}',
  title: '${title}',
  when: on.schedule({ cron: '0 9 * * MON' }),
  scopes: ['workspace.read', 'task.create', 'comment.create'],
  async run({ event, projects, tasks, comments }) {
    const day = event.scheduledFor.slice(0, 10)
    const [project] = (await projects.list({ limit: 1 })).items
    if (!project) throw new Error('There is no project yet: make one first')
    const [open] = (await tasks.list({ tag: '${id}', status: ['backlog', 'unstarted', 'started'], limit: 1 })).items
    if (open) {
      await comments.create({ taskId: open.id, body: \`It is \${day}, and this is not done yet.\` })
      return { waitsFor: open.id }
    }
    await tasks.create({ projectId: project.id, title: \`${title}, \${day}\`, dueDate: day, tags: ['${id}'] })
    return { made: day }
  },
})
`,
  tests: (id) => `const monday = fake('schedule.fired', { scheduledFor: '2026-03-02T09:00:00.000Z' })
const projects = [{ name: 'Office' }]

test('makes the task of the week', async () => {
  const run = await testRun(playbook, monday, { projects })
  assert.deepEqual(run.result, { made: '2026-03-02' })
  assert.equal(run.tasks.at(-1)?.dueDate, '2026-03-02')
  assert.deepEqual(run.tasks.at(-1)?.tags, ['${id}'])
})

test('the last one is still open: it is asked about, and no second one made', async () => {
  const last = { title: 'Last week', tags: ['${id}'], status: 'started' } as const
  const run = await testRun(playbook, monday, { projects, tasks: [last] })
  assert.equal(run.tasks.length, 1)
  assert.equal(run.comments[0]?.body, 'It is 2026-03-02, and this is not done yet.')
})
`,
  readme: (id) =>
    `Every Monday it makes a task with the tag \`${id}\` in the first project. While the last one is open, it comments on that one instead.`,
}
