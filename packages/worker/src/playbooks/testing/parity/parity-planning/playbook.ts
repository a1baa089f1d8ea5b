import { OrchestratorError, on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'parity-planning',
  when: on('task.created', { if: (e) => e.task.title.eq('parity-planning') }),
  async run({ event, tasks, cycles, milestones, timeEntries }) {
    const { task } = event
    const { projectId } = task
    // Every field that has a default is given: the server keeps what a command became, the harness what was asked for.
    const goal = ''
    await tasks.update(task, { estimatePoints: 3 })
    const [first, second] = [
      await cycles.create({
        projectId,
        goal,
        startsAt: '2026-03-01T23:00:00Z',
        endsAt: '2026-03-15T23:00:00Z',
      }),
      await cycles.create({
        projectId,
        goal,
        startsAt: '2026-03-15T23:00:00Z',
        endsAt: '2026-03-30T00:00:00Z',
        name: 'Next',
      }),
    ]
    const milestone = await milestones.create({ projectId, name: 'Beta', targetDate: '2026-04-01' })
    await milestones.create({ projectId, name: 'Gold' })
    await tasks.update(task, { cycleId: first.id })
    const planned = await tasks.update(task, { milestoneId: milestone.id })
    const active = await cycles.start(await cycles.update(first, { goal: 'Out' }))
    const upcoming = await cycles.list({ projectId, state: 'upcoming' })
    const inCycle = await tasks.list({ cycleId: first.id })
    const completed = await cycles.complete(first, { unfinished: 'next' })
    const moved = await tasks.list({ cycleId: second.id, milestoneId: milestone.id })
    const nowhere = await tasks.list({ projectId, cycleId: null, tag: 'none' })
    const reached = await milestones.complete(milestone)
    const open = await milestones.list({ projectId, reached: false })

    const entry = await timeEntries.create({ taskId: task.id, startedAt: '2026-01-02T08:00:00Z', minutes: 90 })
    await timeEntries.update(entry, { minutes: 60, note: 'less', billable: true })
    const timer = await timeEntries.start({ taskId: task.id, note: '', billable: false })
    const running = await timeEntries.list({ taskId: task.id, running: true })
    const ended = await timeEntries.list({
      projectId,
      running: false,
      billable: true,
      from: '2026-01-02T08:00:00Z',
      to: '2026-01-03T00:00:00Z',
    })
    const stopped = await timeEntries.stop(timer)
    let refused = ''
    try {
      await cycles.start(first)
    } catch (error) {
      refused = error instanceof OrchestratorError ? error.code : 'another error'
    }
    return {
      planned: [planned.cycleId === first.id, planned.milestoneId === milestone.id],
      cycles: [first.name, first.number, active.state, active.goal, completed.state, second.number],
      upcoming: upcoming.items.map(({ name }) => name),
      inCycle: inCycle.items.length,
      moved: moved.items.map(({ title }) => title),
      nowhere: nowhere.items.length,
      milestones: [reached.completedAt !== null, open.items.map(({ name }) => name)],
      time: [
        entry.minutes,
        running.items.length,
        ended.items.map(({ minutes, note }) => [minutes, note]),
        stopped.minutes,
      ],
      actual: (await tasks.get(task))?.actualMinutes ?? null,
      gone: await cycles.get('00000000-0000-4000-8000-000000000000'),
      refused,
    }
  },
})
