import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'nightly-report',
  when: on('project.updated'),
  // One at a time in each project, so that two reports of a project never overlap.
  concurrency: { key: (e) => e.project.id, limit: 1 },
  async run({ event, sleep, log }) {
    await sleep('10 minutes')
    log.info('reported', { project: event.project.name })
  },
})
