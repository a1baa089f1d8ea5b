import { OrchestratorError, on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'commands',
  when: on('task.created', { if: (e) => e.task.title.eq('commands') }),
  async run({ event, tasks, comments, projects, events, log }) {
    log.info('begun')
    const made = await tasks.create({ projectId: event.task.projectId, title: 'made', tags: ['review'] })
    const [first, second] = await Promise.all([
      comments.create({ taskId: made.id, body: 'one' }),
      comments.create({ taskId: made.id, body: 'two' }),
    ])
    await comments.update(first, { body: 'uno' })
    await events.send({ type: 'replay.said', payload: { second: second.id } })
    const read = await tasks.get(made)
    const project = await projects.get(event.task.projectId)
    const listed = await tasks.list({ projectId: event.task.projectId, tag: 'review', limit: 5 })
    let refused = ''
    try {
      await tasks.update('00000000-0000-4000-8000-000000000000', { title: 'nobody' })
    } catch (error) {
      refused = error instanceof OrchestratorError ? error.code : 'another error'
    }
    const done = await tasks.complete(made)
    return {
      read: read?.title ?? null,
      project: project?.key ?? null,
      listed: listed.items.length,
      refused,
      done: done.status,
    }
  },
})
