import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'parity-time',
  when: on('task.created', { if: (e) => e.task.title.eq('parity-time') }),
  async run({ event, tasks, sleep, sleepUntil, waitFor }) {
    const before = Date.now()
    await sleep('300 ms')
    await sleepUntil(new Date(Date.now() + 200))
    const slept = Date.now() - before >= 500
    const none = await waitFor('task.deleted', { if: (e) => e.task.id.eq(event.task.id), timeout: '200 ms' })
    const follow = await tasks.create({ projectId: event.task.projectId, title: 'follow' })
    await tasks.update(follow, { status: 'started' })
    // The event is there already: a wait looks back to the run's own trigger.
    const back = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(follow.id), timeout: '1 hour' })
    await tasks.update(follow, { status: 'completed' })
    const next = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(follow.id), timeout: '1 hour' })
    const any = await waitFor.any(
      {
        gone: on('task.deleted', { if: (e) => e.task.id.eq(follow.id) }),
        renamed: on('task.updated', { if: (e) => e.task.id.eq(follow.id).and(e.task.title.startsWith('ren')) }),
      },
      { timeout: '150 ms' },
    )
    let timer = 0
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        timer++
        resolve()
      }, 50)
    })
    return { slept, none, back: back?.to ?? null, next: next?.to ?? null, any, timer }
  },
})
