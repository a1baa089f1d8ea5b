import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'waits',
  when: on('task.created', { if: (e) => e.task.title.eq('waits') }),
  async run({ event, tasks, sleep, sleepUntil, waitFor }) {
    const { task } = event
    await sleep('200 ms')
    await sleepUntil(new Date(Date.now() + 100))
    await new Promise<void>((resolve) => setTimeout(resolve, 50))
    const never = await waitFor('task.deleted', { if: (e) => e.task.id.eq(task.id), timeout: '200 ms' })
    // Whoever records this starts the task once the run waits for it.
    const started = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(task.id), timeout: '1 hour' })
    await tasks.update(task, { status: 'completed' })
    const back = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(task.id), timeout: '1 hour' })
    const nothing = await waitFor.any(
      {
        gone: on('task.deleted', { if: (e) => e.task.id.eq(task.id) }),
        renamed: on('task.updated', { if: (e) => e.task.id.eq(task.id).and(e.task.title.eq('renamed')) }),
      },
      { timeout: '200 ms' },
    )
    await tasks.update(task, { title: 'renamed' })
    const either = await waitFor.any(
      {
        gone: on('task.deleted', { if: (e) => e.task.id.eq(task.id) }),
        renamed: on('task.updated', { if: (e) => e.task.id.eq(task.id).and(e.task.title.eq('renamed')) }),
      },
      { timeout: '1 hour' },
    )
    return { never, started: started?.to ?? null, back: back?.to ?? null, nothing, either: either?.which ?? null }
  },
})
