import { HttpError, on, playbook, steps } from '@orchestrator/sdk'

export default playbook({
  id: 'outside',
  when: on('task.created', { if: (e) => e.task.title.eq('outside') }),
  steps: steps<typeof import('./steps.ts')>({ timeout: '5 seconds', attempts: 1 }),
  async run({ event, http, steps }) {
    const base = event.task.description
    const sum = await steps.add(1, 2)
    let refused = ''
    try {
      await steps.refuse()
    } catch (error) {
      refused = String(error)
    }
    const got = await http.get(`${base}/got`, { query: { a: 1 } })
    const posted = await http.post(`${base}/posted`, { json: { sum } })
    let failed = 0
    try {
      await http.get(`${base}/missing`)
    } catch (error) {
      failed = error instanceof HttpError ? error.status : -1
    }
    return { sum, refused, got: got.text, posted: posted.status, failed }
  },
})
