import { OrchestratorError, on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'parity-commands',
  when: on('task.created', { if: (e) => e.task.title.eq('parity-commands') }),
  async run({ event, tasks, comments, projects, log }) {
    log.info('begun', { task: event.task.id })
    const made = await tasks.create({
      projectId: event.task.projectId,
      title: 'made',
      tags: ['review', 'two'],
      priority: 'high',
    })
    const updated = await tasks.update(made, { title: 'made anew', estimatedMinutes: 30 })
    const [first, second] = await Promise.all([
      comments.create({ taskId: made.id, body: 'one' }),
      comments.create({ taskId: made.id, body: 'two' }),
    ])
    const done = await tasks.complete(made)
    const again = await tasks.get(made)
    const project = await projects.get(event.task.projectId)
    const listed = await tasks.list({ projectId: event.task.projectId, status: 'completed' })
    const said = await comments.list({ taskId: made.id })
    const file = { path: 'a.md', content: 'a', encoding: 'utf-8' as const, executable: false }
    const attached = await tasks.attachChanges(made, [file])
    let refused = ''
    try {
      await tasks.update('00000000-0000-4000-8000-000000000000', { title: 'x' })
    } catch (error) {
      refused = error instanceof OrchestratorError ? error.code : 'another error'
    }
    return {
      made: [made.title, made.priority, made.status, made.tags.join(' ')],
      updated: [updated.title, updated.estimatedMinutes, updated.version],
      comments: [first.body, second.body, said.items.map((one) => one.body).sort()],
      done: [done.status, again?.status ?? null, done.completedAt !== null],
      project: project?.id === event.task.projectId,
      listed: listed.items.map((task) => task.title),
      next: listed.nextCursor,
      attached: attached.files.map(({ path, size }) => [path, size]),
      refused,
    }
  },
})
